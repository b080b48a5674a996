package steps

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// today is the day of the screens in these tests.
var today = time.Date(2026, 11, 22, 13, 38, 0, 0, time.UTC)

// row is one way through a screen: the state that it begins with, what the
// person does, and what is seen and asked of the shell in the end. There is no
// server: work is not run, and what comes of it is put in by a function.
type row[S ui.Step] struct {
	name  string
	given func(*setup.Env, *setup.State)
	room  ui.Room // 80 by 24 if zero
	// act are what happens, in order: a key ("enter", "o"), typed, pasted, picked,
	// ticked, works, or a func(S) that puts in what has come of work.
	act  []any
	see  []string
	gone []string
	out  tea.Msg // what the shell was asked last; nil is nothing
	left func(*setup.State) bool
}

type (
	typing string   // into the field, in place of what it held
	pasted string   // the same, through the field's cleaning
	picked string   // a value of the list is highlighted
	ticked []string // these and no other values are ticked
	works  struct{} // the work that the screen waits for goes one event on
)

// stage plays a step as the shell does: it sends only keys that the screen
// lists, and watches that Update neither reads nor writes anything.
type stage struct {
	t        *testing.T
	env      *setup.Env
	state    *setup.State
	step     ui.Step
	room     ui.Room
	updating atomic.Bool // inside Enter, Update or Screen
	browser  *fakeBrowser
	net      *fakeNet
	held     bool // commands are kept instead of run
	kept     []tea.Cmd
	awaited  tea.Cmd // what the screen waits for
	stopping bool    // esc was pressed: it begins no work
	out      []tea.Msg

	text   map[string]string // what the fields hold, by ID
	choice map[string]string // what is highlighted in the lists, by ID
	ticks  map[string][]string

	listed  map[string]bool // "screen: key" that was listed
	pressed map[string]bool // and was pressed
}

// rows plays every row, and then wants every key that a screen has listed to have
// been pressed there in one of them.
func rows[S ui.Step](t *testing.T, build func(*setup.Env, *setup.State) S, list ...row[S]) {
	t.Helper()
	listed, pressed := map[string]bool{}, map[string]bool{}
	for _, r := range list {
		t.Run(r.name, func(t *testing.T) {
			onStage(t, r.given, r.room, func(w *setup.Env, s *setup.State) ui.Step { return build(w, s) }, func(st *stage) {
				st.listed, st.pressed = listed, pressed
				st.enter()
				for _, act := range r.act {
					if put, ok := act.(func(S)); ok {
						put(st.step.(S))
						st.note()
						continue
					}
					st.do(act)
				}
				st.want(r.see, r.gone, r.out)
				if r.left != nil && !r.left(st.state) {
					t.Errorf("the state is another one: %+v", st.state.Outcome())
				}
			})
		})
	}
	for key := range listed {
		if !pressed[key] {
			t.Errorf("no row presses %s", key)
		}
	}
}

// onStage calls play with a step in a bubble of virtual time.
func onStage(t *testing.T, given func(*setup.Env, *setup.State), room ui.Room, build func(*setup.Env, *setup.State) ui.Step, play func(*stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		st := &stage{
			t: t, room: room, listed: map[string]bool{}, pressed: map[string]bool{},
			text: map[string]string{}, choice: map[string]string{}, ticks: map[string][]string{},
		}
		if room.Cols == 0 && !room.Lines {
			st.room = ui.Room{Cols: 80, Rows: 20}
		}
		st.browser, st.net = &fakeBrowser{stage: st}, &fakeNet{stage: st}
		stack, err := web.New(web.Options{Transport: st.net, Getenv: func(string) string { return "" }})
		if err != nil {
			t.Fatal(err)
		}
		defer stack.Close()
		st.env = &setup.Env{
			Stack: stack, Now: func() time.Time { return today }, Browser: st.browser,
			Getenv: func(string) string { return "" }, Journal: setup.NewJournal(nil), OtherFlows: true,
		}
		st.state = setup.New(setup.Answers{}, today)
		if given != nil {
			given(st.env, st.state)
		}
		st.step = build(st.env, st.state)
		play(st)
	})
}

