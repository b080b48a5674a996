package web

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean returns s fit for one line of a terminal, a JSON value or a log:
// without escape sequences, control, bidirectional and invisible characters;
// line breaks and tabs become spaces. Bytes that are not UTF-8 become U+FFFD.
func Clean(s string) string { return clean(s, ' ') }

// CleanLines is Clean, keeping line breaks as "\n".
func CleanLines(s string) string { return clean(s, '\n') }

func clean(s string, lineBreak byte) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for len(s) > 0 {
		if n := escapeLen(s); n > 0 {
			s = s[n:]
			continue
		}
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == '\r' && strings.HasPrefix(s, "\r\n"):
			// The line feed makes the break.
		case isLineBreak(r):
			b.WriteByte(lineBreak)
		case r == '\t':
			b.WriteByte(' ')
		case unicode.Is(unicode.Cc, r) || isInvisible(r):
		default:
			b.WriteRune(r) // RuneError is written as U+FFFD.
		}
		s = s[n:]
	}
	return b.String()
}

// isPlain reports whether s is printable ASCII, as most of what comes is.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func isLineBreak(r rune) bool {
	return r >= '\n' && r <= '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

// isInvisible reports whether r shows nothing and changes what is around it:
// the format characters (all bidirectional controls, the zero-width ones, tags)
// and the fillers and selectors that are not among them.
func isInvisible(r rune) bool {
	switch {
	case unicode.Is(unicode.Cf, r):
		return true
	case r == '\u034f', r == '\u115f', r == '\u1160', r == '\u17b4', r == '\u17b5', r == '\u3164', r == '\uffa0':
		return true
	case r >= '\u180b' && r <= '\u180f', r >= '\ufe00' && r <= '\ufe0f', r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return false
}
