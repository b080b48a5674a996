package gitlabtest

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"acp-gitlab/gitlab/secret"
)

// TokenKind is what a token really is; most look the same from outside.
type TokenKind string

// The kinds. The zero value is a personal access token of the user.
const (
	Personal       TokenKind = ""
	ProjectBot     TokenKind = "project"
	GroupBot       TokenKind = "group"
	ServiceAccount TokenKind = "service-account"
	FineGrained    TokenKind = "fine-grained"
	OAuth          TokenKind = "oauth"
	Impersonation  TokenKind = "impersonation"
)

// Never is [Token.Expires] of a token that never expires.
const Never = "never"

// TokenName is the name that the default token has.
const TokenName = "Ambient Code Platform Integration" //nolint:gosec // a name, not a credential

const defaultDays = 90

// Token is one token of the account.
type Token struct {
	// ID and Value are made when they are zero.
	ID    int64
	Value secret.Text
	Name  string
	// Scopes; nil for the four that are asked for.
	Scopes []string
	// Permissions are those of a fine-grained token, "Code: Push"; nil for all
	// that are asked for. One that ends with " (user)" is for the user's own
	// account: "Project: Read (user)" opens the list of projects.
	Permissions []string
	// Spaces are the groups and projects in which a fine-grained token may do
	// something; nil for all.
	Spaces []string
	// Expires is a date, Never, or empty for 90 days from now.
	Expires string
	// Created is now when zero; LastUsed zero is never.
	Created, LastUsed time.Time
	Kind              TokenKind
	Revoked           bool
	// Inactive makes "active" false although nothing else says why.
	Inactive bool
	// DPoP: the account wants a proof of possession that nobody sends.
	DPoP bool
	// Owner is the number of another user whose token it is; 0 for the
	// account's own. Only an administrator sees it.
	Owner int64
	// Routable makes the value one of the long ones with dots.
	Routable bool
	// family is the token from which it came by rotation.
	family int64
}

func fourScopes() []string {
	return []string{"api", "read_api", "read_user", "write_repository"}
}

// laptop is another token of the account, never used.
func laptop(now time.Time) Token {
	return Token{
		ID: 3870, Name: "laptop", Scopes: []string{"read_user"},
		Created: now.UTC().AddDate(0, 0, -323), Expires: day(now, 42),
	}
}

// older is the token that has been in use until now and ends in a week.
func older(now time.Time) Token {
	return Token{
		ID: 4711, Created: now.UTC().AddDate(0, 0, -90), LastUsed: now.UTC(), Expires: day(now, 7),
	}
}

// completed fills in what was left to the server.
func (t Token) completed(id int64, now time.Time) Token {
	if t.ID == 0 {
		t.ID = id
	}
	if t.family == 0 {
		t.family = t.ID
	}
	if t.Kind == FineGrained {
		t.Scopes = []string{"granular"}
	}
	if t.Scopes == nil {
		t.Scopes = fourScopes()
	}
	t.Scopes = slices.Clone(t.Scopes)
	if t.Name == "" {
		t.Name = TokenName
	}
	if t.Expires == "" {
		t.Expires = day(now, defaultDays)
	}
	if t.Created.IsZero() {
		t.Created = now
	}
	if t.Value.IsZero() {
		t.Value = t.newValue()
	}
	return t
}

func (t Token) newValue() secret.Text {
	switch {
	case t.Kind == OAuth:
		return secret.New(randomHex(64))
	case t.Routable:
		return secret.New(routable())
	default:
		return secret.New("glpat-" + randomText(20))
	}
}

// expired: a token stops at 00:00 UTC on its date.
func (t Token) expired(now time.Time) bool {
	return t.Expires != Never && day(now, 0) >= t.Expires
}

func (t Token) active(now time.Time) bool {
	return !t.Revoked && !t.Inactive && !t.expired(now)
}

// has reports whether one of scopes is among the token's.
func (t Token) has(scopes ...string) bool {
	return slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(t.Scopes, s) })
}

func day(now time.Time, days int) string {
	return now.UTC().AddDate(0, 0, days).Format(time.DateOnly)
}

func randomText(n int) string {
	return randomOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", n)
}

func randomHex(n int) string { return randomOf("0123456789abcdef", n) }

func randomOf(alphabet string, n int) string {
	var b strings.Builder
	size := big.NewInt(int64(len(alphabet)))
	for range n {
		i, err := rand.Int(rand.Reader, size)
		if err != nil {
			panic(err) // crypto/rand does not fail on any system that Go supports
		}
		b.WriteByte(alphabet[i.Int64()])
	}
	return b.String()
}

// routable makes a token with dots, as GitLab's RoutableToken generator does
// (version 1): random bytes and routing payload in base64, the length of that
// in base 36, and a checksum of everything before it.
func routable() string {
	const payload = "o:1\nu:16" // organization 1, user 42; numbers in base 36
	raw := make([]byte, 16, 16+len(payload)+1)
	if _, err := rand.Read(raw); err != nil {
		panic(err) // crypto/rand does not fail on any system that Go supports
	}
	raw = append(raw, payload...)
	raw = append(raw, byte(len(payload)))
	body := base64.RawURLEncoding.EncodeToString(raw)
	text := fmt.Sprintf("glpat-%s.01.%02s", body, base36(uint64(len(body))))
	sum := crc32.ChecksumIEEE([]byte(text))
	return text + fmt.Sprintf("%07s", base36(uint64(sum)))
}

func base36(n uint64) string { return strconv.FormatUint(n, 36) }
