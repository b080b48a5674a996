package ui

import (
	"fmt"
	"slices"
	"strings"
)

// speech is a screen as it is said: its lines in their order, and what can be
// answered.
type speech struct {
	lines   []utterance
	actions []action // by number, from 1
	words   []action // done by typing a word, never by a number or Enter
	waits   []Line   // what is waited for
	field   *Field
	choices *Choices
	usual   int    // the action that Enter alone takes, -1 without one
	enter   string // what Enter does where no action says so
	busy    bool
	held    bool   // the field holds a text already
	value   string // that text, unless it is a secret
}

// utterance is one line. Numbered lines are heard together or not at all.
type utterance struct {
	text     string
	numbered bool
}

// action is one thing that can be chosen.
type action struct {
	key    string // told to the step as [Pressed], "" for a choice
	choice string
	label  string // of a choice
	toggle bool   // of a multiple choice
	does   string // "replace it"
	word   string // for those in speech.words
}

// speechOf makes the speech of a screen.
func (d *dialogue) speechOf(s Screen) speech {
	p := speech{usual: -1, busy: s.Busy, enter: "go on"}
	if f, ok := fieldOf(s); ok {
		p.field = &f
	}
	for _, b := range s.Blocks {
		switch b := b.(type) {
		case Problem:
			p.problem(b, s.Keys)
		case Choices:
			d.choices(&p, b, s.Keys)
		case Checklist:
			p.checklist(b)
		case Field:
			p.under(b, false)
		case Text:
			if !b.Drawn {
				p.read(b)
			}
		default:
			p.read(b)
		}
	}
	p.keys(s.Keys)
	if p.alone() { // the prompt says both
		p.lines = slices.DeleteFunc(p.lines, func(u utterance) bool { return u.numbered })
		return p
	}
	for _, a := range p.words {
		p.say("To "+lowered(a.does)+", type the word "+a.word+", then Enter", false)
	}
	return p
}

// alone: a word or Enter, nothing else.
func (p *speech) alone() bool { return len(p.words) == 1 && len(p.actions) <= 1 }

func (p *speech) say(text string, numbered bool) {
	if text = sentenceOf(text); text != "" {
		p.lines = append(p.lines, utterance{text, numbered})
	}
}

// read says a block that asks for no answer.
func (p *speech) read(b Block) {
	var r reading
	r.block(b)
	for _, l := range r.lines {
		if _, page := b.(prose); page {
			l = strings.ReplaceAll(strings.TrimPrefix(l, "- "), "`", "")
			if strings.Trim(l, "-=.") == "" { // the line under a heading
				continue
			}
		}
		p.lines = append(p.lines, utterance{l, false})
	}
}

// offer numbers an action.
func (p *speech) offer(a action) {
	p.actions = append(p.actions, a)
	does := a.does
	if a.key != "" { // names of choices stay as they are written
		does = capital(does)
	}
	p.say(fmt.Sprintf("%d. %s", len(p.actions), does), true)
}

// checklist says what is known; what is waited for is said only when it takes
// long.
func (p *speech) checklist(list Checklist) {
	for _, l := range list {
		if l.State == Wait {
			p.waits = append(p.waits, l)
			continue
		}
		p.read(Checklist{l})
	}
}

// under says what stands under the field. For a secret that has just come it
// begins with how much was received.
func (p *speech) under(f Field, received bool) {
	lines := f.Below
	if f.Beside != "" {
		lines = append([]string{f.Beside}, lines...)
	}
	for _, l := range lines {
		for part := range strings.SplitSeq(l, " · ") {
			if received && f.Secret && startsWithNumber(part) {
				part, received = "received "+part, false
			}
			p.say(capital(part), false)
		}
	}
}

