package ui_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
	"acp-gitlab/ui/typeset"
	"acp-gitlab/ui/uitest"
)

// form is a step with one field that keeps what it is told.
type form struct {
	uitest.Step
	edits []ui.Edited
	sent  []ui.Submitted
}

func newForm(f ui.Field, more ...ui.Block) *form {
	m := &form{}
	m.Name, m.Heading = "form", "Form"
	m.Show = func(ui.Room) ui.Screen {
		return ui.Screen{Blocks: append([]ui.Block{f}, more...), Keys: []ui.Key{{Key: "enter", Does: "go on"}, {Key: "u", Does: "use"}}}
	}
	m.OnUpdate = func(_ context.Context, msg tea.Msg) tea.Cmd {
		switch msg := msg.(type) {
		case ui.Edited:
			m.edits = append(m.edits, msg)
		case ui.Submitted:
			m.sent = append(m.sent, msg)
		}
		return nil
	}
	return m
}

// holds is what the field holds, as Enter would say.
func (m *form) holds(s *session) string {
	s.keys("enter")
	return m.sent[len(m.sent)-1].Text()
}

func TestPasteVariants(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("eyJhbGciOi", 600)
	for name, tc := range map[string]struct {
		msg    tea.KeyMsg
		want   string
		pasted bool
		note   string
	}{
		"bracketed":              {pasted("abcdefghij"), "abcdefghij", true, ""},
		"bracketed, line breaks": {pasted("abcde\nfghij\n"), "abcdefghij", true, "removed: 2 spaces"},
		"bracketed, CRLF":        {pasted("abcdefghij\r\n"), "abcdefghij", true, "removed: 2 spaces"},
		"unbracketed chunk":      {tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(" abcdefghij ")}, "abcdefghij", true, "removed: 2 spaces"},
		"one character":          {tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("a")}, "a", false, ""},
		"6,000 characters":       {pasted(long + "\n"), long, true, "removed: 1 spaces"},
		"question mark":          {pasted("?"), "?", true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playing(t, func(t *testing.T) {
				m := newForm(ui.Field{ID: "f", Label: "Token", Secret: true, Clean: uitest.Cleaned})
				s := start(t, ui.Options{Steps: []ui.Step{m}}, 80, 24)
				s.send(tc.msg)
				e := m.edits[0]
				if e.Text() != tc.want || e.Pasted != tc.pasted || strings.Join(e.Notes, "") != tc.note {
					t.Fatalf("edited: %d characters, pasted %v, notes %q", len(e.Text()), e.Pasted, e.Notes)
				}
				if got := m.holds(s); got != tc.want {
					t.Fatalf("the field holds %d characters, want %d", len(got), len(tc.want))
				}
			})
		})
	}
}

func TestSecretShowsTwentyDotsAtMost(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		for _, n := range []int{1, 19, 20, 21, 5000} {
			s := start(t, ui.Options{Steps: []ui.Step{newForm(ui.Field{ID: "f", Label: "Token", Secret: true})}}, 80, 24)
			s.send(pasted(strings.Repeat("k", n)))
			if got := strings.Count(s.view(), "•"); got != min(n, 20) {
				t.Errorf("%d characters: %d dots", n, got)
			}
			s.lacks("kk")
		}
	})
}

func TestCtrlVThatBringsNothingSaysSo(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		m := newForm(ui.Field{ID: "f", Label: "Token", Clean: uitest.Cleaned})
		s := start(t, ui.Options{Steps: []ui.Step{m}}, 80, 24)
		ui.SetClipboard(s.w, func() (string, error) { return "", errors.New("no clipboard") })
		s.keys("ctrl+v")
		want := "Your terminal keeps Ctrl+V for itself. Use Ctrl+Shift+V or a right-click."
		if len(m.edits) != 1 || !slices.Equal(m.edits[0].Notes, []string{want}) || m.edits[0].Pasted {
			t.Fatalf("edits: %d", len(m.edits))
		}
		ui.SetClipboard(s.w, func() (string, error) { return "from the clipboard\n", nil })
		s.keys("ctrl+v")
		if e := m.edits[1]; e.Text() != "from the clipboard" || !e.Pasted || e.Notes[0] != "removed: 1 spaces" {
			t.Fatalf("second edit: %q %v %q", e.Text(), e.Pasted, e.Notes)
		}
	})
}

