package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"
)

// picker is a list of choices: a huh form with one field, which only moves and
// ticks. Enter is the shell's, so the form never completes. It is made anew
// when the choices or the room change, and keeps what was chosen.
type picker struct {
	drawn   Choices
	cols    int
	options []string // as drawn, one or more lines each

	form   *huh.Form
	one    *huh.Select[string]
	many   *huh.MultiSelect[string]
	chosen string
	ticked []string
}

func newPicker(c Choices) *picker {
	return &picker{chosen: c.Chosen, ticked: slices.Clone(c.Ticked)}
}

// fit makes the form for these choices in cols columns.
func (k *picker) fit(c Choices, p *pen) {
	if k.form != nil && k.cols == p.cols && slices.Equal(k.drawn.Options, c.Options) {
		return
	}
	k.drawn, k.cols, k.form = c, p.cols, nil
	k.options = p.options(c)
	if len(c.Options) == 0 {
		return
	}
	at := max(0, slices.IndexFunc(c.Options, func(o Choice) bool { return o.Value == k.chosen }))
	list := make([]huh.Option[string], len(c.Options))
	lines := 0
	for i, o := range c.Options {
		list[i] = huh.NewOption(k.options[i], o.Value)
		lines += lipgloss.Height(k.options[i])
	}
	k.form = k.build(list, p).WithWidth(p.cols).WithHeight(lines)
	k.form.Init() // it focuses the field; its commands ask for the window's size
	if c.Multi {
		k.moveTo(at)
	}
	k.chosen = k.hovered()
}

func (k *picker) build(list []huh.Option[string], p *pen) *huh.Form {
	var field huh.Field
	theme := p.formTheme()
	if k.drawn.Multi {
		k.many = huh.NewMultiSelect[string]().Options(list...).Filterable(false).Value(&k.ticked)
		field = k.many.WithTheme(theme).WithWidth(p.cols)
	} else {
		k.one = huh.NewSelect[string]().Options(list...).Value(&k.chosen)
		field = k.one.WithTheme(theme).WithWidth(p.cols)
	}
	return huh.NewForm(huh.NewGroup(field)).WithTheme(theme).WithKeyMap(formKeys()).
		WithShowHelp(false).WithShowErrors(false)
}

// moveTo highlights option i of a multiple choice, which has no setter for it.
func (k *picker) moveTo(i int) {
	k.send(tea.KeyMsg{Type: tea.KeyHome})
	for range i {
		k.send(tea.KeyMsg{Type: tea.KeyDown})
	}
}

// send hands a message to the form.
func (k *picker) send(msg tea.Msg) tea.Cmd {
	if k.form == nil {
		return nil
	}
	m, cmd := k.form.Update(msg)
	if f, ok := m.(*huh.Form); ok {
		k.form = f
	}
	k.chosen = k.hovered()
	return cmd
}

// hovered is the value of the highlighted choice.
func (k *picker) hovered() string {
	v := ""
	switch {
	case k.form == nil:
	case k.drawn.Multi:
		v, _ = k.many.Hovered()
	default:
		v, _ = k.one.Hovered()
	}
	return v
}

// formKeys lets a form move and tick, and nothing else: no filter, no quit, no
// next field.
func formKeys() *huh.KeyMap {
	up, down := key.NewBinding(key.WithKeys("up")), key.NewBinding(key.WithKeys("down"))
	first := key.NewBinding(key.WithKeys("home"))
	return &huh.KeyMap{
		Select:      huh.SelectKeyMap{Up: up, Down: down, GotoTop: first},
		MultiSelect: huh.MultiSelectKeyMap{Up: up, Down: down, GotoTop: first, Toggle: key.NewBinding(key.WithKeys(" "))},
	}
}

// formTheme marks the chosen line with "> " and ticks with "[x]". Bold is put
// on afterwards, because huh styles ticked lines instead of the chosen one.
func (p *pen) formTheme() *huh.Theme {
	t := &huh.Theme{}
	say := func(s string) lipgloss.Style { return p.renderer.NewStyle().SetString(s) }
	t.Focused.SelectSelector = say("> ")
	t.Focused.MultiSelectSelector = say("> ")
	t.Focused.SelectedPrefix = say("[x] ")
	t.Focused.UnselectedPrefix = say("[ ] ")
	t.Blurred = t.Focused
	return t
}

// choices draws the list.
func (p *pen) choices() []row {
	k := p.picker
	if k == nil || k.form == nil {
		return nil
	}
	at := slices.IndexFunc(k.drawn.Options, func(o Choice) bool { return o.Value == k.chosen })
	from := 0
	for _, o := range k.options[:max(0, at)] {
		from += lipgloss.Height(o)
	}
	to := from + lipgloss.Height(k.options[max(0, at)])
	var rows []row
	for i, l := range strings.Split(k.form.View(), "\n") {
		here := i >= from && i < to
		l = strings.TrimRight(l, " ")
		if here {
			l = p.Strong.Render(l)
		}
		rows = append(rows, row{text: l, list: true, here: here})
	}
	return rows
}
