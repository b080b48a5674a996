package profile

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"acp-gitlab/gitlab/secret"
)

const noSecret = "this looks like a secret. Profiles are shared, so they cannot contain one. Remove it, and revoke it where it was created."

// noSecretIn looks at every word of a line.
func noSecretIn(no int, s string) *fault {
	for from := 0; from < len(s); {
		word, _, _ := strings.Cut(s[from:], " ")
		if secret.Holds(word) {
			return wrong(position{no, utf8.RuneCountInString(s[:from]) + 1}, noSecret)
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
	{"proxy", "a profile cannot set a proxy: set HTTPS_PROXY and NO_PROXY on each computer."},
	{"token", "a profile cannot contain a token: everyone creates their own."},
	{"secret", "a profile cannot contain a secret."},
	{"password", "a profile cannot contain a password."},
	{"session", "a profile cannot contain a session: everyone has their own."},
	{"command", "a profile cannot contain a command."},
	{"exec", "a profile cannot contain a command."},
	{"insecure", "certificate checks cannot be turned off. ca_file names your company's authority."},
	{"verify", "certificate checks cannot be turned off. ca_file names your company's authority."},
}

// plainKey reports whether a key may be repeated: one short word, no secret.
func plainKey(key string) bool {
	return len(key) <= 16 && strings.Trim(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") == ""
}

// unknown says what is wrong with a key that profiles do not have.
func unknown(key string, known []string) string {
	near := strings.ToLower(strings.NewReplacer("-", "_", " ", "_").Replace(key))
	for _, name := range known {
		if near == name || near == strings.ReplaceAll(name, "_", "") {
			return "unknown key. Did you mean " + name + "?"
		}
	}
	for _, f := range forbidden {
		if strings.Contains(strings.ToLower(key), f.word) {
			return f.words
		}
	}
	valid := "Valid keys: " + strings.Join(known, ", ") + "."
	if plainKey(key) {
		return "unknown key " + key + ". " + valid
	}
	return "unknown key. " + valid
}
