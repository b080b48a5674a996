package ui

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbletea"
)

// typed takes a text for the field. Enter alone leaves what is in it.
func (d *lineDriver) typed(text string) tea.Cmd {
	f, in := d.w.fieldShown()
	if strings.TrimSpace(text) == "" {
		return d.submitText(in.value())
	}
	if strings.Trim(text, "\x16 ") == "" {
		d.say(keptByTerminal)
		return nil
	}
	again := strings.TrimSpace(text) == d.narrowed && d.narrowed != ""
	cmd := d.put(f, in, strings.ReplaceAll(text, "\x16", ""))
	if f.Secret && !in.empty() {
		d.receipt(in)
	}
	value := in.value()
	d.w.screen = d.screen()
	if _, list := choicesOf(d.w.screen); !again && (list || cmd != nil || len(d.view.waits) > 0) {
		d.narrowed = ""
		d.later = func() tea.Cmd { return d.searched(value) }
		return cmd
	}
	sent := d.submitText(value)
	if f.Secret && sent == nil {
		in.set("") // the step stood still: what was refused is not the default
	}
	return tea.Batch(cmd, sent)
}

// put replaces the text of the field, cleaned as a paste is.
func (d *lineDriver) put(f Field, in *input, text string) tea.Cmd {
	in.set("")
	notes := in.paste(text, f.Clean)
	return d.w.edited(in, true, notes)
}

// receipt says at once how much came, and what the step makes of it.
func (d *lineDriver) receipt(in *input) {
	f, _ := fieldOf(d.screen())
	var now, kept lineView
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
		n := utf8.RuneCountInString(in.value())
		line = strings.TrimRight(fmt.Sprintf("Received %d characters. %s", n, line), " ")
	}
	d.say(line)
}

// submitText is Enter on the field.
func (d *lineDriver) submitText(text string) tea.Cmd {
	choice := ""
	if c, ok := choicesOf(d.w.screen); ok {
		choice = d.chosen(c)
	}
	return d.submit(text, choice)
}

// searched goes on once the list for a typed text has come: the choice that is
// meant literally is taken, a list is read out, and without one the text is
// taken as it stands.
func (d *lineDriver) searched(text string) tea.Cmd {
	c := d.view.choices
	switch {
	case c == nil || len(c.Options) == 0:
		return d.submitText(text)
	case c.find(text) >= 0:
		d.picked[c.ID] = text
		return d.submit("", text)
	}
	d.narrowed = text
	d.say("These fit. Type the same again to have it looked at as it stands.")
	return nil
}
