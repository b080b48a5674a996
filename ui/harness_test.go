package ui_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
	"acp-gitlab/ui/uitest"
)

// env is an environment of its own.
func env(kv ...string) func(string) string {
	m := map[string]string{"TERM": "xterm-256color", "LANG": "en_US.UTF-8"}
	for i := 0; i < len(kv); i += 2 {
		m[kv[i]] = kv[i+1]
	}
	return func(name string) string { return m[name] }
}

// session is a wizard in a real program, each of whose steps can be awaited
// exactly. Run it inside synctest.
type session struct {
	t      *testing.T
	shell  *ui.Shell
	w      *ui.Wizard
	p      *tea.Program
	cancel context.CancelFunc
	done   chan struct{}
	seen   []tea.Msg // read it when the program rests
}

// probe is answered on the Update goroutine, so that a test may look at any
// time.
type probe struct{ look func() }

// watched lets a test look into the program.
type watched struct {
	*ui.Wizard
	s *session
}

func (v watched) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if p, ok := msg.(probe); ok {
		p.look()
		return v, nil
	}
	v.s.seen = append(v.s.seen, msg)
	_, cmd := v.Wizard.Update(msg)
	return v, cmd
}

func start(t *testing.T, opt ui.Options, cols, rows int) *session {
	t.Helper()
	if opt.Steps == nil {
		opt.Steps = uitest.Tour()
	}
	if opt.Getenv == nil {
		opt.Getenv = env("NO_COLOR", "1")
	}
	ctx, cancel := context.WithCancel(t.Context())
	s := &session{t: t, cancel: cancel, done: make(chan struct{})}
	s.shell = ui.New(ctx, opt)
	s.w = ui.NewWizard(s.shell)
	s.p = tea.NewProgram(watched{s.w, s}, tea.WithContext(ctx), tea.WithInput(nil), tea.WithOutput(new(bytes.Buffer)), tea.WithoutSignalHandler())
	go func() {
		defer close(s.done)
		_, _ = s.p.Run()
	}()
	t.Cleanup(func() {
		cancel()
		<-s.done
		time.Sleep(time.Minute) // virtual: lets ticks run out
	})
	s.send(tea.WindowSizeMsg{Width: cols, Height: rows})
	return s
}

func (s *session) send(msgs ...tea.Msg) {
	for _, m := range msgs {
		s.p.Send(m)
		synctest.Wait()
	}
}

// keys presses keys by their names.
func (s *session) keys(names ...string) {
	for _, n := range names {
		s.send(press(n))
	}
}

// ticks counts the ticks that have come.
func (s *session) ticks() int {
	n := 0
	for _, m := range s.seen {
		if fmt.Sprintf("%T", m) == "ui.tickMsg" {
			n++
		}
	}
	return n
}

func (s *session) after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (s *session) view() string {
	out := ""
	look := make(chan struct{})
	s.p.Send(probe{func() { out = s.w.View(); close(look) }})
	select {
	case <-look:
	case <-s.done:
		out = s.w.View()
	}
	return out
}

func (s *session) sees(text string) {
	s.t.Helper()
	if v := s.view(); !strings.Contains(v, text) {
		s.t.Fatalf("no %q in\n%s", text, v)
	}
}

func (s *session) lacks(text string) {
	s.t.Helper()
	if v := s.view(); strings.Contains(v, text) {
		s.t.Fatalf("%q in\n%s", text, v)
	}
}

func (s *session) ended() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// press is the message of a key.
func press(name string) tea.KeyMsg {
	types := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "esc": tea.KeyEsc, "up": tea.KeyUp, "down": tea.KeyDown, "tab": tea.KeyTab,
		"ctrl+c": tea.KeyCtrlC, "ctrl+u": tea.KeyCtrlU, "ctrl+v": tea.KeyCtrlV, "ctrl+r": tea.KeyCtrlR, "f1": tea.KeyF1,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd, "left": tea.KeyLeft,
		"backspace": tea.KeyBackspace,
	}
	if name == "space" {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	if rest, ok := strings.CutPrefix(name, "alt+"); ok {
		m := press(rest)
		m.Alt = true
		return m
	}
	if t, ok := types[name]; ok {
		return tea.KeyMsg{Type: t}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// pasted is a bracketed paste.
func pasted(s string) tea.KeyMsg {
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s), Paste: true}
}

// playing runs a test in virtual time.
func playing(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

// atStep is how a screen of the tour says where it stands.
func atStep(n int) string { return fmt.Sprintf("step %d of %d", n, len(uitest.Tour())) }
