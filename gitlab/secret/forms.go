package secret

import (
	"encoding/hex"
	"strings"
)

// word widens a range to the whole base64 word around it.
func word(text string, from, to int) (wideFrom, wideTo int) {
	const inWord = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="
	for from > 0 && strings.IndexByte(inWord, text[from-1]) >= 0 {
		from--
	}
	for to < len(text) && strings.IndexByte(inWord, text[to]) >= 0 {
		to++
	}
	return from, to
}

// view is a reading of a text: the text itself, or the text with percent
// signs decoded, with the way back to the bytes of the original.
type view struct {
	text   string
	origin []int // origin[i] is where byte i begins; one entry more than bytes
	depth  int
}

// span translates a range of the reading to the original.
func (v view) span(from, to int) span {
	if v.origin == nil {
		return span{from, to}
	}
	return span{v.origin[from], v.origin[to]}
}

// decoded returns the reading one percent-decoding further; false when
// nothing is left to decode, or after two of them.
func (v view) decoded() (view, bool) {
	if v.depth == 2 || !strings.Contains(v.text, "%") {
		return v, false
	}
	var b strings.Builder
	next := view{depth: v.depth + 1, origin: make([]int, 0, len(v.text)+1)}
	for i := 0; i < len(v.text); {
		c, n := unescape(v.text[i:])
		next.origin = append(next.origin, v.span(i, i).from)
		b.WriteByte(c)
		i += n
	}
	next.origin = append(next.origin, v.span(len(v.text), len(v.text)).to)
	next.text = b.String()
	return next, len(next.text) < len(v.text)
}

// unescape returns the first byte of s, decoded, and how many bytes it took.
func unescape(s string) (c byte, n int) {
	if len(s) >= 3 && s[0] == '%' {
		if raw, err := hex.DecodeString(s[1:3]); err == nil {
			return raw[0], 3
		}
	}
	return s[0], 1
}
