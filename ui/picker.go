package ui

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"

	"acp-gitlab/ui/typeset"
)

// picker is a list of choices: a huh form with one field, which only moves and
// ticks. Enter is the shell's, so the form never completes. It is made anew
// when the choices or the room change, and keeps what was chosen.
type picker struct {
	drawn   Choices
	cols    int
	options []string // as drawn, one or more lines each

	form *huh.Form
	one  *huh.Select[int]
	many *huh.MultiSelect[int]
	// at is the highlighted choice, ticks are the ticked ones: numbers, since
	// huh takes an empty value for none.
	at    int
	ticks []int
}

// fit makes the form for these choices in the room that p has.
func (k *picker) fit(c Choices, p *renderer) {
	if k.form != nil && k.cols == p.cols && slices.Equal(k.drawn.Options, c.Options) {
		k.drawn.Marks = c.Marks
		return
	}
	chosen, ticked := c.Chosen, c.Ticked
	if len(k.drawn.Options) > 0 {
		chosen, ticked = k.hovered(), k.ticked()
	}
	first := len(k.drawn.Options) == 0 && chosen == ""
	k.drawn, k.cols, k.form = c, p.cols, nil
	k.options = p.options(c)
	if len(c.Options) == 0 {
		return
	}
	k.at, k.ticks = 0, nil
	if !first {
		k.at = max(0, c.Index(chosen))
	}
	for _, v := range ticked {
		if i := c.Index(v); i >= 0 {
			k.ticks = append(k.ticks, i)
		}
	}
	k.make(p)
}

// indent is how far in the list stands.
func (k *picker) indent(p *renderer) int {
	if p.narrow() {
		return 0
	}
	return min(k.drawn.Indent, p.cols/3)
}

func (k *picker) make(p *renderer) {
	at, lines := k.at, 0
	list := make([]huh.Option[int], len(k.options))
	for i, o := range k.options {
		list[i] = huh.NewOption(o, i)
		lines += lipgloss.Height(o)
	}
	theme := p.formTheme()
	var field huh.Field
	if k.drawn.Multi {
		k.many = huh.NewMultiSelect[int]().Options(list...).Filterable(false).Value(&k.ticks)
		field = k.many.WithTheme(theme).WithWidth(p.cols - k.indent(p))
	} else {
		k.one = huh.NewSelect[int]().Options(list...).Value(&k.at)
		field = k.one.WithTheme(theme).WithWidth(p.cols - k.indent(p))
	}
	k.form = huh.NewForm(huh.NewGroup(field)).WithTheme(theme).WithKeyMap(formKeys()).
		WithShowHelp(false).WithShowErrors(false).WithWidth(p.cols - k.indent(p)).WithHeight(lines)
	k.form.Init() // focuses the field; its commands only ask for the window's size
	if k.drawn.Multi {
		k.moveTo(at)
	}
}

