package line

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"acp-gitlab/ui"
	"acp-gitlab/ui/typeset"
)

const (
	escape = "\x1b"
	// ctrlV is what some terminals send instead of a paste.
	ctrlV = "\x16"
)

// heard takes what the person typed.
func (d *driver) heard(h Heard) tea.Cmd {
	asked := d.asked != ""
	d.asked = "" // the line of the prompt has ended
	switch h.Kind {
	case HeardEnd, HeardGone:
		return d.shell.Leave()
	case HeardInterrupt:
		d.answered()
		return d.shell.Interrupt()
	case HeardFault:
		d.shell.Fail(h.Fault)
		return nil
	case HeardTooLong:
		d.answered()
		d.say(ui.TooLong(h.Hidden))
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
	case "b", escape:
		return d.back()
	case "q":
		if d.shell.Asking() {
			return d.wrong()
		}
		return d.shell.Interrupt()
	}
	if d.view.secret() && !h.Hidden && !asked && word != "" {
		d.say("That was typed before the question appeared, and it was visible. It was not used.")
		return nil
	}
	return d.answer(text, word)
}

// plain is a typed line without keys that only a screen knows.
func plain(s string) string {
	if strings.TrimSpace(s) == escape {
		return escape
	}
	s = strings.NewReplacer(ui.PasteBegins, "", ui.PasteEnds, "").Replace(s)
	parts := strings.Split(ansi.Strip(s), ctrlV)
	for i, p := range parts {
		parts[i] = typeset.Printable(p)
	}
	return strings.Join(parts, ctrlV)
}

// answered marks the moment of an answer: what comes next is compared with
// what was said before it.
func (d *driver) answered() {
	d.fresh, d.since = true, ui.Now()
	clear(d.replied)
}

// whileBusy takes only the ways out; nothing typed ahead answers a question
// that was not read.
func (d *driver) whileBusy(word string) tea.Cmd {
	switch word {
	case "b", escape:
		d.answered()
		return d.back()
	case "q":
		d.answered()
		return d.shell.Interrupt()
	}
	d.say("Still busy. This line was not used.")
	return nil
}

// back goes one step back, or stops what is under way.
func (d *driver) back() tea.Cmd {
	cmd, ok := d.shell.Back()
	if !ok {
		d.say("This is the first step. Type q to leave.")
	}
	return cmd
}

// wrong says what would be an answer.
func (d *driver) wrong() tea.Cmd {
	d.say(d.view.expected())
	return nil
}

// answer takes an answer to the question that was asked.
func (d *driver) answer(text, word string) tea.Cmd {
	v := &d.view
	for _, a := range v.words {
		if strings.Trim(word, `."'`) == a.word {
			return d.press(a.key)
		}
	}
	if n, err := strconv.Atoi(strings.TrimSuffix(word, ".")); err == nil && n >= 1 && n <= len(v.actions) {
		return d.take(v.actions[n-1])
	}
	if values, ok := v.several(text); ok && values == "" {
		return d.wrong()
	} else if ok {
		return d.takeText(*v.field, values)
	}
	for _, a := range v.actions {
		if a.label != "" && strings.EqualFold(word, a.label) {
			return d.take(a)
		}
	}
	switch {
	case v.field != nil && word == "-" && v.held && !v.secret():
		return d.shell.Replace(*v.field, "")
	case v.field != nil && (word != "" || v.usual < 0 || v.secret()):
		return d.takeText(*v.field, text)
	case word == "" && v.usual >= 0:
		return d.take(v.actions[v.usual])
	case word == "" && v.choices != nil:
		return d.submit("", "")
	case word == "":
		return d.press("enter")
	case d.shell.Overlay():
		return d.wrong()
	case word == "report" && d.shell.OpenReport():
		return nil
	case d.shell.Takes(word) && wordOf(word, "", d.screen.Keys) == "":
		return d.press(word)
	}
	return d.wrong()
}

// several are the values behind several numbers, where a list lets them be named
// together; "" where one of them is none of the list's. ok is false for all other text.
func (v *view) several(text string) (values string, ok bool) {
	numbers := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' })
	if v.choices == nil || v.choices.Several == 0 || v.field == nil || len(numbers) < 2 {
		return "", false
	}
	var all []string
	inList := true
	for _, number := range numbers {
		n, err := strconv.Atoi(strings.TrimSuffix(number, "."))
		if err != nil {
			return "", false
		}
		if n < 1 || n > len(v.actions) {
			inList = false
			continue
		}
		choice := v.actions[n-1].choice
		at := v.choices.Index(choice)
		inList = inList && at >= 0 && at < v.choices.Several
		all = append(all, choice)
	}
	if !inList {
		return "", true
	}
	return strings.Join(all, " "), true
}

