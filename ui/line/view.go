package line

import (
	"fmt"
	"slices"
	"strings"

	"acp-gitlab/ui"
)

// view is a screen as it is said: its lines in their order, and what can be
// answered.
type view struct {
	lines   []utterance
	actions []action  // by number, from 1
	words   []action  // done by typing a word, never by a number or Enter
	waits   []ui.Line // what is waited for
	field   *ui.Field
	choices *ui.Choices
	usual   int    // the action that Enter alone takes, -1 without one
	enter   string // what Enter does where no action says so
	once    string // what the person has done elsewhere before: see [ui.Key]
	busy    bool
	held    bool   // the field holds a text already
	value   string // that text, unless it is a secret
}

// utterance is one line. Numbered lines are heard together or not at all.
type utterance struct {
	text     string
	numbered bool
	// reply lines are said again after every answer that leads to them.
	reply bool
}

// action is one thing that can be chosen.
type action struct {
	key    string // told to the step as [ui.Pressed], "" for a choice
	choice string
	label  string // of a choice
	note   string // what is said behind it
	toggle bool   // of a multiple choice
	does   string // "replace it"
	word   string // of those in words
}

// viewOf makes the view of a screen.
func (d *driver) viewOf(s ui.Screen) view {
	v := view{usual: -1, busy: s.Busy, enter: "continue"}
	if f, ok := s.Field(); ok {
		v.field = &f
	}
	for _, b := range s.Blocks {
		switch b := b.(type) {
		case ui.Problem:
			v.problem(b, s.Keys)
		case ui.Choices:
			d.choices(&v, b, s.Keys)
		case ui.Checklist:
			v.checklist(b)
		case ui.Field:
			v.under(b, false)
		case ui.Text:
			if !b.Drawn {
				v.read(b)
			}
		default:
			v.read(b)
		}
	}
	v.keys(s.Keys)
	if v.alone() { // the prompt says both
		v.lines = slices.DeleteFunc(v.lines, func(u utterance) bool { return u.numbered })
		for _, a := range v.actions {
			v.remark(a)
		}
		return v
	}
	for _, a := range v.words {
		v.say("To "+lowered(a.does)+", type the word "+a.word+", then Enter", false)
	}
	return v
}

// alone: a word or Enter, nothing else.
func (v *view) alone() bool { return len(v.words) == 1 && len(v.actions) <= 1 }

func (v *view) say(text string, numbered bool) {
	if text = sentence(text); text != "" {
		v.lines = append(v.lines, utterance{text: text, numbered: numbered})
	}
}

// read says a block that asks for no answer.
func (v *view) read(b ui.Block) {
	for _, l := range Sentences(b) {
		v.lines = append(v.lines, utterance{text: l})
	}
}

// offer numbers an action.
func (v *view) offer(a action) {
	v.actions = append(v.actions, a)
	does := a.does
	if a.key != "" { // names of choices stay as they are written
		does = capital(does)
	}
	v.say(fmt.Sprintf("%d. %s", len(v.actions), does), true)
}

// checklist says what is known; what is waited for is said only when it takes
// long.
func (v *view) checklist(list ui.Checklist) {
	for _, l := range list {
		if l.State == ui.Wait {
			v.waits = append(v.waits, l)
			continue
		}
		v.read(ui.Checklist{l})
	}
}

// under says what stands under the field. For a secret that has just come it
// begins with how much was received.
func (v *view) under(f ui.Field, received bool) {
	lines := f.Below
	if f.Beside != "" {
		lines = append([]string{f.Beside}, lines...)
	}
	for _, l := range lines {
		for part := range strings.SplitSeq(l, " · ") {
			if received && f.Secret && startsWithNumber(part) {
				part, received = "received "+part, false
			}
			v.say(capital(part), false)
			if n := len(v.lines); n > 0 {
				v.lines[n-1].reply = true
			}
		}
	}
}

