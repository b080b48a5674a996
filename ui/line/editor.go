package line

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// editByte takes a byte of an ordinary line where the program edits and shows
// lines itself. The Windows console could do both, but then ctrl+c ends the
// program unasked, and a read cannot be called off.
func (s *scanner) editByte(b byte) {
	switch {
	case b == '\r' || b == '\n':
		s.show("\n")
		if string(s.buf) == string(rune(ctrlZ)) { // how Windows ends an input
			s.end(false)
			return
		}
		s.lineByte(b)
	case b == ctrlC:
		s.lineByte(b)
	case b == ctrlD && len(s.buf) == 0:
		s.end(false)
	case b == backspace || b == del:
		_, n := utf8.DecodeLastRune(s.buf)
		s.erase(n)
	case b == ctrlW:
		s.erase(len(s.buf) - bytes.LastIndexByte(bytes.TrimRight(s.buf, " "), ' ') - 1)
	case b == ctrlU || b == esc:
		s.erase(len(s.buf))
		s.flooded = false
	case b == '\t':
		s.editByte(' ')
	case b >= ' ' || b == ctrlZ:
		s.keep(b)
		s.shown()
	}
}

// shown shows the character whose last byte has just come.
func (s *scanner) shown() {
	r, n := utf8.DecodeLastRune(s.buf)
	switch {
	case r == ctrlZ:
		s.show("^Z")
	case r != utf8.RuneError || n > 1:
		s.show(string(s.buf[len(s.buf)-n:]))
	}
}

// erase takes the last n bytes away, also from the screen.
func (s *scanner) erase(n int) {
	gone := s.buf[len(s.buf)-n:]
	width := ansi.StringWidth(string(gone)) + 2*bytes.Count(gone, []byte{ctrlZ})
	clear(gone)
	s.buf = s.buf[:len(s.buf)-n]
	back := strings.Repeat("\b", width)
	s.show(back + strings.Repeat(" ", width) + back)
}

func (s *scanner) show(text string) { _, _ = io.WriteString(s.echo, text) }
