package desktop

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// tmuxPatience is how long tmux may take to accept a text.
const tmuxPatience = 2 * time.Second

// screenChunk is what GNU screen passes through in one piece (its limit is
// 768 bytes).
const screenChunk = 740

// Copy sends a text to the clipboard of the terminal's computer (OSC 52, also
// over SSH). Terminals answer nothing, so a nil error means "sent". Inside
// tmux, which drops OSC 52 by default, the text goes through tmux as well.
func (m *Machine) Copy(ctx context.Context, out io.Writer, text string) error {
	var errs []error
	if out != nil {
		seq := ansi.SetSystemClipboard(text)
		if strings.HasPrefix(m.Getenv("TERM"), "screen") && !m.set("TMUX") {
			seq = ansi.ScreenPassthrough(seq, screenChunk)
		}
		_, err := io.WriteString(out, seq) // one write: a frame cannot come between
		errs = append(errs, err)
	}
	if m.set("TMUX") && m.has("tmux") {
		errs = append(errs, m.tmux(ctx, text))
	}
	return errors.Join(errs...)
}

// tmux hands the text over on standard input, where no list of processes shows
// it. -w passes it on to the terminal (tmux 3.2 and newer).
func (m *Machine) tmux(ctx context.Context, text string) error {
	ctx, cancel := context.WithTimeout(ctx, tmuxPatience)
	defer cancel()
	err := m.loadBuffer(ctx, text, "load-buffer", "-w", "-")
	if err != nil {
		err = m.loadBuffer(ctx, text, "load-buffer", "-")
	}
	return err
}

func (m *Machine) loadBuffer(ctx context.Context, text string, args ...string) error {
	cmd := exec.CommandContext(ctx, "tmux", args...)
	cmd.Stdin = strings.NewReader(text)
	cmd.Env = m.CleanEnviron()
	return cmd.Run()
}