// take does what stands behind a number.
func (d *driver) take(a action) tea.Cmd {
	switch {
	case a.toggle:
		return d.toggle(*d.view.choices, a.choice)
	case a.key != "":
		return d.press(a.key)
	case d.shell.Overlay():
		return d.shell.Press("enter")
	}
	d.shell.Choose(*d.view.choices, a.choice)
	return d.submit("", a.choice)
}

// press tells the step, or the overlay, of a key.
func (d *driver) press(key string) tea.Cmd {
	if key == "enter" && d.view.choices != nil && !d.shell.Overlay() {
		return d.submit("", d.shell.Chosen(*d.view.choices))
	}
	return d.shell.Press(key)
}

// submit is Enter on a field, on choices, or on both.
func (d *driver) submit(text, choice string) tea.Cmd {
	var moved tea.Cmd
	if c := d.view.choices; c != nil && !c.Multi && choice != "" {
		moved = d.shell.Move(choice)
	}
	return tea.Batch(moved, d.shell.Submit(text, choice))
}

// toggle ticks or unticks a choice.
func (d *driver) toggle(c ui.Choices, value string) tea.Cmd {
	values := d.shell.Ticked(c)
	if i := slices.Index(values, value); i >= 0 {
		values = slices.Delete(values, i, i+1)
	} else {
		values = append(values, value)
	}
	return d.shell.Tick(c, values)
}

// takeText takes a text for the field. Enter alone leaves what is in it.
func (d *driver) takeText(f ui.Field, text string) tea.Cmd {
	if strings.TrimSpace(text) == "" {
		return d.submitText(d.shell.Text(f))
	}
	if strings.Trim(text, ctrlV+" ") == "" {
		d.say(ui.KeptByTerminal)
		return nil
	}
	again := strings.TrimSpace(text) == d.narrowed && d.narrowed != ""
	cmd := d.shell.Replace(f, strings.ReplaceAll(text, ctrlV, ""))
	value := d.shell.Text(f)
	d.look()
	if f.Secret && value != "" {
		d.receipt(value)
	}
	if _, list := d.screen.Choices(); !again && (list || cmd != nil || len(d.view.waits) > 0) {
		d.narrowed = ""
		d.later = func() tea.Cmd { return d.searched(value) }
		return cmd
	}
	sent := d.submitText(value)
	if f.Secret && sent == nil {
		d.shell.Empty(f) // the step stood still: what was refused is not the default
	}
	return tea.Batch(cmd, sent)
}

// receipt says at once how much came, and what the step makes of it.
func (d *driver) receipt(secret string) {
	f, _ := d.screen.Field()
	var now, kept view
	now.under(f, true)
	kept.under(f, false)
	for _, u := range kept.lines {
		d.replied[u.text] = true
	}
	var parts []string
	for _, u := range now.lines {
		parts = append(parts, u.text)
	}
	line := strings.Join(parts, " ")
	if !strings.HasPrefix(line, "Received ") {
		n := utf8.RuneCountInString(secret)
		line = strings.TrimRight(fmt.Sprintf("Received %d characters. %s", n, line), " ")
	}
	d.say(line)
}

// submitText is Enter on the field.
func (d *driver) submitText(text string) tea.Cmd {
	choice := ""
	if c, ok := d.screen.Choices(); ok {
		choice = d.shell.Chosen(c)
	}
	return d.submit(text, choice)
}

// searched goes on once the list for a typed text has come: the choice that is
// meant literally is taken, a list is read out, and without one the text is
// taken as it stands.
func (d *driver) searched(text string) tea.Cmd {
	c := d.view.choices
	switch {
	case c == nil || len(c.Options) == 0:
		return d.submitText(text)
	case c.Index(text) >= 0:
		d.shell.Choose(*c, text)
		return d.submit("", text)
	}
	d.narrowed = text
	d.say("Several entries match. To use your text as it is, type it again.")
	return nil
}

// help says what can be typed, then the page of this step, then the question
// again.
func (d *driver) help() {
	d.say(
		"Help.",
		"Type the number of a choice, then Enter. Enter alone chooses the usual, safe next step.",
		"Type b to go back; your answers are kept. Type q to leave; it asks first.",
	)
	if d.view.field == nil {
		if d.shell.Options().Report != nil {
			d.say("Type report for a support report; you see it before it is saved or copied.")
		}
		for _, k := range d.screen.Keys {
			if !ofShell(k.Key) && !d.view.named(k.Key) {
				d.say(sentence("Type " + k.Key + " and Enter: " + k.Does))
			}
		}
	}
	if d.screen.Help != "" {
		d.say(Sentences(ui.Page{Markdown: d.screen.Help})...)
	}
	d.forget()
	d.say("Here is the question again.")
}
