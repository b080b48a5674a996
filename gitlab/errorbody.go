package gitlab

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"acp-gitlab/gitlab/web"
)

// errorBody is what an answer that is an error says. GitLab has five shapes of
// JSON for it, and plain text from git, throttles and proxies.
type errorBody struct {
	// Code is the OAuth word: "invalid_token", "insufficient_scope".
	Code string
	// Text is the sentence, whichever field held it.
	Text string
	// Scopes are those that would have done, with insufficient_scope.
	Scopes []string
	// Route says that there is no such address, rather than no such thing:
	// GitLab answers the one in "error", the other in "message".
	Route bool
	// JSON says that it was an object.
	JSON bool
}

const (
	// maxNesting is deeper than any answer of GitLab.
	maxNesting = 8
	// maxPieces bounds the elements of a list or an object that are read. GitLab
	// names the fields of one form.
	maxPieces = 50
	// maxText bounds the sentence, in bytes. As much is kept of an error's body
	// as evidence.
	maxText = 4 << 10
)

// decodeError reads the body of an error answer. It accepts anything, and keeps
// of what is too long the beginning.
func decodeError(body []byte) errorBody {
	var raw struct {
		Message     json.RawMessage `json:"message"`
		Error       json.RawMessage `json:"error"`
		Description string          `json:"error_description"`
		Scope       string          `json:"scope"`
		Errors      json.RawMessage `json:"errors"`
	}
	if json.Unmarshal(body, &raw) != nil {
		return errorBody{Text: strings.TrimSpace(string(body[:min(len(body), maxText)]))}
	}
	scopes := strings.Fields(raw.Scope[:min(len(raw.Scope), maxText)])
	b := errorBody{JSON: true, Scopes: scopes[:min(len(scopes), web.MaxScopes)]}
	message, word := sentence(raw.Message), sentence(raw.Error)
	switch {
	case raw.Description != "":
		b.Code, b.Text = word, raw.Description
	case message != "":
		b.Text = message
	case word != "":
		b.Text, b.Route = word, strings.HasPrefix(word, "404")
	default:
		b.Text = sentence(raw.Errors)
	}
	b.Code, b.Text = b.Code[:min(len(b.Code), maxText)], b.Text[:min(len(b.Text), maxText)]
	return b
}

// sentence returns the text in a value that may be a string, a list, or an
// object of either.
func sentence(raw json.RawMessage) string {
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return ""
	}
	return flatten(v, 0)
}

func flatten(v any, depth int) string {
	if depth > maxNesting {
		return ""
	}
	var parts []string
	switch v := v.(type) {
	case string:
		return v
	case []any:
		for _, e := range v[:min(len(v), maxPieces)] {
			parts = append(parts, flatten(e, depth+1))
		}
	case map[string]any:
		if m, ok := v["message"]; ok {
			return flatten(m, depth+1)
		}
		keys := slices.Sorted(maps.Keys(v))
		for _, key := range keys[:min(len(keys), maxPieces)] {
			parts = append(parts, strings.TrimPrefix(key+" "+flatten(v[key], depth+1), "error "))
		}
		slices.Sort(parts)
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}

// says reports whether the text holds one of the phrases, whatever the case.
func (b errorBody) says(phrases ...string) bool {
	text := strings.ToLower(b.Text)
	return slices.ContainsFunc(phrases, func(p string) bool {
		return strings.Contains(text, strings.ToLower(p))
	})
}
