package acp

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/lazy"
)

// claims are the parts of a JWT that say something to a person.
type claims struct {
	Subject  string  `json:"sub"`
	Issuer   string  `json:"iss"`
	Expires  float64 `json:"exp"`
	Username string  `json:"preferred_username"`
	Account  string  `json:"username"`
	Email    string  `json:"email"`
	Name     string  `json:"name"`
}

// maxClaims bounds the middle part of a JWT, in characters.
const maxClaims = 32 << 10

// readClaims decodes the claims of text; false where it is no JWT.
func readClaims(text string) (claims, bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 || !strings.HasPrefix(text, secret.JWT.Begins()) || len(parts[1]) > maxClaims {
		return claims{}, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return claims{}, false
	}
	var c claims
	var odd *json.UnmarshalTypeError
	if err := json.Unmarshal(raw, &c); err != nil && !errors.As(err, &odd) {
		return claims{}, false
	}
	return c, true
}

var (
	// serviceAccount is how Kubernetes names one in "sub".
	serviceAccount = lazy.Regexp(`^system:serviceaccount:([^:]+):([^:]+)$`)
	// accessKey is how ACP names the service account of an access key: its
	// name, made plain, and a number that makes it the only one.
	accessKey = lazy.Regexp(`^ambient-key-(.*?)(-[0-9a-f]{8,})?$`)
)

// describe writes into s what the claims tell.
func (c claims) describe(s *Session) {
	s.Until = c.until()
	if m := serviceAccount().FindStringSubmatch(c.Subject); m != nil {
		s.Workspace, s.Whose, s.Kind = word(m[1]), word(m[2]), ServiceAccount
		if key := accessKey().FindStringSubmatch(m[2]); key != nil {
			s.Whose, s.Kind = word(key[1]), AccessKey
			return
		}
		return
	}
	s.Account = word(cmp.Or(c.Account, c.Username))
	for _, name := range []string{c.Username, c.Account, c.Email, c.Name, c.Subject} {
		if s.Whose = word(name); s.Whose != "" {
			break
		}
	}
	if c.Issuer != "" || s.Whose != "" {
		s.Kind = SSO
	}
}

// lastSecond is the end of the year 9999, behind which dates cannot be written.
const lastSecond = 253402300799

func (c claims) until() time.Time {
	if c.Expires <= 0 || c.Expires > lastSecond {
		return time.Time{}
	}
	return time.Unix(int64(c.Expires), 0)
}

// maxWord bounds a name that came from outside, in characters.
const maxWord = 120

// word cleans a name from outside and bounds it.
func word(s string) string { return bound(strings.TrimSpace(web.Clean(s)), maxWord) }

// bound cuts s to n characters.
func bound(s string, n int) string { return web.Bound(s, n) }
