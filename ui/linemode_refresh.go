package ui

import (
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// settling is how long work that shows nothing may hold a prompt back: what it
// brings would change the question while it is being read.
const settling = time.Second

// moment is how long a new screen may be gone again at once.
const moment = 30 * time.Millisecond

// pausing is how long nothing must have come from such work.
const pausing = 100 * time.Millisecond

// refresh looks at the screen anew, says what has come, and asks where an
// answer is wanted.
func (d *dialogue) refresh() {
	w := d.w
	w.screen = d.screen()
	if f, ok := fieldOf(w.screen); ok && w.inputs[f.ID] == nil {
		w.inputs[f.ID] = newInput(f)
	}
	before := d.speech
	d.speech = d.speechOf(w.screen)
	if in := d.input(); in != nil {
		d.speech.held = !in.empty()
		if !d.speech.secret() {
			d.speech.value = in.value()
		}
	}
	d.header()
	if d.later != nil {
		d.goOn()
		return
	}
	if d.onTheWay() {
		return
	}
	d.tell()
	if d.rests() && (d.asked == "" || !d.speech.sameAnswers(before)) {
		d.endPrompt()
		d.asked = d.speech.prompt()
		d.con.Ask(d.asked, d.speech.secret())
	}
}

// onTheWay reports whether the screen has just come and may be gone again at
// once: a step that goes on has changed before the shell hears of it.
func (d *dialogue) onTheWay() bool {
	return d.fresh && d.running > 0 && d.w.panel == nil && d.speech.head() != d.head && Now().Sub(d.since) < moment
}

// goOn does what a typed text waited with, once there is rest. Nothing is said
// before: what the list has become may not matter.
func (d *dialogue) goOn() {
	if d.rests() {
		later := d.later
		d.later = nil
		d.do(later)
	}
}

// screen is the panel's or the step's.
func (d *dialogue) screen() Screen {
	w := d.w
	if w.panel == nil {
		return w.flow.step().Screen(spokenRoom)
	}
	s := w.panel.screen()
	s.Keys = slices.DeleteFunc(slices.Clone(s.Keys), func(k Key) bool { return k.Key == "c" || k.Key == "↑↓" })
	return s
}

// header says which step begins.
func (d *dialogue) header() {
	w := d.w
	if d.visit == w.flow.visit {
		return
	}
	d.visit, d.narrowed, d.later = w.flow.visit, "", nil
	d.forget()
	d.say(d.place())
}

// forget makes everything on the screen be said again.
func (d *dialogue) forget() {
	clear(d.said)
	d.fresh = false
}

// place is where the flow stands: "Step 2 of 8. Token page.", for example.
func (d *dialogue) place() string {
	_, _, title := d.w.Step()
	parts := []string{strings.ReplaceAll(d.w.counter(), " · ", ", "), title}
	if d.w.screen.Quiet {
		parts = parts[1:]
	}
	if d.w.opt.Demo {
		parts = append([]string{"DEMO"}, parts...)
	}
	for i := range parts {
		parts[i] = sentenceOf(capital(parts[i]))
	}
	return strings.Join(parts, " ")
}

// tell says the lines that are new: on the first screen after an answer
// compared with the screen before it, if the two begin alike, and from then on
// with everything said since.
func (d *dialogue) tell() {
	now := d.speech
	if d.fresh {
		d.fresh = false
		old := d.said
		d.said = map[string]bool{}
		if now.head() == d.head {
			for _, u := range now.lines {
				d.said[u.text] = old[u.text]
			}
		}
	}
	d.head = now.head()
	numbers := false
	for _, u := range now.lines {
		numbers = numbers || u.numbered && !d.said[u.text]
	}
	rests := d.rests()
	for _, u := range now.lines {
		if u.numbered && !rests {
			return // what can be answered is said when it is asked
		}
		if d.said[u.text] && (!u.numbered || !numbers) {
			continue
		}
		d.said[u.text] = true
		d.say(u.text)
	}
}

// head is what a screen begins with.
func (p *speech) head() string {
	if len(p.lines) == 0 {
		return ""
	}
	return p.lines[0].text
}

func (p *speech) sameAnswers(q speech) bool {
	return slices.Equal(p.actions, q.actions) && slices.Equal(p.words, q.words) && p.prompt() == q.prompt() && p.secret() == q.secret()
}

func (p *speech) secret() bool { return p.field != nil && p.field.Secret }

// rests reports whether an answer is wanted now.
func (d *dialogue) rests() bool {
	switch {
	case d.speech.busy:
		return false
	case d.w.panel != nil, d.running == 0:
		return true
	case len(d.speech.waits) > 0:
		return false
	}
	return !Now().Before(d.settled())
}

// settled is when work that shows nothing is no longer waited for.
func (d *dialogue) settled() time.Time {
	at := d.since.Add(settling)
	if paused := d.moved.Add(pausing); paused.After(at) {
		return paused
	}
	return at
}

// input is the text of the field on the screen, nil without one.
func (d *dialogue) input() *input {
	_, in := d.w.fieldShown()
	return in
}

// chosen is the choice that Enter takes: what was chosen last, else the step's.
func (d *dialogue) chosen(c Choices) string {
	if v, ok := d.picked[c.ID]; ok && c.find(v) >= 0 {
		return v
	}
	if k := d.w.pickers[c.ID]; k != nil && k.form != nil && c.find(k.hovered()) >= 0 {
		return k.hovered()
	}
	if (c.Chosen == "" || c.find(c.Chosen) < 0) && len(c.Options) > 0 {
		return c.Options[0].Value
	}
	return c.Chosen
}

// ticked are the ticked choices, in the order of the list.
func (d *dialogue) ticked(c Choices) []string {
	values, ok := d.ticks[c.ID]
	if k := d.w.pickers[c.ID]; !ok && k != nil && k.form != nil {
		values, ok = k.ticked(), true
	}
	if !ok {
		values = c.Ticked
	}
	var out []string
	for _, o := range c.Options {
		if slices.Contains(values, o.Value) {
			out = append(out, o.Value)
		}
	}
	return out
}

// rung is the alarm of a long wait, or of work that shows nothing.
func (d *dialogue) rung() tea.Cmd {
	d.stillWaiting(Now())
	return nil
}
