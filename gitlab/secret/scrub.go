package secret

import (
	"cmp"
	"crypto/sha256"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// A value shorter than this is not looked for: hiding every "a" would hide
// nothing and spoil the text.
const shortest = 4

// Scrubber takes secrets out of text that is about to be shown or written:
// debug lines, reports, the words of a server. It is safe for concurrent use.
//
// It finds a value that it has learned, every piece of 12 bytes and more that
// reaches at least 8 into what follows its prefix, and both encoded in base64
// or with percent signs. Its work grows with the text, not with the values.
type Scrubber struct {
	mu sync.RWMutex
	// known are the digests of the values that have been learned: the same one is
	// met with every request.
	known map[[sha256.Size]byte]bool
	// whole are the values; cores what a short one leaves in a base64 word.
	whole, cores map[int]*prints
	// pieces are parts of values; encoded are such parts in base64.
	pieces, encoded *prints
}

// NewScrubber returns a scrubber that knows values, in every form in which
// they travel, besides the shapes of tokens in general.
func NewScrubber(values ...Text) *Scrubber {
	s := &Scrubber{
		known: map[[sha256.Size]byte]bool{},
		whole: map[int]*prints{}, cores: map[int]*prints{},
		pieces: newPrints(piece), encoded: newPrints(encodedPiece),
	}
	for _, v := range values {
		s.Add(v)
	}
	return s
}

// Add makes a value known. An empty or very short one is left out.
func (s *Scrubber) Add(secret Text) {
	value := secret.Reveal()
	if len(value) < shortest {
		return
	}
	digest := sha256.Sum256([]byte(value))
	s.mu.RLock()
	known := s.known[digest]
	s.mu.RUnlock()
	if known {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[digest] = true
	learn(s.whole, value)
	// Decoding misses a plus sign for a space, and a stray % just before.
	for _, form := range []string{url.QueryEscape(value), url.PathEscape(value)} {
		if form != value {
			learn(s.whole, form)
		}
	}
	part := inside(value)
	if part == "" {
		for _, core := range cores(value) {
			learn(s.cores, core)
		}
		return
	}
	s.pieces.learn(part)
	for _, core := range cores(part) {
		s.encoded.learn(core)
	}
}

// learn takes in text as one of its length.
func learn(all map[int]*prints, text string) {
	p, ok := all[len(text)]
	if !ok {
		p = newPrints(len(text))
		all[len(text)] = p
	}
	p.learn(text)
}

// Scrub returns text without the known values, their base64 and
// percent-encoded forms and anything in the shape of a token, each shown as
// Redacted, and without the user info, query and fragment of every address.
func (s *Scrubber) Scrub(text string) string {
	// Twice: cutting an address may cut a value in two, or lay one bare.
	return s.Hide(cutAddresses(s.Hide(text)))
}

// Hide returns text without the known values, their forms, and anything in the
// shape of a token. Addresses keep their queries: it is for texts of which this
// program made a part and took the rest from elsewhere.
func (s *Scrubber) Hide(text string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found spans
	for v, more := (view{text: text}), true; more; v, more = v.decoded() {
		add := func(from, to int) { found.add(v.span(from, to)) }
		s.find(v.text, add)
		shaped(v.text, add)
	}
	return found.cover(text)
}

// find calls add for the parts of text that show a known value or a piece of it.
func (s *Scrubber) find(text string, add func(from, to int)) {
	asItIs := func(from, to int) int {
		add(from, to)
		return from + 1 // The next one may overlap.
	}
	inWord := func(from, to int) int {
		from, to = word(text, from, to)
		add(from, to)
		return to
	}
	for _, p := range s.whole {
		p.each(text, asItIs)
	}
	for _, p := range s.cores {
		p.each(text, inWord)
	}
	s.pieces.each(text, asItIs)
	s.encoded.each(text, inWord)
}

// span is a half-open range of bytes.
type span struct{ from, to int }

// spans are parts of a text. One that goes on where the last one ended, as many
// pieces of one value do, is made one with it.
type spans []span

func (s *spans) add(next span) {
	if n := len(*s) - 1; n >= 0 && next.from >= (*s)[n].from && next.from <= (*s)[n].to {
		(*s)[n].to = max((*s)[n].to, next.to)
		return
	}
	*s = append(*s, next)
}

// cover returns text with every span replaced; neighbors become one.
func (s spans) cover(text string) string {
	if len(s) == 0 {
		return text
	}
	slices.SortFunc(s, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	end := 0
	for i, part := range s {
		if i == 0 || part.from > end {
			b.WriteString(text[end:part.from])
			b.WriteString(Redacted)
		}
		end = max(end, part.to)
	}
	b.WriteString(text[end:])
	return b.String()
}
