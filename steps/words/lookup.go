package words

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/lazy"
)

// LookupResult is what the words of an error, or a code, point to.
type LookupResult struct {
	// Known is false where nothing fits; Codes are then only the nearest.
	Known bool
	// Line says whose words they are, in one sentence or two; "" for a code.
	Line string
	// Codes are the problems that are equally likely, Others less likely ones.
	Codes, Others []string
	// Who says such words: "ACP", "git"; nil for a code.
	Who []string
}

var codeLike = lazy.Regexp(`^[a-z0-9]+(-[a-z0-9]+)+$`)

// Lookup looks words up: a code, the name of an area of codes, or the words
// of an error, whole or in part.
func Lookup(words string) LookupResult {
	name := strings.Trim(strings.ToLower(strings.TrimSpace(words)), `.,:;()[]"'`+"`")
	if _, ok := problem.Lookup(problem.Code(name)); ok {
		return LookupResult{Known: true, Codes: []string{name}}
	}
	if codes := areaCodes(name); codes != nil {
		return LookupResult{Known: true, Codes: codes, Line: "These are the problems of this area."}
	}
	matches := assets.Find(words)
	if codeLike().MatchString(name) && (len(matches) == 0 || !matches[0].Whole) {
		return unknownCode(name, matches)
	}
	if len(matches) == 0 {
		return unknownCode(name, nil)
	}
	first, rest := assets.Likeliest(matches)
	r := LookupResult{Known: true, Codes: codesOf(first), Others: codesOf(rest)}
	for _, m := range first {
		if !slices.Contains(r.Who, m.Who) {
			r.Who = append(r.Who, m.Who)
		}
	}
	r.Line = describeSpeakers(r, first[0].Whole)
	return r
}

// PageFor is the page of code as it stands for the words that led to it: where
// they hold a sentence of GitLab's, with what helps against that one.
func PageFor(code, said string) assets.Page {
	page, _ := assets.Problem(code)
	r, ok := problem.RefusalIn(said)
	if !ok || string(r.Code) != code {
		return page.Fill(nil)
	}
	quoted := strings.ReplaceAll(r.Sentence, "...", "…")
	if first, _ := utf8.DecodeRuneInString(quoted); unicode.IsLower(first) {
		quoted = "…" + quoted
	}
	return page.Fill(map[string]string{"words": strings.TrimSuffix(quoted, "."), "remedy": r.Remedy})
}

func areaCodes(name string) []string {
	var codes []string
	for _, s := range problem.All() {
		if strings.EqualFold(s.Area, name) {
			codes = append(codes, string(s.Code))
		}
	}
	return codes
}

func codesOf(matches []assets.Match) []string {
	var codes []string
	for _, m := range matches {
		codes = append(codes, m.Code)
	}
	return codes
}

// unknownCode names the nearest codes.
func unknownCode(name string, matches []assets.Match) LookupResult {
	r := LookupResult{Codes: assets.Nearest(name), Line: "No problem matches those words."}
	for _, code := range codesOf(matches) {
		if !slices.Contains(r.Codes, code) {
			r.Codes = append(r.Codes, code)
		}
	}
	if len(r.Codes) > 0 {
		r.Codes = r.Codes[:min(len(r.Codes), 4)]
		r.Line = "There is no problem with that name. The nearest: " + strings.Join(r.Codes, ", ") + "."
	}
	return r
}

// describeSpeakers says where the words come from and what they mean most likely.
func describeSpeakers(r LookupResult, whole bool) string {
	speakers := slices.Clone(r.Who)
	for i, who := range speakers {
		if who == "acp-gitlab" {
			speakers[i] = "this program"
		}
	}
	who := strings.Join(speakers, " or ")
	switch several := len(r.Codes) > 1; {
	case several && whole:
		return "These words come from " + who + ". One of these:"
	case several:
		return "Several messages look like that. One of these:"
	case whole:
		return "These words come from " + who + ". Most likely: " + r.Codes[0] + "."
	}
	return "Similar to a message from " + who + ". Most likely: " + r.Codes[0] + "."
}
