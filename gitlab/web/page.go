package web

import (
	"bytes"
	"encoding/json"
	"html"
	"maps"
	"slices"
	"strings"

	"acp-gitlab/lazy"
)

// longestHead is how far into a page its title and its form are looked for.
const longestHead = 256 << 10

var (
	htmlStart   = lazy.Regexp(`(?i)^\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b`)
	htmlType    = lazy.Regexp(`(?i)^\s*(?:text/html|application/xhtml\+xml)\b`)
	jsonType    = lazy.Regexp(`(?i)^\s*application/(?:[\w.\-]+\+)?json\b`)
	titleTag    = lazy.Regexp(`(?is)<title\b[^>]*>(.*?)</title\s*>`)
	passwordTag = lazy.Regexp(`(?is)<input\b[^>]*\btype\s*=\s*["']?password\b`)
	loginTitle  = lazy.Regexp(`(?i)\b(?:sign|log)[\s\-]?(?:in|on)\b|\bsso\b|\bsingle[\s\-]sign`)
)

// IsHTML reports whether the answer is a web page, by its type or, where that
// says nothing, by its beginning.
func (a *Answer) IsHTML() bool {
	if a.whole != nil {
		return a.whole.html
	}
	t := a.Header.Get("Content-Type")
	return htmlType().MatchString(t) || !jsonType().MatchString(t) && htmlStart().Match(a.head())
}

func (a *Answer) head() []byte { return a.Body[:min(len(a.Body), longestHead)] }

// Title returns the page's title, cleaned; "" without one.
func (a *Answer) Title() string {
	if a.whole != nil {
		return a.whole.title
	}
	m := titleTag().FindSubmatch(a.head())
	if m == nil {
		return ""
	}
	return a.tidy(html.UnescapeString(string(bytes.TrimSpace(m[1]))))
}

// LooksLikeLogin reports whether the answer is a sign-in page: one with a
// password field, or a title with sign in, log in or SSO.
func (a *Answer) LooksLikeLogin() bool {
	if a.whole != nil {
		return a.whole.login
	}
	return a.IsHTML() && (passwordTag().Match(a.head()) || loginTitle().MatchString(a.Title()))
}

// pageFacts are what is asked of a page: styles and scripts may fill its
// beginning, and its form stands at the end.
type pageFacts struct {
	html, login bool
	title       string
}

func (a *Answer) page() *pageFacts {
	return &pageFacts{html: a.IsHTML(), login: a.LooksLikeLogin(), title: a.Title()}
}

// Words returns what the server says about its status: the message, error and
// error_description of a JSON answer, the title of a page, else the text
// itself. It is cleaned, one line of 200 characters at most, and without
// secrets, user info and queries.
func (a *Answer) Words() string {
	if a.IsHTML() {
		return a.Title()
	}
	var v any
	if err := json.Unmarshal(a.Body, &v); err != nil {
		return a.tidy(string(a.Body))
	}
	w := words{left: maxPieces}
	return a.tidy(strings.Join(w.said(v, 0), ": "))
}

// words looks for the words of an error answer. It takes so many texts and no
// more, and looks so deep and no deeper: an answer may be of any structure.
type words struct {
	left int
}

// said collects the words of an error answer. GitLab and ACP use these forms:
// {"message": "..."}, {"message": {"field": ["..."]}}, {"error": "..."},
// {"error": "...", "error_description": "..."}, {"errors": [{"message": "..."}]}.
func (w *words) said(v any, depth int) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case map[string]any:
		var out []string
		for _, key := range spoken {
			if inner, ok := v[key]; ok {
				out = append(out, w.deep(inner, depth+1)...)
			}
		}
		return slices.Compact(out)
	}
	return nil
}

// spoken are the fields that hold the words of an error.
var spoken = []string{"message", "error", "error_description", "errors", "detail", "details"}

// deep returns the texts inside v with the fields they stand under.
func (w *words) deep(v any, depth int) []string {
	if depth > maxNested || w.left <= 0 {
		return nil
	}
	switch v := v.(type) {
	case string:
		w.left--
		return []string{v}
	case []any:
		var out []string
		for _, inner := range v[:min(len(v), maxPieces)] {
			out = append(out, w.deep(inner, depth+1)...)
		}
		return out
	case map[string]any:
		if out := w.said(v, depth); len(out) > 0 {
			return out
		}
		var out []string
		for _, key := range first(v) {
			// What said has looked at in vain is not looked at twice: the time
			// would double with each level.
			if slices.Contains(spoken, key) {
				continue
			}
			if inner := w.deep(v[key], depth+1); len(inner) > 0 {
				out = append(out, key+" "+strings.Join(inner, ", "))
			}
		}
		return out
	}
	return nil
}

// first returns the first keys of m.
func first(m map[string]any) []string {
	keys := slices.Sorted(maps.Keys(m))
	return keys[:min(len(keys), maxPieces)]
}
