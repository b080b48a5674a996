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

// patience is how long a program may take to accept a text.
const patience = 2 * time.Second

// screenChunk is what GNU screen passes through in one piece (its limit is
// 768 bytes).
const screenChunk = 740

// Copy sends a text to the clipboard of the terminal's computer (OSC 52, also
// over SSH). Terminals answer nothing, so a nil error means "sent". Inside
// tmux, which drops OSC 52 by default, the text goes through tmux as well, and
// on a Mac or on Windows, whose own terminals do not all know it, straight to
// the clipboard of this computer, unless the person sits at another one.
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
	if !m.remote() {
		switch m.GOOS {
		case "darwin":
			errs = append(errs, m.handTo(ctx, text, "pbcopy"))
		case "windows":
			errs = append(errs, m.clip(text))
		}
	}
	return errors.Join(errs...)
}

// tmux hands the text over on standard input, where no list of processes shows
// it. -w passes it on to the terminal (tmux 3.2 and newer).
func (m *Machine) tmux(ctx context.Context, text string) error {
	err := m.handTo(ctx, text, "tmux", "load-buffer", "-w", "-")
	if err != nil {
		err = m.handTo(ctx, text, "tmux", "load-buffer", "-")
	}
	return err
}

// handTo runs a program with the text on its standard input. pbcopy takes it for
// UTF-8 only where a locale says so.
func (m *Machine) handTo(ctx context.Context, text, program string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdin = strings.NewReader(text)
	cmd.Env = append(m.CleanEnviron(), "LC_CTYPE=UTF-8")
	return cmd.Run()
}