func startsWithNumber(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func (v *view) problem(b ui.Problem, keys []ui.Key) {
	v.say(capital(string(b.State))+". "+b.Title, false)
	for _, a := range b.Acts {
		act := action{key: a.Key, does: a.Does}
		if word := wordOf(a.Key, a.Does, keys); word != "" {
			act.word = word
			v.words = append(v.words, act)
			continue
		}
		if a.Key == "enter" {
			v.usual = len(v.actions)
		}
		v.offer(act)
	}
	b.Acts, b.Title = nil, ""
	for _, l := range Sentences(b)[1:] { // behind the title
		v.lines = append(v.lines, utterance{text: l})
	}
}

// head is what a screen begins with.
func (v *view) head() string {
	if len(v.lines) == 0 {
		return ""
	}
	return v.lines[0].text
}

func (v *view) sameAnswers(q view) bool {
	return slices.Equal(v.actions, q.actions) && slices.Equal(v.words, q.words) && v.prompt() == q.prompt() && v.secret() == q.secret()
}

func (v *view) secret() bool { return v.field != nil && v.field.Secret }

// choices numbers what can be chosen. A choice whose key must not be pressed by
// mistake has that key's word and no number.
func (d *driver) choices(v *view, c ui.Choices, keys []ui.Key) {
	v.choices = &c
	chosen := d.shell.Chosen(c)
	for _, o := range c.Options {
		a := action{choice: o.Value, label: o.Label, note: o.Note, toggle: c.Multi, does: o.Label}
		if a.word = wordOf(o.Key, "", keys); a.word != "" {
			a.key = o.Key
			v.words = append(v.words, a)
			v.remark(a)
			continue
		}
		if o.Value == chosen && v.usual < 0 && !c.Multi {
			v.usual = len(v.actions)
		}
		if o.Note != "" {
			a.does += ", " + o.Note
		}
		v.offer(a)
	}
	if c.Multi {
		v.say("Selected: "+listed(d.shell.Ticked(c), c), false)
	} else if v.usual < 0 && len(v.actions) > 0 {
		v.usual = 0
	}
}

// remark says what stands behind a choice that gets no number.
func (v *view) remark(a action) {
	if a.note != "" {
		v.say(capital(strings.TrimSuffix(a.does, ", "+a.note))+": "+a.note, false)
	}
}

// listed names the ticked choices.
func listed(values []string, c ui.Choices) string {
	var names []string
	for _, o := range c.Options {
		if slices.Contains(values, o.Value) {
			names = append(names, o.Label)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// keys numbers the keys that nothing on the screen has named yet. Those of the
// shell, and of the widgets, have words of their own.
func (v *view) keys(keys []ui.Key) {
	v.enterKey(keys)
	for _, k := range keys {
		if untold(k) || v.named(k.Key) || ofShell(k.Key) || v.field != nil && len(k.Key) == 1 {
			continue
		}
		a := action{key: k.Key, does: k.Does, word: wordOf(k.Key, k.Does, keys)}
		if a.word != "" {
			v.words = append(v.words, a)
			continue
		}
		v.offer(a)
	}
}

// enterKey gives Enter its words, and a number where it is one of several.
func (v *view) enterKey(keys []ui.Key) {
	others := 0
	for _, k := range keys {
		if k.Key == "enter" && k.Does != "" {
			v.enter, v.once = k.Does, k.Once
		}
		if !untold(k) && k.Key != "enter" && !ofShell(k.Key) && wordOf(k.Key, k.Does, keys) == "" && !v.named(k.Key) {
			others++
		}
	}
	if others > 0 && v.choices == nil && v.field == nil && !v.named("enter") && lists(keys, "enter") {
		v.usual = len(v.actions)
		v.offer(action{key: "enter", does: v.enter})
	}
}

// wordOf is the word that stands for a key which must not be pressed by
// mistake: the key's own, for `y` the first one of what it does.
func wordOf(key, does string, keys []ui.Key) string {
	for _, k := range keys {
		if k.Key == key && k.Word != "" {
			return k.Word
		}
		if k.Key == key && k.Does != "" {
			does = k.Does
		}
	}
	if key != "y" {
		return ""
	}
	word, _, _ := strings.Cut(strings.ToLower(does), " ")
	return strings.Trim(word, ".,:;")
}

// untold keys work, and stand in the help only.
func untold(k ui.Key) bool { return k.Hidden || k.Again }

func lists(keys []ui.Key, name string) bool {
	return slices.ContainsFunc(keys, func(k ui.Key) bool { return k.Key == name })
}

func (v *view) named(key string) bool {
	is := func(a action) bool { return a.key == key }
	if slices.ContainsFunc(v.actions, is) || slices.ContainsFunc(v.words, is) {
		return true
	}
	return v.choices != nil && slices.ContainsFunc(v.choices.Options, func(o ui.Choice) bool { return o.Key == key })
}

// ofShell reports whether a key is the shell's own, or only moves.
func ofShell(key string) bool {
	switch key {
	case "enter", "esc", "?", "f1", "ctrl+c", "ctrl+r", "ctrl+u", "ctrl+z", "space", "up", "down", "↑↓", "pgup", "pgdown", "home", "end":
		return true
	}
	return false
}
