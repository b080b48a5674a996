//go:build unix

package redteam_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// traceLen is the shortest part of a secret that counts as a leak, in bytes.
const traceLen = 8

// traces are the parts of secrets to look for, each with the name of its
// secret and of the form.
type traces map[string]string

// add makes every part of value a trace: as it is, percent-encoded, in
// hexadecimal, and in base64 wherever it may begin.
func (tr traces) add(name, value string) {
	if len(value) < traceLen {
		return
	}
	tr.parts(name, value)
	tr.parts(name+", percent-encoded", url.QueryEscape(value))
	var percent strings.Builder
	for i := range len(value) {
		fmt.Fprintf(&percent, "%%%02x", value[i])
	}
	tr.parts(name+", percent-encoded", percent.String())
	tr.parts(name+", percent-encoded", strings.ToUpper(percent.String()))
	tr.parts(name+", in hexadecimal", hex.EncodeToString([]byte(value)))
	for shift := range 3 {
		padded := strings.Repeat("\x00", shift) + value
		from, to := (shift*8+5)/6, len(padded)*8/6
		for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			tr.parts(name+", in base64", enc.EncodeToString([]byte(padded))[from:to])
		}
	}
}

func (tr traces) parts(name, text string) {
	for i := 0; i+traceLen <= len(text); i++ {
		if _, ok := tr[text[i:i+traceLen]]; !ok {
			tr[text[i:i+traceLen]] = name
		}
	}
}

// session makes the signature of a session a trace: its other parts are words
// that anybody may write, and whole they are found by their form.
func (tr traces) session(name, jwt string) { tr.add(name, jwt[strings.LastIndexByte(jwt, '.')+1:]) }

var anySession = regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{20,}|\bsha256~[A-Za-z0-9_-]{8,}`)

// sequences are what may stand between the pieces of a text on a screen.
var sequences = regexp.MustCompile(`\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|[\s│•]`)

// find names the first secret of which text shows a part; "" for none. Text
// that is wrapped or drawn in pieces is put together first.
func (tr traces) find(text string) string {
	for _, reading := range []string{text, sequences.ReplaceAllString(text, "")} {
		for i := 0; i+traceLen <= len(reading); i++ {
			if name, ok := tr[reading[i:i+traceLen]]; ok {
				return name
			}
		}
		if anySession.MatchString(reading) {
			return "a session"
		}
	}
	return ""
}

// absent fails the test where text shows a part of a secret, without
// repeating it.
func (tr traces) absent(t *testing.T, where, text string) {
	t.Helper()
	if name := tr.find(text); name != "" {
		t.Errorf("%s shows a part of %s", where, name)
	}
}

// TestTracesAreFound keeps the search itself honest.
func TestTracesAreFound(t *testing.T) {
	t.Parallel()
	value := "glpat-" + "Qm7xR2vK9tLw4Zp8Ns3D"
	tr := traces{}
	tr.add("the token", value)
	for name, text := range map[string]string{
		"whole":           "x " + value,
		"a part":          "..." + value[9:17] + "...",
		"wrapped":         value[:10] + "\r\n" + value[10:],
		"drawn in pieces": value[8:12] + "\x1b[0m\x1b[3;1H" + value[12:20],
		"query":           "?private_token=" + url.QueryEscape(value),
		"all percent":     "%51%6d%37%78%52%32%76%4b",
		"hexadecimal":     hex.EncodeToString([]byte(value)),
		"basic":           base64.StdEncoding.EncodeToString([]byte("oauth2:" + value)),
		"a session":       `eyJhbGciOiJSUzI1NiIsImtpZCI6ImRlbW8ifQ.e30`,
		"in JSON":         base64.URLEncoding.EncodeToString([]byte(`{"token":"` + value + `"}`)),
	} {
		if tr.find(text) == "" {
			t.Errorf("%s: not found", name)
		}
	}
	for _, text := range []string{"", "glpat-", "personal access token", "glpat-" + strings.Repeat("x", 20), value[6:13]} {
		if name := tr.find(text); name != "" {
			t.Errorf("found %s in %q", name, text)
		}
	}
}
