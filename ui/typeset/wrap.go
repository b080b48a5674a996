package typeset

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Width is the number of columns that s takes.
func Width(s string) int { return ansi.StringWidth(s) }

// Pad fills s with spaces up to cols columns.
func Pad(s string, cols int) string {
	return s + strings.Repeat(" ", max(0, cols-Width(s)))
}

// Wrap breaks plain text into lines of at most cols columns: at spaces, and
// inside a word only where it is longer than a line. Spaces within a line stay
// as they are, so small tables survive. A line's own indent, and the mark of a
// list, hang over the lines that follow from it.
func Wrap(s string, cols int) []string {
	cols = max(1, cols)
	var out []string
	list := strings.Contains(s, "\n")
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimRight(line, " ")
		if Width(line) <= cols {
			out = append(out, line)
			continue
		}
		hang := hanging(line, list)
		if Width(hang) > cols/2 || cols-Width(hang) < 2 { // a wide character needs two
			hang = ""
		}
		head := line[:len(hang)]
		for i, l := range breakLine(line[len(hang):], cols-Width(hang)) {
			if i == 0 {
				out = append(out, head+l)
				continue
			}
			out = append(out, strings.Repeat(" ", Width(hang))+l)
		}
	}
	return out
}

// Words breaks s at spaces only: a word longer than cols columns stays whole, and
// can be copied. Spaces in a row count as one.
func Words(s string, cols int) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case Width(line)+1+Width(word) > cols:
			out, line = append(out, line), word
		default:
			line += " " + word
		}
	}
	return append(out, line)
}

// hanging is the part of line that its other lines stand clear of: blanks,
// then a mark and the blanks after it. A mark is a dash, a letter or number
// with two blanks, and in a list also one figure with one: "20 Feb" is none.
func hanging(line string, list bool) string {
	rest := strings.TrimLeft(line, " ")
	lead := line[:len(line)-len(rest)]
	mark, text, ok := strings.Cut(rest, " ")
	if !ok || mark == "" {
		return lead
	}
	blanks := len(text) - len(strings.TrimLeft(text, " ")) + 1
	number := strings.Trim(mark, "0123456789.") == "" && mark[0] != '.'
	switch {
	case mark == "-", mark == "*":
	case (number || len(mark) == 1) && blanks > 1:
	case number && (mark[len(mark)-1] == '.' || list && len(mark) == 1):
	default:
		return lead
	}
	return lead + rest[:len(mark)+blanks]
}

// breakLine breaks one line without an indent.
func breakLine(s string, cols int) []string {
	var out []string
	line := ""
	for s != "" {
		word, gap := nextWord(s)
		s = s[len(gap)+len(word):]
		if line != "" && Width(line)+Width(gap)+Width(word) <= cols {
			line += gap + word
			continue
		}
		if line != "" {
			out = append(out, line)
		}
		for Width(word) > cols {
			head := BreakWord(word, cols)
			out = append(out, head)
			word = word[len(head):]
		}
		line = word
	}
	if line != "" || len(out) == 0 {
		out = append(out, line)
	}
	return out
}

// nextWord is the first word of s and the blanks before it.
func nextWord(s string) (word, gap string) {
	rest := strings.TrimLeft(s, " ")
	gap = s[:len(s)-len(rest)]
	if i := strings.IndexByte(rest, ' '); i >= 0 {
		return rest[:i], gap
	}
	return rest, gap
}

// BreakWord is the part of word that a line of cols columns can hold. It ends at
// the last sign that parts an address, if there is one in the second half.
func BreakWord(word string, cols int) string {
	head := ansi.Truncate(word, cols, "")
	if head == "" { // a wide character in one column
		_, n := utf8.DecodeRuneInString(word)
		return word[:n]
	}
	if i := strings.LastIndexAny(head, "/.-_?&=@"); i >= len(head)/2 {
		return head[:i+1]
	}
	return head
}
