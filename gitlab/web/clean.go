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

// WithoutInvisible returns s without escape sequences and invisible characters,
// and how many there were. Everything else stays, control characters included.
func WithoutInvisible(s string) (visible string, removed int) {
	if isPlain(s) {
		return s, 0
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch seq := escapeLen(s); {
		case seq > 1:
			n, removed = seq, removed+1
		case isInvisible(r):
			removed++
		default:
			b.WriteString(s[:n]) // bytes that are no UTF-8 as well
		}
		s = s[n:]
	}
	return b.String(), removed
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

// escapeLen returns the length of the escape sequence that s begins with, 0 if
// it begins with none. Sequences are those of ECMA-48, in the 7-bit form (ESC
// and a letter) and the 8-bit one (U+0080 to U+009F).
func escapeLen(s string) int {
	var kind byte
	var head int
	switch {
	case s[0] == 0x1b:
		if len(s) == 1 {
			return 1
		}
		kind, head = s[1], 2
	case len(s) >= 2 && s[0] == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f && s[1] != 0x85:
		kind, head = s[1]-0x40, 2
	default:
		return 0
	}
	switch {
	case kind == '[':
		return head + controlLen(s[head:])
	case kind == ']', kind == 'P', kind == 'X', kind == '^', kind == '_':
		return head + stringLen(s[head:], kind == ']')
	case s[0] == 0x1b && kind >= ' ' && kind <= '/':
		return head + chosenLen(s[head:])
	case s[0] == 0x1b && (kind < ' ' || kind > '~'):
		return 1 // A lone ESC; what follows is looked at by itself.
	}
	return head
}

// controlLen is the length of a control sequence behind its introducer:
// parameters, intermediates, one final byte. A broken one ends where it breaks.
func controlLen(s string) int {
	n := 0
	for n < len(s) && s[n] >= ' ' && s[n] <= '?' {
		n++
	}
	if n < len(s) && s[n] >= '@' && s[n] <= '~' {
		n++
	}
	return n
}

// chosenLen is the length of a sequence such as ESC ( B behind its first
// intermediate.
func chosenLen(s string) int {
	n := 0
	for n < len(s) && s[n] >= ' ' && s[n] <= '/' {
		n++
	}
	if n < len(s) && s[n] >= '0' && s[n] <= '~' {
		n++
	}
	return n
}

// stringLen is the length of a control string (a title, a link, a clipboard
// write) with its terminator. Without one only the introducer goes, so that
// no words are lost: printed, the rest is harmless.
func stringLen(s string, bell bool) int {
	end := -1
	for _, t := range []string{"\x1b\\", "\u009c", "\a"} {
		if t == "\a" && !bell {
			continue
		}
		if i := strings.Index(s, t); i >= 0 && (end < 0 || i+len(t) < end) {
			end = i + len(t)
		}
	}
	return max(end, 0)
}
