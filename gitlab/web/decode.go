package web

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// The byte order marks that editors and shells put before a text. Windows
// PowerShell 5 writes the second one with every ">".
var (
	markUTF8    = []byte("\xef\xbb\xbf")
	markUTF16LE = []byte("\xff\xfe")
	markUTF16BE = []byte("\xfe\xff")
)

// Decoded returns the text of a local file as UTF-8, without the byte order mark.
// What has no mark, and is not UTF-16 all the same, is returned as it is.
func Decoded(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, markUTF8):
		return data[len(markUTF8):]
	case bytes.HasPrefix(data, markUTF16LE):
		return fromUTF16(data[len(markUTF16LE):], binary.LittleEndian)
	case bytes.HasPrefix(data, markUTF16BE):
		return fromUTF16(data[len(markUTF16BE):], binary.BigEndian)
	case everyOther(data, 1):
		return fromUTF16(data, binary.LittleEndian)
	case everyOther(data, 0):
		return fromUTF16(data, binary.BigEndian)
	}
	return data
}

// everyOther reports whether every other byte from the first one on is zero, and
// none of the others: ASCII as UTF-16.
func everyOther(data []byte, first int) bool {
	if len(data) < 4 || len(data)%2 != 0 {
		return false
	}
	for i, b := range data {
		if (b == 0) != (i%2 == first) {
			return false
		}
	}
	return true
}

func fromUTF16(data []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, 0, len(data)/2)
	for ; len(data) >= 2; data = data[2:] {
		units = append(units, order.Uint16(data))
	}
	return []byte(string(utf16.Decode(units)))
}
