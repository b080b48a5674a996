package ui

import (
	"reflect"

	"github.com/charmbracelet/bubbletea"
)

// delivery is what a command has brought: a message, or that it has ended.
type delivery struct {
	msg   tea.Msg
	ended bool
}

// run starts a command. Its messages come in through d.messages.
func (d *lineDriver) run(cmd tea.Cmd) {
	cmd = guard(d.w.flow.visit, cmd)
	if cmd == nil {
		return
	}
	d.running++
	beside(func() {
		d.bring(cmd())
		d.deliver(delivery{ended: true})
	}, func(f *Fault) { d.deliver(delivery{msg: f}) })
}

// bring hands over what a command returned; a sequence is run in its order.
func (d *lineDriver) bring(msg tea.Msg) {
	if msg == nil {
		return
	}
	// The type of tea.Sequence's message is not exported.
	if _, batch := msg.(tea.BatchMsg); !batch {
		cmds := reflect.TypeFor[[]tea.Cmd]()
		if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.CanConvert(cmds) {
			seq, _ := v.Convert(cmds).Interface().([]tea.Cmd)
			for _, cmd := range seq {
				if cmd != nil {
					d.bring(cmd())
				}
			}
			return
		}
	}
	d.deliver(delivery{msg: msg})
}

func (d *lineDriver) deliver(m delivery) {
	select {
	case d.messages <- m:
	case <-d.gone:
	}
}

// took handles what a command brought.
func (d *lineDriver) took(m delivery) tea.Cmd {
	d.moved = Now()
	if m.ended {
		d.running--
		return nil
	}
	switch msg := m.msg.(type) {
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.run(cmd)
		}
		return nil
	case Copy:
		d.copied(msg.Text)
		return nil
	case Print:
		d.say(nonempty(msg.Lines)...)
		return nil
	case tea.QuitMsg, tea.KeyMsg:
		return nil
	}
	return d.w.handle(m.msg)
}

// copied says a text that would go to the clipboard, unless the screen has just
// said it: terminals take it only with signs that must not be read out.
func (d *lineDriver) copied(text string) {
	if said := sentenceOf(text); said == "" || d.said[said] {
		return
	}
	d.say("The text to copy is on the next line.")
	d.say(text)
}

func nonempty(lines []string) []string {
	var out []string
	for _, l := range lines {
		if l != "" {
			out = append(out, l)
		}
	}
	return out
}
