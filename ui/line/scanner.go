package line

import (
	"bytes"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"acp-gitlab/ui"
)

// maxLine bounds an ordinary line, in bytes: a terminal that edits lines
// cuts them there without a word (Linux: N_TTY_BUF_SIZE).
const maxLine = 4094

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
	// flooded is set once more came than any answer has: it is not kept.
	flooded bool
	heard   []Heard
	// unended is set where the terminal itself has not begun a new line.
	unended bool
	// returned is set right behind a carriage return that ended a line: a line
	// feed that follows is the second half of the same Enter.
	returned bool
	// echo shows what is typed, where the terminal leaves lines to the program;
	// nil where it edits and shows them itself.
	echo io.Writer
}

// ask begins a new answer.
func (s *scanner) ask(hidden bool) {
	if hidden != s.hidden {
		clear(s.buf)
		*s = scanner{hidden: hidden, heard: s.heard, unended: s.unended, returned: s.returned, echo: s.echo}
	}
}

// feed takes what was read. nil is the end of the input.
func (s *scanner) feed(chunk []byte) {
	if chunk == nil {
		s.end(true)
		return
	}
	for _, b := range chunk {
		second := b == '\n' && s.returned
		s.returned = b == '\r' && !s.hidden
		switch {
		case second && (!s.hidden || len(s.buf) == 0):
		case s.hidden:
			s.secretByte(b)
		case s.echo != nil:
			s.editByte(b)
		default:
			s.lineByte(b)
		}
	}
}

// end is ctrl+d, or a line that is gone: that one says so again and again. While
// a secret is read ctrl+d is a key like others, so that the two can be told apart.
func (s *scanner) end(gone bool) {
	kind := HeardEnd
	if s.hidden && gone {
		kind = HeardGone
	}
	if n := len(s.heard); n == 0 || s.heard[n-1].Kind != kind {
		s.hear(kind, "")
	}
}

// lineByte takes a byte of an ordinary line. Enter is CR, LF or CR LF, as the
// terminal has it. ctrl+c ends a line as Enter does: the terminal is set so.
func (s *scanner) lineByte(b byte) {
	switch b {
	case '\n', '\r':
		if s.flooded {
			s.hear(HeardTooLong, "")
			return
		}
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
	ctrlZ     = 0x1a
	esc       = 0x1b
	del       = 0x7f
)

func (s *scanner) secretByte(b byte) {
	switch {
	case b == ctrlC:
		s.hear(HeardInterrupt, "")
	case b == ctrlD && len(s.buf) == 0:
		s.end(false)
	case b == ctrlD:
		s.held = !s.inPaste
	case b == '\r' || b == '\n':
		s.keep('\n')
		s.held = !s.inPaste
	case b == ctrlU || b == ctrlW:
		s.buf, s.held, s.flooded = nil, false, false
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
	case bytes.HasSuffix(s.buf, []byte(ui.PasteBegins)):
		s.buf, s.inPaste = s.buf[:len(s.buf)-len(ui.PasteBegins)], true
	case bytes.HasSuffix(s.buf, []byte(ui.PasteEnds)):
		s.buf, s.inPaste = s.buf[:len(s.buf)-len(ui.PasteEnds)], false
	}
}

// keep takes a byte. Of more than an answer can have only so much is kept that
// the end mark of a paste is still seen.
func (s *scanner) keep(b byte) {
	limit := maxLine
	if s.hidden {
		limit = ui.MaxText
	}
	if len(s.buf) == limit {
		s.flooded = true
		n := copy(s.buf, s.buf[limit-len(ui.PasteEnds):])
		clear(s.buf[n:])
		s.buf = s.buf[:n]
	}
	s.buf = append(s.buf, b)
}

// rest is how long nothing must come until rested is called; 0 where a quiet
// moment means nothing.
func (s *scanner) rest() time.Duration {
	switch {
	case s.hidden && s.flooded:
		return quietAfterFlood
	case s.held:
		return quietAfterPaste
	case s.inPaste:
		return ui.PasteSilence
	}
	return 0
}

// rested says that nothing has come for as long as rest told: a held Enter was
// the end, and a paste without its end mark has ended.
func (s *scanner) rested() {
	switch {
	case s.hidden && s.flooded:
		s.hear(HeardTooLong, "")
	case s.held:
		s.hear(HeardLine, strings.TrimRight(string(s.buf), "\n"))
	}
	s.inPaste = false
}

// hear hands on one answer; what follows is read as ordinary lines.
func (s *scanner) hear(kind HeardKind, text string) {
	clear(s.buf)
	s.buf = s.buf[:0]
	h := Heard{Kind: kind, Hidden: s.hidden}
	s.unended = s.unended || s.hidden || kind != HeardLine && kind != HeardTooLong
	s.ask(false)
	s.flooded = false
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
