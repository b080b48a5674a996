package ui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// heard takes what the person typed.
func (d *lineDriver) heard(h Heard) tea.Cmd {
	asked := d.asked != ""
	d.asked = "" // the line of the prompt has ended
	switch h.Kind {
	case HeardEnd, HeardGone:
		return d.w.leave()
	case HeardInterrupt:
		d.answered()
		return d.w.interrupt()
	case HeardFault:
		d.w.fail(h.Fault)
		return nil
	case HeardTooLong:
		d.answered()
		d.say(tooLong(h.Hidden))
		return nil
	}
	text := plain(h.Text())
	word := strings.ToLower(strings.TrimSpace(text))
	if d.view.busy {
		return d.whileBusy(word)
	}
	d.answered()
	switch word {
	case "?":
		d.help()
		return nil
	case "b", "\x1b":
		return d.back()
	case "q":
		if d.w.overlay != nil && d.w.shown(leaveID) {
			return d.wrong()
		}
		return d.w.interrupt()
	}
	if d.view.secret() && !h.Hidden && !asked && word != "" {
		d.say("This came before the question, in sight of everybody. It was not used.")
		return nil
	}
	return d.answer(text, word)
}

// answered marks the moment of an answer: what comes next is compared with
// what was said before it.
func (d *lineDriver) answered() {
	d.fresh, d.since = true, Now()
	clear(d.replied)
}

// whileBusy takes only the ways out; nothing typed ahead answers a question
// that was not read.
func (d *lineDriver) whileBusy(word string) tea.Cmd {
	switch word {
	case "b", "\x1b":
		d.answered()
		return d.back()
	case "q":
		d.answered()
		return d.w.interrupt()
	}
	d.say("Still busy. This line was not used.")
	return nil
}

// back goes one step back, or stops what is under way.
func (d *lineDriver) back() tea.Cmd {
	w := d.w
	if w.overlay != nil {
		w.closePanel()
		return nil
	}
	cmd := w.escape()
	if w.notice != "" {
		w.notice = ""
		d.say("This is the first step. Type q to leave.")
	}
	return cmd
}

// wrong says what would be an answer.
func (d *lineDriver) wrong() tea.Cmd {
	d.say(d.view.expected())
	return nil
}

// answer takes an answer to the question that was asked.
func (d *lineDriver) answer(text, word string) tea.Cmd {
	p := &d.view
	for _, a := range p.words {
		if strings.Trim(word, `."'`) == a.word {
			return d.press(a.key)
		}
	}
	if n, err := strconv.Atoi(strings.TrimSuffix(word, ".")); err == nil && n >= 1 && n <= len(p.actions) {
		return d.take(p.actions[n-1])
	}
	for _, a := range p.actions {
		if a.label != "" && strings.EqualFold(word, a.label) {
			return d.take(a)
		}
	}
	switch {
	case p.field != nil && word == "-" && p.held && !p.secret():
		return d.put(*p.field, d.input(), "")
	case p.field != nil && (word != "" || p.usual < 0 || p.secret()):
		return d.typed(text)
	case word == "" && p.usual >= 0:
		return d.take(p.actions[p.usual])
	case word == "" && p.choices != nil:
		return d.submit("", "")
	case word == "":
		return d.press("enter")
	case word == "report" && d.w.opt.Report != nil && d.w.overlay == nil:
		return d.w.openReport()
	case d.w.overlay == nil && d.w.listed(word) && d.w.own(word) && wordOf(word, "", d.w.screen.Keys) == "":
		return d.press(word)
	}
	return d.wrong()
}

// take does what stands behind a number.
func (d *lineDriver) take(a action) tea.Cmd {
	switch {
	case a.toggle:
		return d.toggle(a.choice)
	case a.key != "":
		return d.press(a.key)
	}
	if d.w.overlay != nil {
		return d.w.panelKey("enter")
	}
	d.picked[d.view.choices.ID] = a.choice
	return d.submit("", a.choice)
}

// press tells the step, or the panel, of a key.
func (d *lineDriver) press(key string) tea.Cmd {
	if d.w.overlay != nil {
		return d.w.panelKey(key)
	}
	if key == "enter" && d.view.choices != nil {
		return d.submit("", d.chosen(*d.view.choices))
	}
	return d.w.press(key)
}

// submit is Enter on a field, on choices, or on both.
func (d *lineDriver) submit(text, choice string) tea.Cmd {
	msg := Submitted{Text: func() string { return text }, Choice: choice}
	var moved tea.Cmd
	if c := d.view.choices; c != nil && c.Multi {
		msg.Ticked = d.ticked(*c)
	} else if c != nil && choice != "" {
		moved = d.w.flow.update(Moved{Choice: choice})
	}
	return tea.Batch(moved, d.w.flow.update(msg))
}

// toggle ticks or unticks a choice.
func (d *lineDriver) toggle(value string) tea.Cmd {
	c := *d.view.choices
	values := d.ticked(c)
	if i := slices.Index(values, value); i >= 0 {
		values = slices.Delete(values, i, i+1)
	} else {
		values = append(values, value)
	}
	d.ticks[c.ID] = values
	d.ticks[c.ID] = d.ticked(c) // in the order of the list
	return d.w.flow.update(Ticked{Values: d.ticks[c.ID]})
}

// plain is a typed line without keys that only a screen knows.
func plain(s string) string {
	if strings.TrimSpace(s) == "\x1b" {
		return "\x1b"
	}
	s = strings.NewReplacer(string(pasteBegins), "", string(pasteEnds), "").Replace(s)
	return strings.Map(func(r rune) rune {
		if r == 0x16 {
			return r // ctrl+v, which some terminals send instead of a paste
		}
		return printable(r)
	}, ansi.Strip(s))
}
