package secret

import (
	"net/url"
	"sort"
	"strings"
	"sync"
)

// A value shorter than this is not looked for: hiding every "a" would hide
// nothing and spoil the text.
const shortest = 4

// Scrubber takes secrets out of text that is about to be shown or written:
// debug lines, reports, the words of a server. It is safe for concurrent use.
type Scrubber struct {
	mu     sync.RWMutex
	values []Text
	cores  []Text // what is left of a value inside a longer base64 word
}

// NewScrubber returns a scrubber that knows values, in every form in which
// they travel, besides the shapes of tokens in general.
func NewScrubber(values ...Text) *Scrubber {
	s := &Scrubber{}
	for _, v := range values {
		s.Add(v)
	}
	return s
}

// Add makes a value known. An empty or very short one is left out.
func (s *Scrubber) Add(value Text) {
	if len(value.Reveal()) < shortest {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.values {
		if v.Equal(value) {
			return
		}
	}
	s.values = append(s.values, value)
	// Decoding misses a plus sign for a blank, and a stray % just before.
	for _, form := range []string{url.QueryEscape(value.Reveal()), url.PathEscape(value.Reveal())} {
		if form != value.Reveal() {
			s.values = append(s.values, New(form))
		}
	}
	s.cores = append(s.cores, cores(value.Reveal())...)
}

// Scrub returns text without the known values, their base64 and
// percent-encoded forms and anything in the shape of a token, each shown as
// Redacted, and without the user info, query and fragment of every address.
func (s *Scrubber) Scrub(text string) string {
	// Twice: cutting an address may cut a value in two, or lay one bare.
	return s.hide(cutAddresses(s.hide(text)))
}

// HideValues returns text without the known values and their forms. Shapes and
// addresses stay: it is for texts of this program's own making.
func (s *Scrubber) HideValues(text string) string { return s.cover(text, false) }

// hide replaces what any of the readings of text shows as secret.
func (s *Scrubber) hide(text string) string { return s.cover(text, true) }

func (s *Scrubber) cover(text string, withShapes bool) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var spans []span
	for r, more := (view{text: text}), true; more; r, more = r.decoded() {
		spans = append(spans, s.found(r)...)
		if withShapes {
			spans = append(spans, shaped(r)...)
		}
	}
	return cover(text, spans)
}

// shaped returns the parts of the original text that r shows in the shape of a
// secret.
func shaped(r view) []span {
	var spans []span
	for _, shape := range shapes {
		for _, m := range shape.FindAllStringSubmatchIndex(r.text, -1) {
			spans = append(spans, r.span(m[len(m)-2], m[len(m)-1]))
		}
	}
	return spans
}

// found returns the parts of the original text in which r shows a known value.
func (s *Scrubber) found(r view) []span {
	var spans []span
	add := func(from, to int) { spans = append(spans, r.span(from, to)) }
	for _, v := range s.values {
		each(r.text, v.Reveal(), func(from, to int) int {
			add(from, to)
			return from + 1 // The next one may overlap.
		})
	}
	for _, c := range s.cores {
		each(r.text, c.Reveal(), func(from, to int) int {
			from, to = word(r.text, from, to)
			add(from, to)
			return to
		})
	}
	return spans
}

// each calls f for the places of needle in text; f says where to look on.
func each(text, needle string, f func(from, to int) (next int)) {
	for at := 0; at < len(text); {
		i := strings.Index(text[at:], needle)
		if i < 0 {
			return
		}
		at = f(at+i, at+i+len(needle))
	}
}

// span is a half-open range of bytes.
type span struct{ from, to int }

// cover returns text with every span replaced; neighbours become one.
func cover(text string, spans []span) string {
	if len(spans) == 0 {
		return text
	}
	sort.Slice(spans, func(i, j int) bool { return spans[i].from < spans[j].from })
	var b strings.Builder
	end := 0
	for i, s := range spans {
		if i == 0 || s.from > end {
			b.WriteString(text[end:s.from])
			b.WriteString(Redacted)
		}
		end = max(end, s.to)
	}
	b.WriteString(text[end:])
	return b.String()
}
