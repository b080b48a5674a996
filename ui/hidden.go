package ui

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
)

// ErrCancelled is ctrl+c or the end of input at a hidden prompt.
var ErrCancelled = errors.New("ui: cancelled at the prompt")

// ReadHidden asks for a secret on a terminal without showing it, and without
// the cut that a terminal makes in its line mode. The echo is given back in
// every case, also when the program is stopped and continued. Nothing reads on
// afterwards.
func ReadHidden(ctx context.Context, in io.Reader, out io.Writer, prompt string) (string, error) {
	file, ok := in.(*os.File)
	if !ok {
		return "", errors.New("ui: read hidden: not a terminal")
	}
	t, err := openTerminal(file, out)
	if err != nil {
		return "", err
	}
	defer t.close()
	t.Ask(strings.TrimRight(prompt, " "), true)
	select {
	case h := <-t.Heard():
		if h.Kind != HeardLine {
			return "", ErrCancelled
		}
		return h.Text(), nil
	case <-ctx.Done():
		t.Say("")
		return "", context.Cause(ctx)
	}
}