func TestClipboardThatAnswersLateIsDropped(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		m := newForm(ui.Field{ID: "f", Label: "Token"})
		s := start(t, ui.Options{Steps: []ui.Step{&uitest.Step{Name: "a", Heading: "A"}, m}, Start: "form"}, 80, 24)
		hold := make(chan struct{})
		ui.SetClipboard(s.w, func() (string, error) { <-hold; return "late", nil })
		s.keys("ctrl+v", "esc")
		close(hold)
		s.after(0)
		s.keys("enter")
		if got := m.holds(s); got != "" {
			t.Fatalf("the field holds %q", got)
		}
	})
}

func TestFieldKeepsItsTextAcrossVisits(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		m := newForm(ui.Field{ID: "f", Label: "Address", Value: "https://"})
		s := start(t, ui.Options{Steps: []ui.Step{&uitest.Step{Name: "a", Heading: "A"}, m}}, 80, 24)
		s.keys("enter", "g", "esc", "enter")
		if got := m.holds(s); got != "https://g" {
			t.Fatalf("after esc and back: %q", got)
		}
		s.keys("f1", "esc", "ctrl+c", "enter", "x")
		if got := m.holds(s); got != "https://gx" {
			t.Fatalf("after help and the leave screen: %q", got)
		}
		s.send(ui.Fill{ID: "f", Text: func() string { return "https://gitlab.com" }})
		s.sees("https://gitlab.com")
		s.send(ui.Wipe{ID: "f"})
		if got := m.holds(s); got != "https://" {
			t.Fatalf("after Wipe: %q, want the first value", got)
		}
		s.keys("ctrl+u")
		if got := m.holds(s); got != "" {
			t.Fatalf("after ctrl+u: %q", got)
		}
	})
}

func TestLettersGoIntoTheField(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		m := newForm(ui.Field{ID: "f", Label: "Search"}, ui.Choices{ID: "c", Options: []ui.Choice{{Value: "1", Label: "one"}, {Value: "2", Label: "two"}}})
		s := start(t, ui.Options{Steps: []ui.Step{m}}, 80, 24)
		s.keys("u", "j", "k", "space", "?", "down")
		if got := m.holds(s); got != "ujk ?" {
			t.Fatalf("the field holds %q", got)
		}
		if got := m.sent[0].Choice; got != "2" {
			t.Fatalf("chosen %q, want the one below", got)
		}
		s.keys("ctrl+u", "?")
		s.sees("Keys") // in the empty field ? is help
	})
}

// TestEnterBehindAChunkSubmits: scripts send a text and Enter in one write.
func TestEnterBehindAChunkSubmits(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		m := newForm(ui.Field{ID: "f", Label: "Address"})
		s := start(t, ui.Options{Steps: []ui.Step{m}}, 80, 24)
		s.keys("gitlab.example.com", "enter")
		if len(m.sent) != 1 || m.sent[0].Text() != "gitlab.example.com" {
			t.Fatalf("submitted %d times", len(m.sent))
		}
	})
}

func TestCursorStaysInSight(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		for _, text := range []string{"https://git.example.com:8443/gitlab/team/app/-/issues/with/a/very/long/path", strings.Repeat("例え", 30)} {
			m := newForm(ui.Field{ID: "f", Label: "Address"})
			s := start(t, ui.Options{Steps: []ui.Step{m}}, 40, 12)
			s.send(pasted(text))
			s.sees("_") // the cursor behind the end
			s.keys("left", "left")
			s.sees("|")
			s.keys("home")
			s.sees("|" + string([]rune(text)[:12]))
			for line := range strings.SplitSeq(s.view(), "\n") {
				if w := typeset.Width(line); w > 40 {
					t.Fatalf("%d columns: %q", w, line)
				}
			}
		}
	})
}

