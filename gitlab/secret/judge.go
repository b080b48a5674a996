package secret

import (
	"strings"
	"unicode"

	"acp-gitlab/lazy"
)

// What a person types may be a secret in the wrong place. Three questions are
// asked of it, each for its own kind of place:
//
//   - [Holds]: does something stand in it that begins or is announced as secrets
//     are? Such a text is no answer to anything, wherever it stands.
//   - [MayBe]: is there a run in it as long and as mixed as a token without a
//     known beginning? Asked where words, numbers and codes stand: a text of
//     which this is true is not repeated.
//   - [InName]: the same question, asked of the name of a thing: a repository,
//     a file. Such names are long and mixed as well, so that their runs count
//     only where they are not made of words.

// Holds reports whether text contains a secret that its prefix gives away, or the
// word before it. Words alone are none, as in sk-learn or in "password: wrong":
// what has no digit counts only after a prefix that nothing else has, or after an
// equals sign, as in a query.
func Holds(text string) bool {
	held := false
	for v, more := (view{text: text}), true; more && !held; v, more = v.decoded() {
		shaped(v.text, func(from, to int) {
			held = held || certain(v.text[from:to]) || from > 0 && v.text[from-1] == '='
		})
	}
	return held
}

// leastLetters is how many characters behind such a prefix count although no
// digit is among them.
const leastLetters = 12

func certain(found string) bool {
	switch p, _ := PrefixOf(found); {
	case p.Kind == ServiceKey:
		return random(found)
	case p.Known() && len(found)-len(p.Begins) >= leastLetters:
		return true
	}
	return strings.ContainsFunc(found, unicode.IsDigit)
}

var (
	runs   = lazy.Regexp(`[A-Za-z0-9_-]{20,}`)
	hexRun = lazy.Regexp(`[0-9A-Fa-f]{32,}`)
	uuid   = lazy.Regexp(`^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
)

// MayBe reports whether text may be or hold a secret: it [Holds] one, or it has
// a run of 20 and more letters, digits, dashes and underscores in which letters
// and digits are mixed, or 32 and more hexadecimal digits.
func MayBe(text string) bool {
	for _, run := range runs().FindAllString(text, -1) {
		if strings.ContainsAny(run, "0123456789") && strings.ContainsFunc(run, unicode.IsLetter) {
			return true
		}
	}
	return hexRun().MatchString(text) || Holds(text)
}

// InName reports whether a secret may stand in the name of a repository or of a
// file. It [Holds] one, or a run as in [MayBe] is not made of words. Such a run
// is 32 and more hexadecimal digits; or a piece of it between dashes and
// underscores, at least 12 long (or several of them, 18 together), changes
// between small letters, capitals and digits so often that the parts in between
// have fewer than three characters on average. Words, dates, versions, short
// digests and the names of pods are shorter or change less often: in
// my-service-with-a-long-name-2024 nothing changes inside a piece. A UUID is a
// name.
func InName(name string) bool {
	if Holds(name) {
		return true
	}
	for _, run := range runs().FindAllString(name, -1) {
		if !uuid().MatchString(run) && (hexRun().MatchString(run) || random(run)) {
			return true
		}
	}
	return false
}

const (
	shortPiece = 4  // a piece that says nothing: k8s, v2, x86, 1a2b
	longPiece  = 12 // one random piece that is enough
	longPieces = 18 // several of them that are enough together
	wordLength = 3  // parts are at least so long, on average, where they are words
)

// random reports whether a run is not made of words.
func random(run string) bool {
	if !strings.ContainsAny(run, "0123456789") || !strings.ContainsFunc(run, unicode.IsLetter) {
		return false
	}
	longest, sum := 0, 0
	for _, piece := range strings.FieldsFunc(run, func(r rune) bool { return r == '-' || r == '_' }) {
		if len(piece) > shortPiece && len(piece) < wordLength*parts(piece) {
			longest, sum = max(longest, len(piece)), sum+len(piece)
		}
	}
	return longest >= longPiece || sum >= longPieces
}

// parts counts the parts of a piece that a reader sees: MyApp2024 has three,
// APIServer two.
func parts(piece string) int {
	count, run := 1, 0
	var before class
	for i := range len(piece) {
		c := classOf(piece[i])
		capitalized := before == capital && c == small && run == 1
		switch {
		case i > 0 && c != before && !capitalized:
			count, run = count+1, 1
		case c == before:
			run++
		default:
			run = 1
		}
		before = c
	}
	return count
}

type class int

const (
	small class = iota
	capital
	digit
)

func classOf(c byte) class {
	switch {
	case c >= '0' && c <= '9':
		return digit
	case c >= 'A' && c <= 'Z':
		return capital
	}
	return small
}
