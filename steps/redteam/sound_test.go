//go:build unix

package redteam_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// unsound returns the first character that must not reach anybody, "" for none.
// breaks are the ones that may.
func unsound(text, breaks string) string {
	for i, r := range text {
		switch {
		case strings.ContainsRune(breaks, r):
		case unicode.Is(unicode.Cc, r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f', r == '\u061c', r == '\u2028', r == '\u2029':
			return fmt.Sprintf("%U in %q", r, text[max(0, i-40):min(len(text), i+40)])
		}
	}
	return ""
}

// own are the sequences that the program itself sends to a terminal.
var own = regexp.MustCompile(`\x1b\[[0-9;]*[mABCDHJKLMPSTXr]|\x1b\[\?(25|1049|2004|1002|1003|1006)[hl]|\x1b\]8;[^;\x07\x1b]*;(https?://[!-~]*)?(\x07|\x1b\\)|\x1b\]52;c;[A-Za-z0-9+/=]*(\x07|\x1b\\)|\x1b[78=>]`)

// foreign is a link that somebody's text has made.
var foreign = regexp.MustCompile(`\x1b\]8;[^;\x07\x1b]*;https://evil[!-~]*`)

// clipped are the texts that were sent to the clipboard.
var clipped = regexp.MustCompile(`\x1b\]52;c;([A-Za-z0-9+/=]*)`)

// soundPlain checks output that is no terminal's.
func soundPlain(t *testing.T, where, text string) {
	t.Helper()
	if bad := unsound(text, "\n"); bad != "" {
		t.Errorf("%s has %s", where, bad)
	}
	if !strings.HasPrefix(text, "{") {
		return
	}
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Errorf("%s is no JSON: %v", where, err)
	}
	soundJSON(t, where, v)
}

// soundJSON looks behind the escapes of JSON: whoever decodes it prints it.
func soundJSON(t *testing.T, where string, v any) {
	t.Helper()
	switch v := v.(type) {
	case string:
		if bad := unsound(v, ""); bad != "" {
			t.Errorf("%s: a value has %s", where, bad)
		}
	case []any:
		for _, x := range v {
			soundJSON(t, where, x)
		}
	case map[string]any:
		for k, x := range v {
			soundJSON(t, where, k)
			soundJSON(t, where, x)
		}
	}
}

// soundScreen checks what a terminal was sent.
func soundScreen(t *testing.T, raw string) {
	t.Helper()
	if bad := unsound(own.ReplaceAllString(raw, ""), "\r\n"); bad != "" {
		t.Errorf("the terminal was sent %s", bad)
	}
	for _, m := range clipped.FindAllStringSubmatch(raw, -1) {
		text, _ := base64.StdEncoding.DecodeString(m[1])
		if bad := unsound(string(text), "\n"); bad != "" || string(text) == "owned" {
			t.Errorf("the clipboard was sent %q: %s", text, bad)
		}
	}
	if link := foreign.FindString(raw); link != "" {
		t.Errorf("the terminal was sent somebody's link: %q", link)
	}
}

// soundReport checks the report that was saved.
func soundReport(t *testing.T, b *box) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(b.work, "acp-gitlab-report.md"))
	if err != nil {
		t.Fatal(err)
	}
	soundPlain(t, "the report", string(text))
}

// TestUnsoundIsFound keeps the search itself honest.
func TestUnsoundIsFound(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"\x1b[31m", "a\u202eb", "\u009b2J", "\x07", "\x7f", "\u2066", "\x00", "\b"} {
		if unsound(s, "\r\n") == "" {
			t.Errorf("%q passes", s)
		}
	}
	for _, s := range []string{"\x1b]0;title\a", "\x1b[6n", "\x1bPq\x1b\\", "\x1b]8;;https://x/\u202e\x1b\\", "\x1bc"} {
		if unsound(own.ReplaceAllString(s, ""), "\r\n") == "" {
			t.Errorf("%q passes as the program's own", s)
		}
	}
	if bad := unsound("ünïcödé · ✓ ↑↓\n", "\n"); bad != "" {
		t.Error(bad)
	}
}
