package typeset

import (
	"strings"
	"testing"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		s    string
		cols int
		want string
	}{
		"at blanks":              {"one two three", 8, "one two\nthree"},
		"exactly":                {"one two", 7, "one two"},
		"inner blanks stay":      {"a    b  c", 20, "a    b  c"},
		"own indent":             {"  one two three", 9, "  one two\n  three"},
		"number with two blanks": {"1  one two three", 10, "1  one two\n   three"},
		"list":                   {"1 one two three\n2 x", 9, "1 one two\n  three\n2 x"},
		"dash":                   {"- one two three", 9, "- one two\n  three"},
		"date is no list":        {"20 Feb 2027 and on", 11, "20 Feb 2027\nand on"},
		"code stays whole":       {"see repo-branch-protected", 22, "see\nrepo-branch-protected"},
		"long address":           {"https://backend-route-ambient-code.apps.example.com", 31, "https://backend-route-ambient-\ncode.apps.example.com"},
		"long word":              {strings.Repeat("x", 25), 10, "xxxxxxxxxx\nxxxxxxxxxx\nxxxxx"},
		"wide characters":        {"例え 例え 例え", 9, "例え 例え\n例え"},
		"wide word":              {"例え例え", 3, "例\nえ\n例\nえ"},
		"wide in one column":     {"例え", 1, "例\nえ"},
		"no columns":             {"ab", 0, "a\nb"},
		"empty":                  {"", 10, ""},
		"empty line":             {"a\n\nb", 10, "a\n\nb"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(Wrap(tc.s, tc.cols), "\n"); got != tc.want {
				t.Fatalf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestWordsStayWhole(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		s    string
		cols int
		want string
	}{
		"at spaces":   {"one  two three", 8, "one two\nthree"},
		"long word":   {"see https://gitlab.example.com now", 10, "see\nhttps://gitlab.example.com\nnow"},
		"no columns":  {"ab", 0, "ab"},
		"nothing":     {" ", 10, ""},
		"wide letter": {"例え 例え", 8, "例え\n例え"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(Words(tc.s, tc.cols), "\n"); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("one  two\n - three 例え https://x.example.com/a?b=c", 7)
	f.Fuzz(func(t *testing.T, s string, cols int) {
		cols = 2 + abs(cols)%120
		s = strings.ToValidUTF8(Printable(s), "?")
		lines := Wrap(s, cols)
		for _, l := range lines {
			if Width(l) > cols && len([]rune(l)) > 1 {
				t.Errorf("%d columns of %d: %q", Width(l), cols, l)
			}
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got := strings.Join(lines, ""); squeeze(got) != squeeze(s) {
			t.Errorf("changed %q to %q", s, got)
		}
	})
}

func abs(n int) int {
	if n < 0 {
		return -(n + 1)
	}
	return n
}