// TestASecretPasteReplacesThePasteBefore; what was typed, and the pieces in
// which an old terminal hands a paste over, stay.
func TestASecretPasteReplacesThePasteBefore(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		secret bool
		msgs   []tea.Msg
		want   string
	}{
		"a paste after a paste":  {true, []tea.Msg{pasted("first"), pasted("second")}, "second"},
		"the clipboard":          {true, []tea.Msg{pasted("first"), press("ctrl+v")}, "clip"},
		"a paste after letters":  {true, []tea.Msg{press("k"), pasted("second")}, "ksecond"},
		"letters after a paste":  {true, []tea.Msg{pasted("first"), press("k"), pasted("second")}, "firstksecond"},
		"pieces without a mark":  {true, []tea.Msg{runes("first"), runes("second")}, "firstsecond"},
		"an open field adds":     {false, []tea.Msg{pasted("first"), pasted("second")}, "firstsecond"},
		"emptied in between too": {true, []tea.Msg{pasted("first"), press("ctrl+u"), pasted("second")}, "second"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playing(t, func(t *testing.T) {
				m := newForm(ui.Field{ID: "f", Label: "Token", Secret: tc.secret})
				s := start(t, ui.Options{Steps: []ui.Step{m}}, 80, 24)
				ui.SetClipboard(s.w, func() (string, error) { return "clip", nil })
				s.send(tc.msgs...)
				if got := m.holds(s); got != tc.want {
					t.Errorf("the field holds %q, want %q", got, tc.want)
				}
			})
		})
	}
}

// runes is a paste from a terminal that does not mark pastes.
func runes(s string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s)} }

// TestAPasteThatIsTooLongIsRefused whole, with a word, and the field keeps what
// it had.
func TestAPasteThatIsTooLongIsRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Qw3rt", 1<<18)
	pieces := []tea.Msg{}
	for range 300 {
		pieces = append(pieces, runes(strings.Repeat("x", 256)))
	}
	for name, tc := range map[string]struct {
		secret bool
		msgs   []tea.Msg
		want   string
		keeps  int
	}{
		"a secret":      {true, []tea.Msg{press("k"), pasted(long)}, "far too long for a token or a key", 1},
		"a field":       {false, []tea.Msg{press("k"), pasted(long)}, "far too long for this field", 1},
		"the clipboard": {true, []tea.Msg{press("k"), press("ctrl+v")}, "far too long for a token or a key", 1},
		"in pieces":     {false, pieces, "far too long for this field", 256 * 256},
		"just right":    {true, []tea.Msg{pasted(long[:64<<10])}, "", 64 << 10},
		"and again":     {true, []tea.Msg{pasted(long[:64<<10]), pasted(long[:40<<10])}, "", 40 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playing(t, func(t *testing.T) {
				m := newForm(ui.Field{ID: "f", Label: "Token", Secret: tc.secret})
				s := start(t, ui.Options{Steps: []ui.Step{m}}, 80, 24)
				ui.SetClipboard(s.w, func() (string, error) { return long, nil })
				s.send(tc.msgs...)
				if tc.want == "" {
					s.lacks("too long")
				} else {
					s.sees(tc.want)
				}
				if got := m.holds(s); len(got) != tc.keeps {
					t.Errorf("the field holds %d bytes, want %d", len(got), tc.keeps)
				}
			})
		})
	}
}

// TestAPasteGoesInAtTheCursor, which then stands behind it.
func TestAPasteGoesInAtTheCursor(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		m := newForm(ui.Field{ID: "f", Label: "Address"})
		s := start(t, ui.Options{Steps: []ui.Step{m}}, 80, 24)
		s.send(pasted("aé"), press("left"), pasted("ü-"), press("x"))
		if got := m.holds(s); got != "aü-xé" {
			t.Errorf("the field holds %q", got)
		}
	})
}

// TestWhatStandsBesideASecretFits: where the room is short, the dots give way.
func TestWhatStandsBesideASecretFits(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		cols, dots int
		beside     string
	}{
		{40, 20, "26 characters"},
		{40, 18, "5000 characters"},
		{40, 3, strings.Repeat("x", 30)},
		{80, 20, "5000 characters"},
	} {
		playing(t, func(t *testing.T) {
			step := newForm(ui.Field{ID: "token", Label: "Token", Secret: true, Beside: tc.beside})
			s := start(t, ui.Options{Steps: []ui.Step{step}}, tc.cols, 12)
			s.send(pasted(strings.Repeat("a", 30)))
			for line := range strings.Lines(s.view()) {
				if line = strings.TrimRight(line, "\n "); typeset.Width(line) > tc.cols {
					t.Errorf("%d columns: %q is wider", tc.cols, line)
				}
			}
			s.sees(strings.Repeat("•", tc.dots) + " ")
			s.sees(tc.beside)
			s.lacks(strings.Repeat("•", tc.dots+1))
		})
	}
}
