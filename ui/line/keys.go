package line

import (
	"strings"
	"unicode/utf16"
)

// key is what a Windows console tells of a key.
type key struct {
	down   bool
	repeat uint16
	code   uint16 // of the key, whatever it writes
	unit   uint16 // of UTF-16; 0 where the key writes nothing
}

// keyAlt writes a character when it goes up: one that was typed by its number,
// or pasted and not on the keyboard.
const keyAlt = 0x12

// keys makes text of keys. A character beyond the first 65,536 comes as two.
type keys struct{ high rune }

// text is what a key writes, "" for keys such as the arrows.
func (k *keys) text(p key) string {
	if p.unit == 0 || !p.down && p.code != keyAlt {
		return ""
	}
	r := rune(p.unit)
	if utf16.IsSurrogate(r) {
		high := k.high
		k.high = r
		if r = utf16.DecodeRune(high, r); r == '\uFFFD' {
			return ""
		}
	}
	k.high = 0
	return strings.Repeat(string(r), int(max(1, p.repeat)))
}
