package web

import "strings"

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
