package ui

import (
	"strings"

	"acp-gitlab/ui/markdown"
	"acp-gitlab/ui/typeset"
)

// Sheet draws blocks for the output of a command: the same blocks, tables and
// hanging texts as on a screen, from the first column on. Text is wrapped at
// spaces only, so that what is there to be copied stays whole.
type Sheet struct {
	// Cols is the width of the terminal. A pipe is as wide as can be and gets every
	// line whole.
	Cols int
	// PageCols is how wide a page is drawn.
	PageCols int
	// Theme is how it looks; the zero value is words alone, as in a pipe.
	Theme Theme
}

const (
	// sheetIndent and sheetLabel are what facts stand behind: a margin, and how
	// wide their labels are at least.
	sheetIndent = "  "
	sheetLabel  = 12
	// sheetGap parts two columns.
	sheetGap = "  "
	// sheetState is the width of the longest state.
	sheetState = 4
	// sheetText is how wide the column of texts is at most before a code follows
	// it.
	sheetText = 64
	// sheetNarrowest is how many columns a text gets at least where it is wrapped.
	sheetNarrowest = 20
	// sheetRoom is how many columns the texts of a checklist get at least beside its
	// labels: a longer label has a line of its own.
	sheetRoom = 30
)

// Lines draws blocks under one another. All tables among them share their
// columns.
func (s Sheet) Lines(blocks ...Block) []string {
	var tables Table
	for _, b := range blocks {
		if t, ok := b.(Table); ok {
			tables = append(tables, t...)
		}
	}
	var lines []string
	for _, b := range blocks {
		switch b := b.(type) {
		case Gap:
			lines = append(lines, "")
		case Text:
			lines = append(lines, s.text(b)...)
		case Facts:
			lines = append(lines, s.facts(b)...)
		case Checklist:
			lines = append(lines, s.checklist(b)...)
		case Table:
			lines = append(lines, s.table(b, tables.Widths())...)
		case Page:
			lines = append(lines, markdown.Draw(b.Markdown, s.PageCols, s.Theme.PageStyle())...)
		}
	}
	return lines
}

// Behind draws text behind head on one line, or wrapped where there is no room.
func (s Sheet) Behind(head, text string) []string { return s.behind(head, text, text) }

// behind draws whole behind head, or where there is no room for it, words under
// one another.
func (s Sheet) behind(head, whole, words string) []string {
	line := strings.TrimRight(head+whole, " ")
	if typeset.Width(line) <= s.Cols {
		return []string{line}
	}
	wide := typeset.Width(head)
	return hanging(head, wide, typeset.Words(words, max(sheetNarrowest, s.Cols-wide)))
}

// text draws a line; where it is wrapped, its other lines begin as far in as it.
func (s Sheet) text(t Text) []string {
	text := t.S
	if t.Item {
		text = "- " + text
	}
	words := strings.TrimLeft(text, " ")
	in := strings.Repeat(" ", t.Indent+len(text)-len(words))
	lines := []string{in + words}
	if typeset.Width(in+words) > s.Cols {
		lines = hanging(in, len(in), typeset.Words(words, s.Cols-len(in)))
	}
	if !t.Strong {
		return lines
	}
	for i, l := range lines {
		body := strings.TrimLeft(l, " ")
		lines[i] = l[:len(l)-len(body)] + s.Theme.strong(body)
	}
	return lines
}

func (s Sheet) facts(facts Facts) []string {
	label := sheetLabel
	for _, f := range facts {
		label = max(label, typeset.Width(f.Label))
	}
	var lines []string
	for _, f := range facts {
		lines = append(lines, s.Behind(sheetIndent+typeset.Pad(f.Label, label)+sheetGap, f.Text)...)
	}
	return lines
}

func (s Sheet) checklist(list Checklist) []string {
	label, text := 0, 0
	for _, l := range list {
		label = max(label, typeset.Width(l.Label))
		if l.Code != "" {
			text = max(text, typeset.Width(l.Text))
		}
	}
	if s.Cols > 0 {
		label = min(label, max(sheetLabel, s.Cols-sheetRoom-typeset.Width(s.state(OK))-2*len(sheetGap)))
	}
	var lines []string
	for _, l := range list {
		head := typeset.Pad(l.Label, label) + sheetGap + s.state(l.State) + sheetGap
		whole := l.Text
		if l.Code != "" {
			whole = typeset.Pad(l.Text, min(text, sheetText)) + sheetGap + s.Theme.strong(l.Code)
		}
		if typeset.Width(l.Label) > label && typeset.Width(head+whole) > s.Cols {
			lines = append(lines, l.Label)
			head = sheetIndent + s.state(l.State) + sheetGap
		}
		lines = append(lines, s.behind(head, whole, l.Text+" "+l.Code)...)
	}
	return lines
}

// state is the column of the status word, with its sign where signs can be shown.
func (s Sheet) state(of State) string {
	word := typeset.Pad(s.Theme.state(of), sheetState)
	if !s.Theme.Glyphs {
		return word
	}
	return s.Theme.glyph(of) + " " + word
}

// table draws rows of cells in columns of these widths. Where a terminal is
// narrow the last column is wrapped, and stands under the others where little is
// left for it.
func (s Sheet) table(t Table, wide []int) []string {
	var lines []string
	for i, line := range t.Lines(wide) {
		if typeset.Width(line) <= s.Cols {
			lines = append(lines, line)
			continue
		}
		last := len(t[i]) - 1
		head, cols := Table{t[i][:last]}.Lines(wide)[0], columnsWidth(wide[:last])
		if room := s.Cols - cols; room >= cols {
			lines = append(lines, hanging(head, cols, typeset.Words(t[i][last], room))...)
			continue
		}
		lines = append(lines, head)
		lines = append(lines, hanging(sheetIndent, len(sheetIndent), typeset.Words(t[i][last], s.Cols-len(sheetIndent)))...)
	}
	return lines
}
