package ui

import (
	"strings"
	"testing"
)

// body draws rows given as letters: "-" is a gap, "*" the place of the person.
func body(letters string, room, offset int, follow bool) (string, view) {
	v := view{room: room, offset: offset, follow: follow}
	for _, r := range letters {
		v.rows = append(v.rows, row{text: string(r), gap: r == '-', here: r == '*'})
	}
	p := &renderer{}
	var out strings.Builder
	for _, r := range v.fit(p) {
		switch {
		case r.gap:
			out.WriteString("-")
		case strings.HasSuffix(r.text, "more"):
			out.WriteString("[" + r.text + "]")
		default:
			out.WriteString(r.text)
		}
	}
	return out.String(), v
}

func TestGapsGoFirstFromTheBottomUp(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		letters string
		room    int
		want    string
	}{
		{"--a--b-c--", 9, "a-b-c"},
		{"a-b-c", 5, "a-b-c"},
		{"a-b-c", 4, "a-bc"},
		{"a-b-c", 3, "abc"},
		{"a-b-c", 2, "a[↓ more]"},
		{"", 3, ""},
		{"abc", 1, "a"},
		{"abc", 0, ""},
	} {
		if got, _ := body(tc.letters, tc.room, 0, false); got != tc.want {
			t.Errorf("%q in %d rows: %q, want %q", tc.letters, tc.room, got, tc.want)
		}
	}
}

func TestScrolling(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		offset int
		follow bool
		want   string
	}{
		{0, false, "abc[↓ more]"},
		{2, false, "cd*[↑↓ more]"},
		{99, false, "*fg[↑ more]"},
		{0, true, "cd*[↑↓ more]"},
		{-5, false, "abc[↓ more]"},
	} {
		if got, _ := body("abcd*fg", 4, tc.offset, tc.follow); got != tc.want {
			t.Errorf("offset %d, follow %v: %q, want %q", tc.offset, tc.follow, got, tc.want)
		}
	}
}