func (st *stage) enter() {
	st.run(st.inside(func() tea.Cmd { return st.step.Enter(st.t.Context()) }))
	st.note()
}

// inside calls f as the shell calls a step.
func (st *stage) inside(f func() tea.Cmd) tea.Cmd {
	st.updating.Store(true)
	defer st.updating.Store(false)
	return f()
}

func (st *stage) send(msg tea.Msg) {
	st.run(st.inside(func() tea.Cmd { return st.step.Update(st.t.Context(), msg) }))
}

// run runs what a step has returned, unless the screen says that it is waited
// for: a row puts in what comes of that.
func (st *stage) run(cmd tea.Cmd) {
	switch {
	case cmd == nil:
	case st.held:
		st.kept = append(st.kept, cmd)
	case st.screen().Busy && !st.stopping:
		st.awaited = cmd
	default:
		st.deliver(cmd())
	}
}

func (st *stage) deliver(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case ui.Fill:
		st.text[msg.ID] = msg.Text()
		st.out = append(st.out, msg)
	case ui.Wipe:
		delete(st.text, msg.ID)
		st.out = append(st.out, msg)
	case ui.Next, ui.Back, ui.GoTo, ui.Finish, ui.Copy, ui.Print, ui.LineByLine:
		st.out = append(st.out, msg)
	default:
		if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
			for i := range v.Len() { // a batch, or a sequence
				if cmd, _ := v.Index(i).Interface().(tea.Cmd); cmd != nil {
					st.deliver(cmd())
				}
			}
			return
		}
		st.send(msg)
	}
}

func (st *stage) screen() (screen ui.Screen) {
	st.inside(func() tea.Cmd { screen = st.step.Screen(st.room); return nil })
	return screen
}

// do does what the person does.
func (st *stage) do(act any) {
	st.t.Helper()
	st.out = nil
	defer st.note()
	screen := st.screen()
	field, list := widgets(screen)
	switch act := act.(type) {
	case string:
		st.press(act, screen, field, list)
	case typing:
		st.edit(field, string(act), ui.Edited{})
	case pasted:
		cleaned, notes := string(act), []string(nil)
		if field != nil && field.Clean != nil {
			cleaned, notes = field.Clean(cleaned)
		}
		st.edit(field, cleaned, ui.Edited{Pasted: true, Notes: notes})
	case picked:
		if list == nil || !slices.ContainsFunc(list.Options, func(c ui.Choice) bool { return c.Value == string(act) }) {
			st.t.Fatalf("no choice %q in:\n%s", act, textOf(screen))
		}
		st.choice[list.ID] = string(act)
		st.send(ui.Moved{Choice: string(act)})
	case works:
		st.deliver(st.awaited())
	case ticked:
		st.ticks[list.ID] = act
		st.send(ui.Ticked{Values: act})
	default:
		st.t.Fatalf("what is %T?", act)
	}
}

func (st *stage) edit(field *ui.Field, text string, msg ui.Edited) {
	st.t.Helper()
	if field == nil {
		st.t.Fatalf("no field in:\n%s", textOf(st.screen()))
	}
	st.text[field.ID] = text
	msg.Text = func() string { return text }
	st.send(msg)
}

func (st *stage) press(key string, screen ui.Screen, field *ui.Field, list *ui.Choices) {
	st.t.Helper()
	known := slices.ContainsFunc(screen.Keys, func(k ui.Key) bool { return k.Key == key })
	switch {
	case !known && key == "esc":
		st.out = append(st.out, ui.Back{})
		return
	case !known, screen.Busy && key != "esc", field != nil && len(key) == 1:
		st.t.Fatalf("%q does nothing here:\n%s", key, textOf(screen))
	}
	st.pressed[nameOf(screen)+": "+key] = true
	st.stopping = key == "esc"
	defer func() { st.stopping = false }()
	in := st.submitted(field, list)
	if key != "enter" || field == nil && list == nil {
		st.send(ui.Pressed{Key: key, Choice: in.Choice})
		return
	}
	st.send(in)
}

