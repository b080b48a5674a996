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
	return a.tidy(strings.Join(said(v), ": "))
}

// said collects the words of an error answer. GitLab and ACP use these forms:
// {"message": "..."}, {"message": {"field": ["..."]}}, {"error": "..."},
// {"error": "...", "error_description": "..."}, {"errors": [{"message": "..."}]}.
func said(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case map[string]any:
		var out []string
		for _, key := range []string{"message", "error", "error_description", "errors", "detail", "details"} {
			if inner, ok := v[key]; ok {
				out = append(out, deep(inner, 0)...)
			}
		}
		return slices.Compact(out)
	}
	return nil
}

// deep returns every text inside v with the fields it stands under.
func deep(v any, depth int) []string {
	if depth > 4 {
		return nil
	}
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, inner := range v {
			out = append(out, deep(inner, depth+1)...)
		}
		return out
	case map[string]any:
		if out := said(v); len(out) > 0 {
			return out
		}
		var out []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if inner := deep(v[key], depth+1); len(inner) > 0 {
				out = append(out, key+" "+strings.Join(inner, ", "))
			}
		}
		return out
	}
	return nil
}
