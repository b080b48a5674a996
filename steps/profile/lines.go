package profile

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is one line of the file that says something.
type line struct {
	// no is its number, from 1.
	no int
	// indent is how many blanks it begins with.
	indent int
	// text is the rest, blanks at the end left out.
	text string
}

// at is the place of the byte number i of the line's text, from 0.
func (l line) at(i int) place {
	return place{l.no, l.indent + utf8.RuneCountInString(l.text[:i]) + 1}
}

// item reports whether the line is an item of a list.
func (l line) item() bool { return l.text == "-" || strings.HasPrefix(l.text, "- ") }

// mark reports whether the line begins a document ("---") or ends one ("...").
func (l line) mark(sign string) bool {
	return l.indent == 0 && (l.text == sign || strings.HasPrefix(l.text, sign+" "))
}

// byteOrderMark is what Windows editors put before UTF-8.
const byteOrderMark = "\ufeff"

// split cuts a text into its lines, empty ones and whole-line comments left
// out. It refuses what is no plain text, and every line with something in it
// that looks like a secret: before anything else is read, so that nothing later
// can repeat it.
func split(text []byte) ([]line, *fault) {
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return nil, wrong(place{1, 1}, "this is no text in UTF-8. Save it as plain text.")
	}
	var lines []line
	all := strings.Split(strings.TrimPrefix(string(text), byteOrderMark), "\n")
	for i, s := range all {
		s = strings.TrimSuffix(s, "\r")
		if bad := plain(i+1, s); bad != nil {
			return nil, bad
		}
		body := strings.TrimLeft(s, " ")
		l := line{no: i + 1, indent: len(s) - len(body), text: strings.TrimRight(body, " ")}
		if l.text != "" && l.text[0] != '#' {
			lines = append(lines, l)
		}
	}
	return lines, nil
}

// plain refuses control characters and secrets, in comments as well: a profile
// is handed around.
func plain(no int, s string) *fault {
	column := 0
	for _, r := range s {
		column++
		switch {
		case r == '\t':
			return wrong(place{no, column}, "a tab stands here. Use blanks.")
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff':
			return wrong(place{no, column}, "a character stands here that no text has. Type the line anew.")
		}
	}
	return noSecretIn(no, s)
}
