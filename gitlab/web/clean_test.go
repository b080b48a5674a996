package web

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                                       "",
		"plain text, ~ and all":                  "plain text, ~ and all",
		"Ünïcode ✓ 日本":                           "Ünïcode ✓ 日本",
		"\x1b[1;31mred\x1b[0m":                   "red",
		"\x1b[?1049h\x1b[2J\x1b[10;20Hx":         "x",
		"a\x1b]0;title\ab":                       "ab",
		"a\x1b]8;;http://x\x1b\\link\x1b]8;;\ab": "alinkb",
		"a\x1b]52;c;cGF5bG9hZA==\x1b\\b":         "ab",
		"a\x1b]0;never ended":                    "a0;never ended",
		"a\x1bPq#0\x1b\\b":                       "ab",
		"a\x1b_G pictures\x1b\\b\x1b^p\x1b\\c":   "abc",
		"a\x1bP bell \a is no end\x1b\\b":        "ab",
		"a\x1b(0b\x1b)Bc\x1b#8d":                 "abcd",
		"a\x1b7b\x1b8c\x1bMd\x1bce":              "abcde",
		"a\x1b":                                  "a",
		"a\x1b\x1b[31mb":                         "ab",
		"a\x1b\nb":                               "a b",
		"a\x1b[31":                               "a",
		"a\x1b[31\nb":                            "a b",
		"a\u009b31mb":                            "ab",
		"a\u009d0;title\u009cb":                  "ab",
		"a\u0090dcs\u009cb\u0084c":               "abc",
		"a\x9b31mb":                              "a\ufffd31mb",
		"a\xffb\xc3":                             "a\ufffdb\ufffd",
		"a\x00\x01\a\b\x7fb":                     "ab",
		"a\tb":                                   "a b",
		"a\nb\r\nc\rd\ve\ff":                     "a b c d e f",
		"a\u0085b\u2028c\u2029d":                 "a b c d",
		"user\u202egnp.exe\u202c":                "usergnp.exe",
		"\u2066a\u2069\u200e\u200f\u061cb":       "ab",
		"g\u200bi\u200ct\u200d.\u2060x\ufeff":    "git.x",
		"pay\u00adpal\u034f\u115f\u3164\ufe0f":   "paypal",
		"tag\U000e0041\U000e007f":                "tag",
	} {
		if got := Clean(in); got != want {
			t.Errorf("%q:\n got %q\nwant %q", in, got, want)
		}
		if got := CleanLines(in); strings.ReplaceAll(got, "\n", " ") != want {
			t.Errorf("lines of %q:\n got %q\nwant %q", in, got, want)
		}
	}
	if got := CleanLines("a\r\nb\rc\u2028d\x1b[1m\ne\tf"); got != "a\nb\nc\nd\ne f" {
		t.Errorf("lines: %q", got)
	}
}

func FuzzClean(f *testing.F) {
	f.Add("plain")
	f.Add("\x1b[31mred\x1b]8;;http://x\x1b\\link\x1b]8;;\a")
	f.Add("\u009b31m\x9b\u202e\u200b\r\n\t\x1b")
	f.Add("\x1bP\x1b[\u009c\x1b(\xff\xc2")
	f.Fuzz(func(t *testing.T, in string) {
		got, lines := Clean(in), CleanLines(in)
		if !utf8.ValidString(got) || !utf8.ValidString(lines) {
			t.Errorf("%q: not UTF-8", got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
				t.Errorf("%q: %U is left", got, r)
			}
		}
		if Clean(got) != got || CleanLines(lines) != lines {
			t.Errorf("%q: a second time changes it", got)
		}
		if strings.ReplaceAll(lines, "\n", " ") != got {
			t.Errorf("%q and %q differ by more than line breaks", got, lines)
		}
	})
}
