package secret

import "acp-gitlab/lazy"

// The lengths of a GitLab token that ACP takes. ACP: connect answers 400 for
// anything else, and for characters that [TokenCharacters] does not know.
const (
	MinToken = 20
	MaxToken = 255
)

var (
	tokenCharacters = lazy.Regexp(`^[A-Za-z0-9_.-]+$`)
	plainForm       = lazy.Regexp(`^[A-Za-z0-9_-]{20}$`)
	plainOAuthForm  = lazy.Regexp(`^[0-9a-f]{64}$`)
)

// TokenCharacters reports whether text consists of the characters of a token.
func TokenCharacters(text string) bool { return tokenCharacters().MatchString(text) }

// FitsACP reports whether ACP would take token, by its form.
func FitsACP(token string) bool {
	return len(token) >= MinToken && len(token) <= MaxToken && TokenCharacters(token)
}

// MayBePlain reports whether text has the form of a token from before GitLab
// had prefixes: it may begin with anything.
func MayBePlain(text string) bool { return plainForm().MatchString(text) }

// MayBePlainOAuth reports whether text has the form of an OAuth token without a
// prefix.
func MayBePlainOAuth(text string) bool { return plainOAuthForm().MatchString(text) }
