package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"acp-gitlab/ui/typeset"
)

// MaxText bounds what a field takes, in bytes: far above any address or token,
// and far below what would hurt.
const MaxText = 64 << 10

// TooLong says that a text was refused for its length.
func TooLong(secret bool) string {
	if secret {
		return "That is far too long for a token or a key. It was not used."
	}
	return "That is far too long for this field. It was not used."
}

// maxDots is how many dots a secret shows at most, whatever its length.
const maxDots = 20

// KeptByTerminal is said when ctrl+v brings nothing.
const KeptByTerminal = "Your terminal keeps Ctrl+V for itself. Use Ctrl+Shift+V or a right-click."

// input is the text of one field, kept for as long as the flow runs.
type input struct {
	model textinput.Model
	// text is what model holds, which makes a new string whenever it is asked:
	// of a secret every one would lie in memory for a while.
	text string
	// whole is set while the text is one paste and nothing else.
	whole bool
}

func newInput(f Field) *input {
	m := textinput.New()
	m.Prompt = ""
	m.KeyMap.Paste = key.NewBinding() // ctrl+v is the shell's, for Clean
	m.Cursor.SetMode(cursor.CursorStatic)
	m.Focus()
	m.SetValue(f.Value)
	if f.Secret {
		m.EchoMode = textinput.EchoPassword // word keys then show no words
	}
	return &input{model: m, text: m.Value()}
}

func (in *input) value() string { return in.text }
func (in *input) empty() bool   { return in.text == "" }

// edit handles a key and reports whether the text has changed.
func (in *input) edit(msg tea.Msg) (tea.Cmd, bool) {
	var cmd tea.Cmd
	in.model, cmd = in.model.Update(msg)
	now := in.model.Value()
	changed := now != in.text
	if changed {
		in.text = now
	}
	in.whole = in.whole && !changed
	return cmd, changed
}

// set replaces the text.
func (in *input) set(s string) {
	in.whole = false
	in.model.SetValue(s)
	in.model.CursorEnd()
	in.text = in.model.Value()
}

// paste puts a text in at the cursor, cleaned first: the widget would turn a
// line break into a blank.
func (in *input) paste(s string, clean func(string) (string, []string)) (notes []string) {
	if clean == nil {
		clean = func(s string) (string, []string) { return strings.TrimSpace(s), nil }
	}
	s, notes = clean(s)
	alone := in.empty()
	in.insert(s)
	in.whole = alone && !in.empty()
	return notes
}

// insert puts a text in at the cursor. As a key the widget would compare it with
// each of its own keys, by name, and the name of a paste is all of its text.
func (in *input) insert(s string) {
	runes, at := []rune(in.text), in.model.Position()
	in.model.SetValue(string(runes[:at]) + s + string(runes[at:]))
	in.text = in.model.Value()
	in.model.SetCursor(at + utf8.RuneCountInString(in.text) - len(runes))
}

// replace pastes a secret. One that was pasted before goes: nobody can see
// where the new one would be put in.
func (in *input) replace(s string, clean func(string) (string, []string)) (notes []string) {
	if in.whole {
		in.set("")
		notes = append(notes, "the paste before")
	}
	return append(notes, in.paste(s, clean)...)
}

// view is the text with its cursor in cols columns; it scrolls sideways so
// that the cursor stays in sight.
func (in *input) view(p *renderer, f Field, cols int) string {
	runes := []rune(in.value())
	at := in.model.Position()
	if f.Secret {
		runes = []rune(p.dots(in))
		at = len(runes)
	}
	if len(runes) == 0 {
		return strings.TrimRight(p.cursor(" ")+" "+p.hint(f.Hint, cols-2), " ")
	}
	before, under, after := string(runes[:at]), " ", ""
	if at < len(runes) {
		under, after = string(runes[at:at+1]), string(runes[at+1:])
	}
	if !p.Colour && under != " " {
		cols-- // for the sign that marks the place
	}
	room := max(1, cols-typeset.Width(under))
	if w := typeset.Width(before); w > room {
		before = ansi.TruncateLeft(before, w-room, "")
	}
	after = ansi.Truncate(after, max(0, cols-typeset.Width(before)-typeset.Width(under)), "")
	return p.text(before) + p.cursor(under) + p.text(after)
}

// dots stand for a secret.
func (p *renderer) dots(in *input) string {
	return p.text(strings.Repeat("•", min(utf8.RuneCountInString(in.value()), maxDots)))
}

// cursor shows where typing goes: reversed, or a sign where there are no
// styles.
func (p *renderer) cursor(under string) string {
	if p.Colour {
		return p.styles.NewStyle().Reverse(true).Render(under)
	}
	if under == " " {
		return "_"
	}
	return "|" + under
}

func (p *renderer) hint(s string, cols int) string {
	if s == "" || cols < typeset.Width(s)+2 {
		return ""
	}
	if !p.Colour {
		return "(" + p.text(s) + ")"
	}
	return p.Quiet.Render(p.text(s))
}

// field draws the text field: label and text side by side, in a narrow room
// under each other, unless it is a secret or a search, which stay short.
func (p *renderer) field(f Field) []row {
	if p.input == nil {
		return nil
	}
	label := p.text(f.Label)
	gap := 2
	if p.narrow() && f.Secret {
		gap = 1
	}
	indent := 0
	if label != "" {
		indent = typeset.Width(label) + gap
	}
	rows := []row{{text: typeset.Pad(label, indent) + p.fieldText(f, p.cols-indent), here: true}}
	if p.narrow() {
		if !f.Secret && p.picker == nil {
			rows = []row{{text: label}, {text: p.fieldText(f, p.cols), here: true}}
		}
		indent = 0
	}
	for _, s := range f.Below {
		rows = append(rows, p.hang("", indent, s, nil)...)
	}
	return rows
}

// fieldText is the text with what stands beside it. Beside a secret the cursor is
// left out: it says nothing. Where the room is short, dots are left out, too.
func (p *renderer) fieldText(f Field, cols int) string {
	beside := p.text(f.Beside)
	switch {
	case beside == "":
		return p.input.view(p, f, cols)
	case f.Secret && !p.input.empty():
		gap := p.choose(2, 1)
		dots := ansi.Truncate(p.dots(p.input), max(1, cols-gap-typeset.Width(beside)), "")
		return dots + strings.Repeat(" ", gap) + beside
	}
	return p.input.view(p, f, max(8, cols-typeset.Width(beside)-1)) + " " + beside
}
