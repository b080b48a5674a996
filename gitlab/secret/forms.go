package secret

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// A core shorter than this may stand in a word by chance.
const shortestCore = 8

// cores returns the runs of base64 characters, in both alphabets, that a value
// leaves in an encoded text, wherever in that text it begins: Basic
// authentication encodes it behind a user name.
func cores(value string) []Text {
	var out []Text
	for shift := range 3 {
		padded := strings.Repeat("\x00", shift) + value
		from := (shift*8 + 5) / 6
		to := len(padded) * 8 / 6
		if to-from < shortestCore {
			continue
		}
		std := base64.RawStdEncoding.EncodeToString([]byte(padded))[from:to]
		out = append(out, New(std))
		if web := base64.RawURLEncoding.EncodeToString([]byte(padded))[from:to]; web != std {
			out = append(out, New(web))
		}
	}
	return out
}

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
