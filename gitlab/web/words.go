package web

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

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
