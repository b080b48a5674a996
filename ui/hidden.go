package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

var (
	// ErrCancelled is ctrl+c or the end of input at a hidden prompt.
	ErrCancelled = errors.New("ui: cancelled at the prompt")
	// ErrEnded is ErrCancelled by the end of input alone.
	ErrEnded = fmt.Errorf("%w: end of input", ErrCancelled)
)

// ErrTooLong is an answer at a hidden prompt that is far longer than any secret.
var ErrTooLong = errors.New("ui: far too long for a secret")

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
		switch h.Kind {
		case HeardLine:
			return h.Text(), nil
		case HeardEnd:
			return "", ErrEnded
		case HeardTooLong:
			return "", ErrTooLong
		case HeardFault:
			panic(h.Fault)
		}
		return "", ErrCancelled
	case <-ctx.Done():
		t.Say("")
		return "", context.Cause(ctx)
	}
}
