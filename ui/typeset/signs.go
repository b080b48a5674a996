// Package typeset sets plain text for a terminal: which signs may be written,
// how many columns they take, and where lines break. What comes from outside
// passes through [Printable] or [Unbroken] before it is written anywhere, so
// that no text can move the cursor or turn the direction of reading. [ASCII] is
// for terminals that show nothing else. [Width], [Pad] and [Wrap] count columns
// and not bytes; use them in place of len. The package knows no styles: what is
// bold or coloured is put on afterwards.
package typeset

import "strings"

var inASCII = strings.NewReplacer(
	"↑↓", "up/down", "↑", "up", "↓", "down", "→", "->", "←", "<-",
	"·", "-", "•", "*", "…", "...", "✓", "ok", "✗", "x", "–", "-", "—", "-",
	"‘", "'", "’", "'", "“", `"`, "”", `"`, "×", "x",
)

// ASCII replaces the few signs outside ASCII that the program uses.
func ASCII(s string) string { return inASCII.Replace(s) }

// Printable drops control and bidirectional characters and keeps line breaks. A
// tab becomes a blank.
func Printable(s string) string { return strings.Map(printable, s) }

// Unbroken is Printable for an address: without spaces and line breaks too.
func Unbroken(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == ' ' {
			return -1
		}
		return printable(r)
	}, s)
}

func printable(r rune) rune {
	switch {
	case r == '\n':
		return r
	case r == '\t':
		return ' '
	case r < 0x20, r >= 0x7f && r < 0xa0:
		return -1
	case r == 0x200e, r == 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
		return -1
	}
	return r
}
