package line

import (
	"io"
	"strings"
	"testing"

	"acp-gitlab/ui"
)

func TestScannerOfLines(t *testing.T) {
	t.Parallel()
	var s scanner
	s.feed([]byte("te"))
	s.feed([]byte("am/app\n\nb\n"))
	s.feed([]byte("half a line\x03"))
	s.feed([]byte("\x1b[Aup\n"))
	s.feed(nil)
	s.feed(nil)
	got := told(&s)
	if want := "line team/app|line |line b|interrupt |line up|end "; got != want {
		t.Errorf("heard %q, want %q", got, want)
	}
}

func TestScannerOfSecrets(t *testing.T) {
	t.Parallel()
	token := strings.Repeat("x", 26)
	for name, tc := range map[string]struct {
		chunks []string
		want   string
	}{
		"typed":                     {[]string{token + "\r"}, "line " + token},
		"Enter alone":               {[]string{"\r"}, "line "},
		"Enter twice":               {[]string{"\r", "\r"}, "line "},
		"bracketed":                 {[]string{"\x1b[200~" + token + "\x1b[201~", "\r"}, "line " + token},
		"marks in pieces":           {[]string{"\x1b[2", "00~" + token + "\x1b", "[201", "~\r"}, "line " + token},
		"breaks inside a paste":     {[]string{"\x1b[200~" + token[:9] + "\r\n" + token[9:] + "\r\x1b[201~\r"}, "line " + token[:9] + "\n\n" + token[9:]},
		"a paste that ends a line":  {[]string{token + "\r\n", "\r\n"}, "line " + token},
		"a paste of two lines":      {[]string{token[:9] + "\r", token[9:] + "\r"}, "line " + token[:9] + "\n" + token[9:]},
		"a paste that begins so":    {[]string{"\r\n" + token + "\r"}, "line \n\n" + token},
		"corrected":                 {[]string{"abc\x7f\x7fé\x7f\x08" + token + "\r"}, "line " + token},
		"cleared":                   {[]string{"wrong\x15" + token + "\r"}, "line " + token},
		"ctrl+c":                    {[]string{"half" + "\x03"}, "interrupt "},
		"ctrl+c twice":              {[]string{"half\x03\x03"}, "interrupt |interrupt "},
		"ctrl+d on nothing":         {[]string{"\x04"}, "end "},
		"ctrl+d on something":       {[]string{"ab\x04c\r"}, "line abc"},
		"ctrl+d at the end":         {[]string{token + "\x04"}, "line " + token},
		"ctrl+d inside a paste":     {[]string{"\x1b[200~ab\x04c\x1b[201~\r"}, "line abc"},
		"ctrl+c inside a paste":     {[]string{"\x1b[200~half\x03"}, "interrupt "},
		"too long":                  {split(strings.Repeat("x", 2<<20)+"\r", 4096), "too long "},
		"too long without an Enter": {split(strings.Repeat("x", 2<<20), 4096), "too long "},
		"too long, in marks":        {split("\x1b[200~"+strings.Repeat("x", 1<<20)+"\x1b[201~", 4096), "too long "},
		"too long, then ctrl+u":     {append(split(strings.Repeat("x", 1<<20)+"\x15", 4096), token+"\r"), "line " + token},
		"arrows":                    {[]string{"\x1b[D" + token + "\x1b[C\r"}, "line " + token},
		"five thousand characters":  {split(strings.Repeat("abcde", 1000)+"\r", 4095), "line " + strings.Repeat("abcde", 1000)},
		"fifty thousand characters": {split(strings.Repeat("abcde", 10000)+"\r", 1024), "line " + strings.Repeat("abcde", 10000)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s scanner
			s.ask(true)
			for _, c := range tc.chunks {
				s.feed([]byte(c))
			}
			s.rested()
			if got := told(&s); got != tc.want {
				t.Errorf("heard %.80q (%d), want %.80q (%d)", got, len(got), tc.want, len(tc.want))
			}
			if s.hidden {
				t.Error("it goes on hiding")
			}
		})
	}
}