func startsWithNumber(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func (p *speech) problem(b Problem, keys []Key) {
	p.say(capital(string(b.State))+". "+b.Title, false)
	for _, a := range b.Acts {
		act := action{key: a.Key, does: a.Does}
		if word := wordOf(a.Key, a.Does, keys); word != "" {
			act.word = word
			p.words = append(p.words, act)
			continue
		}
		if a.Key == "enter" {
			p.usual = len(p.actions)
		}
		p.offer(act)
	}
	b.Acts, b.Title = nil, ""
	var r reading
	r.problem(b)
	for _, l := range r.lines[1:] {
		p.lines = append(p.lines, utterance{l, false})
	}
}

// choices numbers what can be chosen. A choice that has a key of its own in its
// label, as in "Replace it (y)", is that key's.
func (d *dialogue) choices(p *speech, c Choices, keys []Key) {
	p.choices = &c
	chosen := d.chosen(c)
	for _, o := range c.Options {
		a := action{choice: o.Value, label: o.Label, toggle: c.Multi, does: o.Label}
		for _, k := range keys {
			if bare, ok := strings.CutSuffix(o.Label, " ("+k.Key+")"); ok {
				a.does = bare
				if a.word = wordOf(k.Key, k.Does, keys); a.word != "" {
					a.key = k.Key
				}
			}
		}
		if a.word != "" {
			p.words = append(p.words, a)
			continue
		}
		if o.Value == chosen && p.usual < 0 && !c.Multi {
			p.usual = len(p.actions)
		}
		if o.Note != "" {
			a.does += ", " + o.Note
		}
		p.offer(a)
	}
	if c.Multi {
		p.say("Ticked: "+listed(d.ticked(c), c), false)
	} else if p.usual < 0 && len(p.actions) > 0 {
		p.usual = 0
	}
}

// listed names the ticked choices.
func listed(values []string, c Choices) string {
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

// wordOf is the word that stands for a key which must not be pressed by
// mistake: the key's own, for `y` the first one of what it does.
func wordOf(key, does string, keys []Key) string {
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

// keys numbers the keys that nothing on the screen has named yet. Those of the
// shell, and of the widgets, have words of their own.
func (p *speech) keys(keys []Key) {
	p.enterKey(keys)
	for _, k := range keys {
		if p.untold(k, keys) || p.named(k.Key) || ofShell(k.Key) || p.field != nil && len(k.Key) == 1 {
			continue
		}
		a := action{key: k.Key, does: k.Does, word: wordOf(k.Key, k.Does, keys)}
		if a.word != "" {
			p.words = append(p.words, a)
			continue
		}
		p.offer(a)
	}
}

// enterKey gives Enter its words, and a number where it is one of several.
func (p *speech) enterKey(keys []Key) {
	others := 0
	for _, k := range keys {
		if k.Key == "enter" && k.Does != "" && k.Does != "next" {
			p.enter = k.Does
		}
		if !p.untold(k, keys) && k.Key != "enter" && !ofShell(k.Key) && wordOf(k.Key, k.Does, keys) == "" && !p.named(k.Key) {
			others++
		}
	}
	if others > 0 && p.choices == nil && p.field == nil && !p.named("enter") && hasKey(keys, "enter") {
		p.usual = len(p.actions)
		p.offer(action{key: "enter", does: p.enter})
	}
}

// untold keys work, and stand in the help only: hidden ones, and doing the same
// again where there is nothing more to find out.
func (p *speech) untold(k Key, keys []Key) bool {
	if k.Hidden || k.Key != "r" {
		return k.Hidden
	}
	return slices.ContainsFunc(keys, func(e Key) bool {
		return e.Key == "enter" && (e.Does == "next" || strings.HasSuffix(e.Does, "again"))
	})
}

func (p *speech) named(key string) bool {
	is := func(a action) bool { return a.key == key }
	if slices.ContainsFunc(p.actions, is) || slices.ContainsFunc(p.words, is) {
		return true
	}
	// A choice such as "Use it (u)" is its key.
	return p.choices != nil && slices.ContainsFunc(p.choices.Options, func(o Choice) bool { return strings.HasSuffix(o.Label, " ("+key+")") })
}

// ofShell reports whether a key is the shell's own, or only moves.
func ofShell(key string) bool {
	switch key {
	case "enter", "esc", "?", "f1", "ctrl+c", "ctrl+r", "ctrl+u", "ctrl+z", "space", "up", "down", "↑↓", "pgup", "pgdown", "home", "end":
		return true
	}
	return false
}

func lowered(s string) string {
	if s == "" {
		return s
	}
	if word, _, _ := strings.Cut(s, " "); strings.ToUpper(word) == word && len(word) > 1 {
		return s // ACP, URL
	}
	if strings.HasPrefix(s, "I ") {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
