// Package secret holds values that must never be printed, such as the personal
// access token and the ACP session, and knows what secrets look like.
//
// # How to start
//
// Wrap a secret with [New] where it enters the program, and pass the [Text] on.
// [Text.Reveal] is for the line that sends it. Give the value to a [Scrubber] as
// well, and pass everything that somebody else wrote through [Scrubber.Scrub]
// before it is shown, logged or saved.
//
// A text from a person or a server may be a secret in the wrong place. [Holds] is
// asked anywhere, [MayBe] where a word, a number or a code is expected, and
// [InName] of the name of a repository or a file. [PrefixOf] says what a secret
// is. No other package lists how secrets begin.
//
// # What it promises
//
//   - No verb of fmt, no logger, no encoder and no reflection reveals a Text.
//   - A Scrubber finds a value that it knows in every form in which it travels:
//     as it is, in pieces, in base64 and percent-encoded.
package secret

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what every printing path shows in place of a value.
const Redacted = "[redacted]"

// Text is a string that no printing, logging or encoding path reveals. The
// closure keeps out reflection as well: fmt prints unexported fields of a
// holder without calling their methods. The zero value is the empty secret.
type Text struct{ reveal func() string }

// New wraps s.
func New(s string) Text { return Text{func() string { return s }} }

// Reveal returns the value. Every call is a place to audit.
func (t Text) Reveal() string {
	if t.reveal == nil {
		return ""
	}
	return t.reveal()
}

// IsZero reports whether the secret is empty.
func (t Text) IsZero() bool { return t.Reveal() == "" }

// Len returns the length of the value in characters; the length may be shown.
func (t Text) Len() int { return len([]rune(t.Reveal())) }

// Equal compares in constant time.
func (t Text) Equal(u Text) bool {
	return subtle.ConstantTimeCompare([]byte(t.Reveal()), []byte(u.Reveal())) == 1
}

// String implements fmt.Stringer.
func (Text) String() string { return Redacted }

// GoString implements fmt.GoStringer.
func (Text) GoString() string { return Redacted }

// Format implements fmt.Formatter, so that no verb reaches the value.
func (Text) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, Redacted) }

// MarshalText implements encoding.TextMarshaler.
func (Text) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// MarshalJSON implements json.Marshaler.
func (Text) MarshalJSON() ([]byte, error) { return []byte(`"` + Redacted + `"`), nil }

// LogValue implements slog.LogValuer.
func (Text) LogValue() slog.Value { return slog.StringValue(Redacted) }
