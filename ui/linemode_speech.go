package ui

import (
	"fmt"
	"slices"
	"strings"
)

// lineView is a screen as it is said: its lines in their order, and what can be
// answered.
type lineView struct {
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
	// reply lines are said again after every answer that leads to them.
	reply bool
}

// action is one thing that can be chosen.
type action struct {
	key    string // told to the step as [Pressed], "" for a choice
	choice string
	label  string // of a choice
	note   string // what is said behind it
	toggle bool   // of a multiple choice
	does   string // "replace it"
	word   string // for those in speech.words
}

// speechOf makes the speech of a screen.
func (d *lineDriver) speechOf(s Screen) lineView {
	p := lineView{usual: -1, busy: s.Busy, enter: "go on"}
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
		for _, a := range p.actions {
			p.remark(a)
		}
		return p
	}
	for _, a := range p.words {
		p.say("To "+lowered(a.does)+", type the word "+a.word+", then Enter", false)
	}
	return p
}

// alone: a word or Enter, nothing else.
func (p *lineView) alone() bool { return len(p.words) == 1 && len(p.actions) <= 1 }

func (p *lineView) say(text string, numbered bool) {
	if text = sentenceOf(text); text != "" {
		p.lines = append(p.lines, utterance{text: text, numbered: numbered})
	}
}

// read says a block that asks for no answer.
func (p *lineView) read(b Block) {
	var r lineText
	r.block(b)
	for _, l := range r.lines {
		if _, page := b.(prose); page {
			l = strings.ReplaceAll(strings.TrimPrefix(l, "- "), "`", "")
			if strings.Trim(l, "-=.") == "" { // the line under a heading
				continue
			}
		}
		p.lines = append(p.lines, utterance{text: l})
	}
}

// offer numbers an action.
func (p *lineView) offer(a action) {
	p.actions = append(p.actions, a)
	does := a.does
	if a.key != "" { // names of choices stay as they are written
		does = capital(does)
	}
	p.say(fmt.Sprintf("%d. %s", len(p.actions), does), true)
}

// checklist says what is known; what is waited for is said only when it takes
// long.
func (p *lineView) checklist(list Checklist) {
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
func (p *lineView) under(f Field, received bool) {
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
			if n := len(p.lines); n > 0 {
				p.lines[n-1].reply = true
			}
		}
	}
}

func startsWithNumber(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func (p *lineView) problem(b Problem, keys []Key) {
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
	var r lineText
	r.problem(b)
	for _, l := range r.lines[1:] {
		p.lines = append(p.lines, utterance{text: l})
	}
}