// moveTo highlights a choice of several, for which huh has no setter.
func (k *picker) moveTo(at int) {
	k.send(tea.KeyMsg{Type: tea.KeyHome})
	for range at {
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
	if k.drawn.Multi {
		k.at, _ = k.many.Hovered()
	} else {
		k.at, _ = k.one.Hovered()
	}
	return cmd
}

// hovered is the value of the highlighted choice.
func (k *picker) hovered() string {
	if k.at >= len(k.drawn.Options) {
		return ""
	}
	return k.drawn.Options[k.at].Value
}

// ticked are the values of the ticked choices, in the order of the list.
func (k *picker) ticked() []string {
	values := make([]string, 0, len(k.ticks))
	for _, i := range k.ticks {
		values = append(values, k.drawn.Options[i].Value)
	}
	return values
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

// pointerMark is what the form puts before the chosen line; it is drawn as the
// renderer's pointer.
const pointerMark = "> "

// formTheme marks the chosen line and selects with "[x]". Bold is put on
// afterwards, because huh styles selected lines instead of the chosen one.
func (p *renderer) formTheme() *huh.Theme {
	t := &huh.Theme{}
	say := func(s string) lipgloss.Style { return p.styles.NewStyle().SetString(s) }
	t.Focused.SelectSelector = say(pointerMark)
	t.Focused.MultiSelectSelector = say(pointerMark)
	t.Focused.SelectedPrefix = say("[x] ")
	t.Focused.UnselectedPrefix = say("[ ] ")
	t.Blurred = t.Focused
	return t
}

// choices draws the list.
func (p *renderer) choices() []row {
	k := p.picker
	if k == nil || k.form == nil {
		return nil
	}
	from := 0
	begins := map[int]Choice{} // by the line that an option begins on
	for i, n := 0, 0; i < len(k.options); i++ {
		begins[n] = k.drawn.Options[i]
		if i < k.at {
			from += lipgloss.Height(k.options[i])
		}
		n += lipgloss.Height(k.options[i])
	}
	to := from + lipgloss.Height(k.options[k.at])
	indent := strings.Repeat(" ", k.indent(p))
	var rows []row
	for i, l := range strings.Split(k.form.View(), "\n") {
		here := i >= from && i < to
		l = strings.TrimRight(l, " ")
		switch {
		case here:
			l = p.chosen(l, k.drawn.Options[k.at])
		case k.drawn.Multi:
			l = p.toSelect(l, k.drawn.Options)
		default:
			l = p.marked(l, begins[i])
		}
		rows = append(rows, row{text: indent + l, list: true, here: here})
	}
	return rows
}

// boxes are what stands before the label of an option.
var boxes = []string{"", "[x] ", "[ ] "}

// chosen is a line of the chosen option: the pointer, and its label in bold. A
// label that takes several lines is bold as a whole.
func (p *renderer) chosen(line string, o Choice) string {
	head, rest, ok := strings.Cut(line, pointerMark)
	if !ok || head != "" {
		head, rest = "", line
	} else {
		head = p.pointer()
	}
	if bold, ok := p.boldLabel(rest, o); ok {
		return head + bold
	}
	return head + p.Strong.Render(rest)
}

// toSelect is a line of a list of things to select, all of which the person has
// to find elsewhere: their labels are bold.
func (p *renderer) toSelect(line string, options []Choice) string {
	rest, ok := strings.CutPrefix(line, strings.Repeat(" ", len(pointerMark)))
	if !ok {
		return line
	}
	for _, o := range options {
		if bold, ok := p.boldLabel(rest, o); ok {
			return line[:len(line)-len(rest)] + bold
		}
	}
	return line
}

// boldLabel is text with the label of o, which it begins with, in bold. A longer
// label that begins like that is another one.
func (p *renderer) boldLabel(text string, o Choice) (string, bool) {
	label := p.text(o.drawn())
	for _, box := range boxes {
		after, ok := strings.CutPrefix(text, box+label)
		if ok && (after == "" || after[0] == ' ' || after[0] == ',') {
			return box + p.markedLabel(label, p.picker.drawn.Marks[o.Value], p.Strong) + after, true
		}
	}
	return "", false
}

// marked is a line that an option other than the chosen one begins on, with its
// marks.
func (p *renderer) marked(line string, o Choice) string {
	pad, label, marks := strings.Repeat(" ", len(pointerMark)), p.text(o.drawn()), p.picker.drawn.Marks[o.Value]
	after, ok := strings.CutPrefix(line, pad+label)
	if !ok || len(marks) == 0 {
		return line
	}
	return pad + p.markedLabel(label, marks, p.styles.NewStyle()) + after
}

// markedLabel is a label in a style, underlined at the marks. Where signs have been
// replaced in it, the marks would be at other places.
func (p *renderer) markedLabel(label string, marks []int, style lipgloss.Style) string {
	if len(marks) == 0 || slices.ContainsFunc(marks, func(at int) bool { return at < 0 || at >= len(label) || label[at] >= utf8.RuneSelf }) {
		return style.Render(label)
	}
	var b strings.Builder
	for from := 0; from < len(label); {
		is, to := slices.Contains(marks, from), from+1
		for to < len(label) && slices.Contains(marks, to) == is {
			to++
		}
		part := style
		if is {
			part = style.Underline(true)
		}
		b.WriteString(part.Render(label[from:to]))
		from = to
	}
	return b.String()
}

// options are the texts of the choices: labels and notes in two columns, or,
// where these do not fit, the note in brackets behind its label; behind a comma
// where it has brackets of its own.
func (p *renderer) options(c Choices) []string {
	mark := 2
	if c.Multi {
		mark = 6
	}
	cols := max(8, p.cols-mark)
	if !p.narrow() {
		cols = max(8, cols-min(c.Indent, p.cols/3))
	}
	label, note := 0, 0
	for _, o := range c.Options {
		if o.Note != "" {
			label = max(label, typeset.Width(p.text(o.drawn())))
		}
		note = max(note, typeset.Width(p.text(o.Note)))
	}
	column := label + p.choose(4, 2)
	if c.Multi {
		column = label + p.choose(3, 2)
	}
	columns := column+note <= cols || !p.narrow() && column <= cols/2
	out := make([]string, len(c.Options))
	for i, o := range c.Options {
		out[i] = p.option(o, cols, column, columns)
	}
	return out
}

func (p *renderer) option(o Choice, cols, column int, columns bool) string {
	label, note := p.text(o.drawn()), p.text(o.Note)
	switch {
	case note == "":
		return strings.Join(typeset.Wrap(label, cols), "\n")
	case !columns && strings.ContainsAny(note, "()"):
		return strings.Join(typeset.Wrap(label+", "+note, cols), "\n")
	case !columns:
		return strings.Join(typeset.Wrap(label+" ("+note+")", cols), "\n")
	}
	lines := typeset.Wrap(note, cols-column)
	for i, l := range lines {
		head := ""
		if i == 0 {
			head = label
		}
		lines[i] = typeset.Pad(head, column) + l
	}
	return strings.Join(lines, "\n")
}
