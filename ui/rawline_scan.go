package ui

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// maxSecret bounds what is kept of one answer, in bytes: far above any secret,
// and far below what would hurt.
const maxSecret = 1 << 20

// The marks that a terminal puts around a paste where bracketed paste is on
// (xterm: "Bracketed Paste Mode").
var (
	pasteBegins = []byte("\x1b[200~")
	pasteEnds   = []byte("\x1b[201~")
)

// scanner makes answers of what a terminal sends: lines as they are typed, and,
// while hidden is set, one secret, whose line breaks may be part of a paste.
type scanner struct {
	hidden bool
	buf    []byte
	// held is set while an Enter in a secret waits to be the end of it: more
	// that comes at once belongs to the same paste.
	held bool
	// inPaste is set between the marks of a paste.
	inPaste bool
	heard   []Heard
	// unended is set where the terminal itself has not begun a new line.
	unended bool
}

// ask begins a new answer.
func (s *scanner) ask(hidden bool) {
	if hidden != s.hidden {
		clear(s.buf)
		*s = scanner{hidden: hidden, heard: s.heard, unended: s.unended}
	}
}

// feed takes what was read. nil is the end of the input.
func (s *scanner) feed(chunk []byte) {
	if chunk == nil {
		s.end()
		return
	}
	for _, b := range chunk {
		if s.hidden {
			s.secretByte(b)
		} else {
			s.lineByte(b)
		}
	}
}

// end is ctrl+d, or a line that is gone: that one says so again and again.
func (s *scanner) end() {
	if n := len(s.heard); n == 0 || s.heard[n-1].Kind != HeardEnd {
		s.hear(HeardEnd, "")
	}
}

// lineByte takes a byte of an ordinary line. ctrl+c ends a line as Enter does:
// the terminal is set so.
func (s *scanner) lineByte(b byte) {
	switch b {
	case '\n', '\r':
		s.hear(HeardLine, string(s.buf))
	case ctrlC:
		s.hear(HeardInterrupt, "")
	default:
		s.keep(b)
	}
}

const (
	ctrlC     = 0x03
	ctrlD     = 0x04
	backspace = 0x08
	ctrlU     = 0x15
	ctrlW     = 0x17
	del       = 0x7f
)

func (s *scanner) secretByte(b byte) {
	switch {
	case b == ctrlC:
		s.hear(HeardInterrupt, "")
	case b == ctrlD && len(s.buf) == 0:
		s.end()
	case b == ctrlD:
	case b == '\r' || b == '\n':
		s.keep('\n')
		s.held = !s.inPaste
	case b == ctrlU || b == ctrlW:
		s.buf, s.held = nil, false
	case b == backspace || b == del:
		_, n := utf8.DecodeLastRune(s.buf)
		s.buf = s.buf[:len(s.buf)-n]
	default:
		s.keep(b)
		s.held = s.held && b == ' '
		s.marks()
	}
}

// marks takes the marks of a paste out again.
func (s *scanner) marks() {
	switch {
	case bytes.HasSuffix(s.buf, pasteBegins):
		s.buf, s.inPaste = s.buf[:len(s.buf)-len(pasteBegins)], true
	case bytes.HasSuffix(s.buf, pasteEnds):
		s.buf, s.inPaste = s.buf[:len(s.buf)-len(pasteEnds)], false
	}
}

func (s *scanner) keep(b byte) {
	if len(s.buf) < maxSecret {
		s.buf = append(s.buf, b)
	}
}

// rested says that nothing has come for a moment: a held Enter was the end.
func (s *scanner) rested() {
	if s.held {
		s.hear(HeardLine, strings.TrimRight(string(s.buf), "\n"))
	}
}

// hear hands on one answer; what follows is read as ordinary lines.
func (s *scanner) hear(kind HeardKind, text string) {
	clear(s.buf)
	s.buf = s.buf[:0]
	h := Heard{Kind: kind, Hidden: s.hidden}
	s.unended = s.unended || s.hidden || kind != HeardLine
	s.ask(false)
	text = ansi.Strip(text) // keys such as the arrows
	h.Text = func() string { return text }
	s.heard = append(s.heard, h)
}

// first is the answer to hand on next, and out, or nil without one.
func (s *scanner) first(out chan Heard) (chan Heard, Heard) {
	if len(s.heard) == 0 {
		return nil, Heard{}
	}
	return out, s.heard[0]
}
