package profile

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"acp-gitlab/gitlab/secret"
)

const noSecret = "this looks like a secret. A profile is handed around and holds none; take it out, and end it where it was made."

// shapes knows how tokens look; it knows no value.
var shapes = secret.NewScrubber()

// tokenLike are tokens that may stand in the middle of a word. GitLab docs:
// "Token prefixes".
var tokenLike = regexp.MustCompile(secret.GitLabToken + `[A-Za-z0-9_.-]{12,}|gh[a-z]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|sha256~\S{16,}|eyJ[\w-]{10,}\.[\w-]{4,}`)

// looksSecret reports whether a value has the shape of a token, or one in it.
func looksSecret(value string) bool {
	// Addresses are taken apart: their queries would be cut, not recognised.
	value = strings.NewReplacer("://", " ", "?", " ", "&", " ").Replace(value)
	return tokenLike.MatchString(value) || strings.Contains(shapes.Scrub(value), secret.Redacted)
}

// noSecretIn looks at every word of a line.
func noSecretIn(no int, s string) *fault {
	for from := 0; from < len(s); {
		word, _, _ := strings.Cut(s[from:], " ")
		if looksSecret(word) {
			return wrong(place{no, utf8.RuneCountInString(s[:from]) + 1}, noSecret)
		}
		from += len(word) + 1
	}
	return nil
}

// nameOrPassword reports whether an address carries a user or a password.
func nameOrPassword(address string) bool {
	scheme, rest, found := strings.Cut(address, "://")
	if !found {
		return false
	}
	u, err := url.Parse(address)
	if err != nil {
		return strings.Contains(rest, "@")
	}
	if _, has := u.User.Password(); has {
		return true
	}
	return u.User != nil && !strings.EqualFold(scheme, "ssh")
}

// forbidden are words in the names of keys that a profile must not have, and
// what to say about them.
var forbidden = []struct{ word, words string }{
	{"proxy", "a profile sets no proxy: HTTPS_PROXY and NO_PROXY do, on each computer."},
	{"token", "a profile holds no token: everybody makes their own."},
	{"secret", "a profile holds no secret."},
	{"password", "a profile holds no password."},
	{"session", "a profile holds no session: everybody has their own."},
	{"command", "a profile holds no command."},
	{"exec", "a profile holds no command."},
	{"insecure", "checking certificates cannot be switched off. ca_file names your company's authority."},
	{"verify", "checking certificates cannot be switched off. ca_file names your company's authority."},
}

// unknown says what is wrong with a key that profiles do not have.
func unknown(key string, known []string) string {
	for _, f := range forbidden {
		if strings.Contains(strings.ToLower(key), f.word) {
			return f.words
		}
	}
	near := strings.ToLower(strings.NewReplacer("-", "_", " ", "_").Replace(key))
	for _, name := range known {
		if near == name || near == strings.ReplaceAll(name, "_", "") {
			return "there is no such key. It is written " + name + "."
		}
	}
	return "there is no such key here. The keys: " + strings.Join(known, " ") + "."
}
