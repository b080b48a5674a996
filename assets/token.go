package assets

import "strings"

// TokenState is what is known of the GitLab token where something else went
// wrong. Pages ask for it as {token}, a whole sentence, or as {token|} where
// there is room for good news alone.
type TokenState int

const (
	// TokenUnknown is a token of which GitLab has said nothing, and every token
	// outside a run.
	TokenUnknown TokenState = iota
	// TokenAccepted is a token that GitLab accepted in this run.
	TokenAccepted
	// NoToken says that there is none yet: nothing is said.
	NoToken
)

const (
	tokenFine = "Your GitLab token is fine."                   //nolint:gosec // a sentence
	tokenKeep = "This says nothing about your token. Keep it." //nolint:gosec // a sentence
)

// WithToken returns p for a token of which t is known.
func (p Page) WithToken(t TokenState) Page {
	p.token = t
	return p
}

// resolve puts what is said of the token into s. A sentence that is not said
// takes the space before it along.
func (t TokenState) resolve(s string) string {
	sentence, short := tokenKeep, ""
	switch t {
	case TokenAccepted:
		sentence, short = tokenFine, tokenFine
	case NoToken:
		sentence = ""
	case TokenUnknown:
	}
	for placeholder, text := range map[string]string{"{token}": sentence, "{token|}": short} {
		if text == "" {
			s = strings.ReplaceAll(s, " "+placeholder, "")
		}
		s = strings.ReplaceAll(s, placeholder, text)
	}
	return s
}
