package profile

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// byteOrderMark is what Windows editors put before UTF-8.
const byteOrderMark = "\ufeff"

// plain refuses what is no plain text, and every line with something in it that
// looks like a secret, in comments as well: a profile is handed around. It comes
// before anything else, so that nothing later can repeat a secret.
func plain(content []byte) *fault {
	if !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0 {
		return wrong(position{1, 1}, "this is not UTF-8 text. Save it as plain text.")
	}
	no := 0
	for line := range strings.Lines(strings.TrimPrefix(string(content), byteOrderMark)) {
		no++
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		if bad := odd(no, line); bad != nil {
			return bad
		}
		if bad := noSecretIn(no, line); bad != nil {
			return bad
		}
	}
	return nil
}

// odd refuses characters that an editor does not show.
func odd(no int, line string) *fault {
	column := 0
	for _, r := range line {
		column++
		switch {
		case r == '\t':
			return wrong(position{no, column}, "there is a tab here. Use spaces.")
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff':
			return wrong(position{no, column}, "there is a control character here. Type the line again.")
		}
	}
	return nil
}