func (st *stage) submitted(field *ui.Field, list *ui.Choices) ui.Submitted {
	var in ui.Submitted
	text := ""
	if field != nil {
		text = field.Value
		if now, ok := st.text[field.ID]; ok {
			text = now
		}
	}
	in.Text = func() string { return text }
	switch {
	case list == nil:
	case list.Multi:
		in.Ticked = list.Ticked
		if now, ok := st.ticks[list.ID]; ok {
			in.Ticked = now
		}
	default:
		in.Choice = list.Chosen
		if now, ok := st.choice[list.ID]; ok {
			in.Choice = now
		}
	}
	return in
}

// shellKeys are keys that a screen lists and the shell answers itself.
var shellKeys = []string{"ctrl+u", "space", "↑↓"}

// note notes the keys that are listed now, unless the person has left.
func (st *stage) note() {
	if slices.ContainsFunc(st.out, leads) {
		return
	}
	screen := st.screen()
	for _, k := range screen.Keys {
		if !slices.Contains(shellKeys, k.Key) {
			st.listed[nameOf(screen)+": "+k.Key] = true
		}
	}
}

// leads reports whether msg leads away from the step.
func leads(msg tea.Msg) bool {
	switch msg.(type) {
	case ui.Next, ui.Back, ui.GoTo, ui.Finish, ui.LineByLine:
		return true
	}
	return false
}

func (st *stage) want(see, gone []string, out tea.Msg) {
	st.t.Helper()
	text := textOf(st.screen())
	for _, s := range see {
		if !strings.Contains(text, s) {
			st.t.Errorf("no %q in:\n%s", s, text)
		}
	}
	for _, s := range gone {
		if strings.Contains(text, s) {
			st.t.Errorf("%q in:\n%s", s, text)
		}
	}
	var last tea.Msg
	if len(st.out) > 0 {
		last = st.out[len(st.out)-1]
	}
	if got, want := said(last), said(out); got != want {
		st.t.Errorf("the shell was asked for %s, want %s", got, want)
	}
}

// said is a message as a text. What a closure holds counts too; what is copied
// or printed does not.
func said(msg tea.Msg) string {
	switch msg := msg.(type) {
	case ui.Fill:
		return "ui.Fill: " + msg.ID + " with " + msg.Text()
	case ui.Copy, ui.Print:
		return fmt.Sprintf("%T", msg)
	}
	return fmt.Sprintf("%T%+v", msg, msg)
}

func widgets(screen ui.Screen) (field *ui.Field, list *ui.Choices) {
	for _, b := range screen.Blocks {
		switch b := b.(type) {
		case ui.Field:
			field = &b
		case ui.Choices:
			list = &b
		}
	}
	return field, list
}

// nameOf tells a screen from the others of a step: by the code of its problem, or
// by its first sentence. Checks are one screen, whatever their answer says.
func nameOf(screen ui.Screen) string {
	if screen.Paced {
		return "checks"
	}
	for _, b := range screen.Blocks {
		switch b := b.(type) {
		case ui.Problem:
			return b.Code
		case ui.Page:
			return "a page"
		case ui.Success:
			return "success"
		case ui.Text:
			switch {
			case b.State != "":
				return "an answer"
			case !b.Reply:
				return b.S
			}
		}
	}
	return "?"
}

// textOf is all that stands on a screen, a line for each block and key.
func textOf(screen ui.Screen) string {
	var b strings.Builder
	for _, block := range screen.Blocks {
		fmt.Fprintf(&b, "%+v\n", block)
	}
	for _, k := range screen.Keys {
		fmt.Fprintf(&b, "[%s] %s\n", k.Key, k.Does)
	}
	return b.String()
}