// TestAPasteWithoutItsEnd gives way to Enter once nothing has come for a while.
func TestAPasteWithoutItsEnd(t *testing.T) {
	t.Parallel()
	var s scanner
	s.ask(true)
	s.feed([]byte("\x1b[200~glpat-half\r"))
	if got := s.rest(); got != ui.PasteSilence || len(s.heard) != 0 {
		t.Fatalf("waits %v, heard %q", got, told(&s))
	}
	s.rested()
	if s.rest() != 0 || len(s.heard) != 0 {
		t.Fatalf("a quiet moment in a paste is an answer: %q", told(&s))
	}
	s.feed([]byte("\r"))
	s.rested()
	if got := told(&s); got != "line glpat-half" {
		t.Errorf("heard %q", got)
	}
}

// TestALineThatTheTerminalHasCut is no answer.
func TestALineThatTheTerminalHasCut(t *testing.T) {
	t.Parallel()
	var s scanner
	s.feed([]byte(strings.Repeat("x", maxLine) + "\n" + strings.Repeat("x", maxLine+1) + "\nteam/app\n"))
	if got := told(&s); got != "line "+strings.Repeat("x", maxLine)+"|too long |line team/app" {
		t.Errorf("heard %q", got)
	}
}

func TestScannerBoundsWhatItKeeps(t *testing.T) {
	t.Parallel()
	var s scanner
	s.ask(true)
	for range 3 * ui.MaxText / 4096 {
		s.feed(make([]byte, 4096))
	}
	if len(s.buf) > ui.MaxText || cap(s.buf) > 2*ui.MaxText {
		t.Errorf("%d bytes are kept", len(s.buf))
	}
}

func split(s string, size int) (chunks []string) {
	for len(s) > size {
		chunks, s = append(chunks, s[:size]), s[size:]
	}
	return append(chunks, s)
}

func told(s *scanner) string {
	var out []string
	for _, h := range s.heard {
		out = append(out, map[HeardKind]string{HeardLine: "line", HeardInterrupt: "interrupt", HeardEnd: "end", HeardTooLong: "too long"}[h.Kind]+" "+h.Text())
	}
	return strings.Join(out, "|")
}

// TestOneEnterIsOneAnswer whatever the terminal makes of the key, and wherever
// a read ends.
func TestOneEnterIsOneAnswer(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		chunks []string
		want   string
	}{
		"CR LF":                       {[]string{"1\r\n2\r\n"}, "line 1|line 2"},
		"CR LF over reads":            {[]string{"1\r", "\n2", "\r", "\n"}, "line 1|line 2"},
		"LF alone":                    {[]string{"1\n2\n"}, "line 1|line 2"},
		"CR alone":                    {[]string{"1\r2\r"}, "line 1|line 2"},
		"Enter alone, CR LF":          {[]string{"\r\n", "\r\n"}, "line |line "},
		"Enter alone, CR":             {[]string{"\r\r"}, "line |line "},
		"Enter alone, LF":             {[]string{"\n", "\n"}, "line |line "},
		"LF CR":                       {[]string{"1\n\r2"}, "line 1|line "},
		"CR LF of what was too long":  {[]string{strings.Repeat("x", maxLine+1) + "\r", "\n2\r\n"}, "too long |line 2"},
		"LF after ctrl+c":             {[]string{"1\x03", "\r", "\n"}, "interrupt |line "},
		"CR and LF of two Enter keys": {[]string{"1\r", "2\n"}, "line 1|line 2"},
	} {
		for kind, s := range map[string]*scanner{"terminal": {}, "console": {echo: io.Discard}} {
			for _, c := range tc.chunks {
				s.feed([]byte(c))
			}
			if got := told(s); got != tc.want {
				t.Errorf("%s, %s: heard %.80q, want %.80q", name, kind, got, tc.want)
			}
		}
	}
}

// TestTheLineFeedOfAnEnterIsNoSecret: the prompt may hide already when it comes.
func TestTheLineFeedOfAnEnterIsNoSecret(t *testing.T) {
	t.Parallel()
	var s scanner
	s.feed([]byte("1\r"))
	s.ask(true)
	s.feed([]byte("\n"))
	if s.rest() != 0 {
		t.Fatal("it waits for the rest of a secret")
	}
	s.feed([]byte("secret\r"))
	s.rested()
	s.feed([]byte("\n2\r\n")) // Enter is LF again where the terminal edits lines
	if got := told(&s); got != "line 1|line secret|line |line 2" {
		t.Errorf("heard %q", got)
	}
}
