package ui

import (
	"testing"
)

func getenv(kv ...string) func(string) string {
	m := map[string]string{}
	for i := 0; i < len(kv); i += 2 {
		m[kv[i]] = kv[i+1]
	}
	return func(name string) string { return m[name] }
}

func TestTheme(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		env                          []string
		pipe                         bool
		colour, glyphs, links, ascii bool
	}{
		"usual":              {env: []string{"TERM", "xterm-256color", "LANG", "de_DE.UTF-8"}, colour: true, glyphs: true, links: true},
		"NO_COLOR":           {env: []string{"TERM", "xterm", "LANG", "C.UTF-8", "NO_COLOR", "1"}, links: true},
		"NO_COLOR, empty":    {env: []string{"TERM", "xterm", "LANG", "C.utf8", "NO_COLOR", ""}, colour: true, glyphs: true, links: true},
		"NO_COLOR and force": {env: []string{"TERM", "xterm", "LANG", "C.utf8", "NO_COLOR", "1", "CLICOLOR_FORCE", "1"}, links: true},
		"console":            {env: []string{"TERM", "linux", "LANG", "C.UTF-8"}, colour: true},
		"dumb":               {env: []string{"TERM", "dumb", "LANG", "C.UTF-8"}},
		"no locale":          {env: []string{"TERM", "xterm"}, colour: true, glyphs: utf8ByDefault, links: true, ascii: !utf8ByDefault},
		"LC_ALL decides":     {env: []string{"TERM", "xterm", "LC_ALL", "C", "LANG", "C.UTF-8"}, colour: true, links: true, ascii: true},
		"LC_CTYPE before":    {env: []string{"TERM", "xterm", "LC_CTYPE", "UTF-8", "LANG", "C"}, colour: true, glyphs: true, links: true},
		"pipe":               {env: []string{"TERM", "xterm", "LANG", "C.UTF-8"}, pipe: true},
		"pipe, forced":       {env: []string{"TERM", "xterm", "LANG", "C.UTF-8", "CLICOLOR_FORCE", "1"}, pipe: true, colour: true, glyphs: true},
		"CLICOLOR=0":         {env: []string{"TERM", "xterm", "LANG", "C.UTF-8", "CLICOLOR", "0"}, links: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			th := NewTheme(getenv(tc.env...), !tc.pipe)
			if th.Colour != tc.colour || th.Glyphs != tc.glyphs || th.Links != tc.links || th.ASCII != tc.ascii {
				t.Fatalf("colour %v, glyphs %v, links %v, ASCII %v", th.Colour, th.Glyphs, th.Links, th.ASCII)
			}
			if got := th.Strong.Render("x") != "x"; got != tc.colour {
				t.Fatalf("bold is drawn: %v", got)
			}
		})
	}
}

func TestTextMovesNoCursor(t *testing.T) {
	t.Parallel()
	var th Theme
	for in, want := range map[string]string{
		"a\x1b[31mb\x1b]0;t\x07c": "a[31mb]0;tc",
		"a\tb\rc\u0085d":          "a bcd",
		"\u202egnp.exe\ufeff":     "gnp.exe",
		"keep\nlines":             "keep\nlines",
	} {
		if got := th.text(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}
