package commands

import (
	"encoding/json"
	"regexp"
	"slices"

	"acp-gitlab/gitlab/secret"
)

// jsonText is a text in JSON as the encoder writes it, a key with its colon.
var jsonText = regexp.MustCompile(`"(?:[^"\\]|\\.)*":?`)

// fixedKeys are the fields whose values are words of this program: a secret that
// happens to be one of them takes no code away.
var fixedKeys = []string{`"command":`, `"code":`, `"severity":`, `"kind":`, `"source":`}

// hideInJSON takes the values that known knows out of the texts of a document.
// Keys, numbers and addresses with their queries stay as they are.
func hideInJSON(doc []byte, known *secret.Scrubber) []byte {
	key := ""
	return jsonText.ReplaceAllFunc(doc, func(literal []byte) []byte {
		if literal[len(literal)-1] == ':' {
			key = string(literal)
			return literal
		}
		var text string
		if json.Unmarshal(literal, &text) != nil || slices.Contains(fixedKeys, key) {
			return literal
		}
		hidden := known.HideValues(text)
		if hidden == text {
			return literal
		}
		out, _ := json.Marshal(hidden)
		return out
	})
}
