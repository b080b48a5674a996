package secret

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
)

const (
	// piece is how long a part of a value is that gives it away, in bytes.
	piece = 12
	// telling is how far such a part reaches at least into what follows the
	// prefix: what comes before is the same in all tokens.
	telling = 8
	// encodedPiece is what a piece leaves of itself in base64 wherever the
	// encoded text begins, in characters.
	encodedPiece = 14
	// A core shorter than this may stand in a word by chance.
	shortestCore = 8
)

// base makes the fingerprints differ from run to run.
var base = rand.Uint64() | 1 //nolint:gosec // it keeps fingerprints apart, no secret

// prints are the fingerprints of texts of one length, in bytes. They tell that a
// text was learned, and nothing of what it says: a scrubber keeps no value.
type prints struct {
	length int
	known  map[uint64]struct{}
	// sieve answers most questions without known.
	sieve [256]uint64
	// lead is the weight of the first byte of a text.
	lead uint64
}

func newPrints(length int) *prints {
	p := &prints{length: length, known: map[uint64]struct{}{}, lead: 1}
	for range length - 1 {
		p.lead *= base
	}
	return p
}

// of returns the fingerprint of text.
func (p *prints) of(text string) uint64 {
	h := uint64(0)
	for i := range p.length {
		h = h*base + uint64(text[i]) + 1
	}
	return h
}

// spot is where the sieve has a fingerprint.
func spot(h uint64) (word, bit uint64) {
	h *= 0x9e3779b97f4a7c15 // the low bits of a fingerprint say little
	return h >> 56, h >> 50 & 63
}

// learn takes in every part of text that has the length.
func (p *prints) learn(text string) {
	for i := 0; i+p.length <= len(text); i++ {
		h := p.of(text[i:])
		p.known[h] = struct{}{}
		word, bit := spot(h)
		p.sieve[word] |= 1 << bit
	}
}

func (p *prints) has(h uint64) bool {
	if word, bit := spot(h); p.sieve[word]>>bit&1 == 0 {
		return false
	}
	_, known := p.known[h]
	return known
}

// each calls f for the places of learned texts in text; f says where to look on.
// It takes one look at every byte.
func (p *prints) each(text string, f func(from, to int) (next int)) {
	for at := 0; at+p.length <= len(text); {
		h := p.of(text[at:])
		for {
			if p.has(h) {
				if next := f(at, at+p.length); next != at+1 {
					at = next
					break
				}
			}
			if at+p.length >= len(text) {
				return
			}
			h = (h-(uint64(text[at])+1)*p.lead)*base + uint64(text[at+p.length]) + 1
			at++
		}
	}
}

// cores returns the runs of base64 characters, in both alphabets, that a value
// leaves in an encoded text, wherever in that text it begins: Basic
// authentication encodes it behind a user name.
func cores(value string) []string {
	var out []string
	for shift := range 3 {
		padded := strings.Repeat("\x00", shift) + value
		from := (shift*8 + 5) / 6
		to := len(padded) * 8 / 6
		if to-from < shortestCore {
			continue
		}
		std := base64.RawStdEncoding.EncodeToString([]byte(padded))[from:to]
		out = append(out, std)
		if web := base64.RawURLEncoding.EncodeToString([]byte(padded))[from:to]; web != std {
			out = append(out, web)
		}
	}
	return out
}

// inside is the part of a value whose pieces give it away.
func inside(value string) string {
	part := value[max(0, bodyOf(value)-(piece-telling)):]
	if len(part) < piece {
		return ""
	}
	return part
}
