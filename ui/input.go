package ui

import (
	"errors"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	"github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// maxDots is how many dots a secret shows at most, whatever its length.
const maxDots = 20

// keptByTerminal is said when ctrl+v brings nothing.
const keptByTerminal = "Your terminal keeps Ctrl+V for itself. Use Ctrl+Shift+V or a right-click."

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

// typed handles a key and reports whether the text has changed.
func (in *input) typed(msg tea.Msg) (tea.Cmd, bool) {
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

// pasted is what the clipboard held for a field.
type pasted struct {
	id   string
	text func() string
}

// fromClipboard reads the clipboard of the computer the program runs on, with
// the widget's own command, whose messages are not exported.
func fromClipboard() (string, error) {
	msg := textinput.Paste()
	if v := reflect.ValueOf(msg); v.Kind() == reflect.String {
		return v.String(), nil
	}
	return "", errors.New("no clipboard")
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
	room := max(1, cols-width(under))
	if w := width(before); w > room {
		before = ansi.TruncateLeft(before, w-room, "")
	}
	after = ansi.Truncate(after, max(0, cols-width(before)-width(under)), "")
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
	if s == "" || cols < width(s)+2 {
		return ""
	}
	if !p.Colour {
		return "(" + p.text(s) + ")"
	}
	return p.Quiet.Render(p.text(s))
}
