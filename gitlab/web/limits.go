package web

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"acp-gitlab/gitlab/secret"
)

// What is kept of an answer. The stack bounds how much of a body is read; the
// limits here hold for what is taken out of it, so that no answer grows by
// being shown: a list of names becomes lines, problems and evidence. A text
// that was cut ends in an ellipsis. A list that was cut is "not known" for
// whoever reads it, never "not there".
const (
	// MaxWords bounds a server's or a system's sentence, in characters: a line.
	MaxWords = 200
	// MaxName bounds the name of a person, a token, a key or an authority, in
	// characters. GitLab: User and PersonalAccessToken validate at most 255.
	MaxName = 255
	// MaxVersion bounds a version, in characters: "18.5.2-ee" and the like.
	MaxVersion = 64
	// MaxPath bounds the path of a project, in characters. GitLab: a segment
	// has 255 at most, and groups nest 20 deep (GitLab docs, "Subgroups").
	MaxPath = 21*256 + 255
	// MaxBranch bounds the name of a branch, in characters. Git keeps a branch
	// in a file of that path: a segment has 255 bytes, the whole seldom more.
	MaxBranch = 1024
	// MaxAddress bounds an address that somebody else wrote, in characters:
	// what browsers and servers in general take.
	MaxAddress = 2048
	// MaxScope bounds the name of a scope, in characters; GitLab's longest has
	// 27.
	MaxScope = 64
	// MaxScopes is how many scopes a token can have. GitLab has about 25
	// (lib/gitlab/auth.rb, all_available_scopes).
	MaxScopes = 100
	// MaxTokens is how many tokens a list holds: ten full pages.
	MaxTokens = 1000
	// MaxAlike is how many problems of one kind an answer makes; more become
	// one. A token with every scope that GitLab has stays below.
	MaxAlike = 25
	// maxPieces bounds out of how many texts the words of an error are put
	// together, maxNested how deep they are looked for. GitLab's have a few,
	// three deep.
	maxPieces, maxNested = 50, 5
)

const (
	// maxObjects and maxValues bound what a JSON answer is made of. Decoding makes
	// of three bytes a structure of two kilobytes. GitLab: 100 projects, the most
	// of a page, have about 2,000 objects and 15,000 values.
	maxObjects, maxValues = 10_000, 100_000
)

// overfull reports whether body is JSON with more in it than any answer that is
// asked for. It does not look whether it is well-formed.
func overfull(body []byte) bool {
	text := bytes.TrimLeft(body, " \t\r\n")
	if len(text) < maxObjects || text[0] != '{' && text[0] != '[' {
		return false
	}
	objects, values, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			objects++
		case c == ',', c == '[':
			values++
		}
	}
	return objects > maxObjects || values > maxValues
}

// longestForm is more than any form of a token has, in bytes: 255 characters
// with percent signs.
const longestForm = 1 << 10

// enough is how much of a text is looked at to show n characters, in bytes. A
// secret that is hidden among them makes the text shorter.
func enough(n int) int { return utf8.UTFMax*n + 4*longestForm }

// Text returns s, which somebody else wrote, fit to be shown and kept: cleaned,
// without the secrets that hide knows, n characters at most. The time that it
// takes is bounded as well.
func Text(s string, n int, hide *secret.Scrubber) string {
	// Cleaned first: what is invisible may stand inside a secret.
	s = Clean(s)
	long := len(s) > enough(n)
	if long {
		s = s[:enough(n)]
	}
	s = hide.Scrub(s)
	if long {
		// Half a secret, which is not recognised, can stand only at the end.
		s = s[:max(0, len(s)-longestForm)]
	}
	return cut(s, n, long)
}

// Bound returns the first n characters of s, with an ellipsis if it has more.
func Bound(s string, n int) string { return cut(s, n, false) }

// line returns s, which has been cleaned, with every run of blanks as one.
func line(s string) string {
	if !strings.Contains(s, "  ") {
		return strings.TrimSpace(s)
	}
	var b strings.Builder
	for word := range strings.SplitSeq(s, " ") {
		if word != "" && b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	return b.String()
}

// cut returns the first n characters of s; always says that it has more.
func cut(s string, n int, always bool) string {
	if len(s) <= n && !always {
		return s
	}
	at := 0
	for range n {
		if at >= len(s) {
			break
		}
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	if at >= len(s) && !always {
		return s
	}
	return strings.ToValidUTF8(s[:at], "") + "…"
}
