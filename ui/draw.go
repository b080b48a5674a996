package ui

import (
	"strings"
	"time"
)

// row is one line of a drawn body.
type row struct {
	text string
	// gap rows are left out where the room is short.
	gap bool
	// full rows begin in column 1, without the frame's indent: addresses.
	full bool
	// list rows belong to the choices, which may be shown in part.
	list bool
	// here marks where the person is: the field, the chosen line.
	here bool
	// reply rows answer the last key.
	reply bool
}

// renderer draws blocks for a body of cols columns.
type renderer struct {
	Theme
	cols int
	// page is the width of the whole terminal, for addresses.
	page   int
	now    time.Time
	input  *input
	picker *picker
	// accessible: the text is read out, not looked at.
	accessible bool
}

// narrow: the short forms are wanted, as in [Room.Narrow].
func (p *renderer) narrow() bool { return p.cols < narrowCols }

// narrowCols is where short words and short forms end.
const narrowCols = 60

// choose returns one of two measures.
func (p *renderer) choose(wide, narrow int) int {
	if p.narrow() {
		return narrow
	}
	return wide
}

// blocks draws blocks one under the other.
func (p *renderer) blocks(blocks []Block) []row {
	var rows []row
	for _, b := range blocks {
		rows = append(rows, p.block(b)...)
	}
	return rows
}

func (p *renderer) block(b Block) []row {
	switch b := b.(type) {
	case Text:
		return p.paragraph(b)
	case Gap:
		return []row{{gap: true}}
	case Address:
		return p.address(b)
	case Facts:
		return p.facts(b)
	case Checklist:
		return p.checklist(b)
	case Problem:
		return p.problem(b)
	case Field:
		return p.field(b)
	case Choices:
		return p.choices()
	case Table:
		return p.table(b)
	case Page:
		return p.prose(prose{b.Markdown})
	case prose:
		return p.prose(b)
	}
	return nil
}

func (p *renderer) paragraph(t Text) []row {
	if t.S == "" {
		return nil // a step's shorter form left it out
	}
	var rows []row
	indent := min(t.Indent, p.cols/2)
	text := p.text(t.S)
	if t.Item {
		text = "- " + text
	}
	for _, l := range wrap(text, p.cols-indent) {
		if t.Strong && l != "" {
			l = p.Strong.Render(l)
		}
		rows = append(rows, row{text: strings.Repeat(" ", indent) + l, reply: t.Reply})
	}
	return rows
}

func (p *renderer) table(t Table) []row {
	var rows []row
	for _, l := range t.Lines(nil) {
		rows = append(rows, p.hang("", 0, l, nil)...)
	}
	return rows
}

// hang draws text behind a head of cols columns; its other lines stand clear
// of the head. style is applied to each line of the text.
func (p *renderer) hang(head string, cols int, text string, style func(string) string) []row {
	var rows []row
	for i, l := range wrap(p.text(text), p.cols-cols) {
		if style != nil {
			l = style(l)
		}
		if i > 0 {
			head = ""
		}
		rows = append(rows, row{text: strings.TrimRight(pad(head, cols)+l, " ")})
	}
	return rows
}

func (p *renderer) facts(facts Facts) []row {
	cols := 0
	for _, f := range facts {
		cols = max(cols, width(p.text(f.Label)))
	}
	cols = min(cols+p.choose(3, 2), p.cols/2)
	var rows []row
	for _, f := range facts {
		rows = append(rows, p.hang(p.text(f.Label), cols, f.Text, nil)...)
	}
	return rows
}
