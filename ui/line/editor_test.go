package line

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/hinshun/vt10x"
)

// TestALineIsEdited where the program does it: what is heard, and what stands on
// the screen.
func TestALineIsEdited(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ typed, heard, shown string }{
		"as it is":                 {"team/app\r", "line team/app", "team/app"},
		"corrected":                {"teem\b\bam\r", "line team", "team"},
		"beyond its beginning":     {"a\b\b\bb\r", "line b", "b"},
		"a letter of two bytes":    {"é\x7fe\r", "line e", "e"},
		"a word":                   {"one two \x17three\r", "line one three", "one three"},
		"the only word":            {"one\x17two\r", "line two", "two"},
		"all of it":                {"one two\x15three\r", "line three", "three"},
		"esc":                      {"one two\x1bthree\r", "line three", "three"},
		"ctrl+c":                   {"one\x03", "interrupt ", "one"},
		"ctrl+d on nothing":        {"\x04", "end ", ""},
		"ctrl+d on something":      {"a\x04b\r", "line ab", "ab"},
		"ctrl+z":                   {"\x1a\r", "end ", "^Z"},
		"ctrl+z, and not meant":    {"\x1a\bb\r", "line b", "b"},
		"tab":                      {"a\tb\r", "line a b", "a b"},
		"other keys":               {"a\x00\x01\x02b\r", "line ab", "ab"},
		"too long, and begun anew": {strings.Repeat("x", maxLine+1) + "\x15ab\r", "line ab", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			screen := vt10x.New(vt10x.WithSize(40, 3))
			s := scanner{echo: screen}
			for _, b := range []byte(tc.typed) { // a read may end inside a letter
				s.feed([]byte{b})
			}
			if got := told(&s); got != tc.heard {
				t.Errorf("heard %q, want %q", got, tc.heard)
			}
			first, _, _ := strings.Cut(screen.String(), "\n")
			if got := strings.TrimRight(first, " "); tc.shown != "" && got != tc.shown {
				t.Errorf("the screen shows %q, want %q", got, tc.shown)
			}
		})
	}
}

// TestAWideLetterIsErasedWhole: it takes two columns.
func TestAWideLetterIsErasedWhole(t *testing.T) {
	t.Parallel()
	var shown strings.Builder
	s := scanner{echo: &shown}
	s.feed([]byte("漢\b"))
	if shown.String() != "漢\b\b  \b\b" {
		t.Errorf("it shows %q", shown.String())
	}
}

// TestASecretIsNotEchoed by whoever shows lines.
func TestASecretIsNotEchoed(t *testing.T) {
	t.Parallel()
	var shown strings.Builder
	s := scanner{echo: &shown}
	s.ask(true)
	s.feed([]byte("secret\b\x15another"))
	s.feed([]byte("\r"))
	s.rested()
	if shown.Len() > 0 {
		t.Errorf("it shows %q", shown.String())
	}
	s.feed([]byte("a\r"))
	if shown.String() != "a\n" {
		t.Errorf("the line after it shows %q", shown.String())
	}
}

func TestKeysOfAConsole(t *testing.T) {
	t.Parallel()
	press := func(units ...uint16) (all []key) {
		for _, u := range units {
			all = append(all, key{down: true, repeat: 1, unit: u}, key{unit: u})
		}
		return all
	}
	for name, tc := range map[string]struct {
		keys []key
		want string
	}{
		"a key down and up":       {press('a'), "a"},
		"held":                    {[]key{{down: true, repeat: 3, unit: 'a'}}, "aaa"},
		"Enter":                   {press('\r'), "\r"},
		"an arrow":                {[]key{{down: true, repeat: 1, code: 0x25}}, ""},
		"a letter with an accent": {press('é'), "é"},
		"by its number":           {[]key{{down: true, repeat: 1, code: keyAlt}, {code: keyAlt, unit: 'ж'}}, "ж"},
		"of two units":            {press(utf16.Encode([]rune("𝛼"))...), "𝛼"},
		"half of one":             {press(0xd835, 'a'), "a"},
		"the other half":          {press(0xdefc, 'a'), "a"},
	} {
		var k keys
		var got strings.Builder
		for _, p := range tc.keys {
			got.WriteString(k.text(p))
		}
		if got.String() != tc.want {
			t.Errorf("%s: %q, want %q", name, got.String(), tc.want)
		}
	}
}
