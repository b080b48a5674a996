package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"acp-gitlab/ui/markdown"
	"acp-gitlab/ui/typeset"
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
		return p.markdown(b)
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
	for _, l := range typeset.Wrap(text, p.cols-indent) {
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
	lines := typeset.Wrap(p.text(text), p.cols-cols)
	for i := range lines {
		if style != nil {
			lines[i] = style(lines[i])
		}
	}
	rows := make([]row, len(lines))
	for i, l := range hanging(head, cols, lines) {
		rows[i].text = l
	}
	return rows
}

func (p *renderer) facts(facts Facts) []row {
	cols := 0
	for _, f := range facts {
		cols = max(cols, typeset.Width(p.text(f.Label)))
	}
	cols = min(cols+p.choose(3, 2), p.cols/2)
	var rows []row
	for _, f := range facts {
		rows = append(rows, p.hang(p.text(f.Label), cols, f.Text, nil)...)
	}
	return rows
}

// markdown draws a page; lines of code that are too long are broken.
func (p *renderer) markdown(page Page) []row {
	var rows []row
	for _, l := range markdown.Draw(page.Markdown, p.cols, p.PageStyle()) {
		for piece := range strings.SplitSeq(ansi.Hardwrap(l, p.cols, true), "\n") {
			rows = append(rows, row{text: piece})
		}
	}
	return rows
}

// address draws an address over the full width of the terminal, in pieces of
// exactly that width: selected with the mouse and joined, they are the address
// again. Each piece is a link to the whole.
func (p *renderer) address(a Address) []row {
	url := typeset.Unbroken(a.URL)
	var rows []row
	for piece := range strings.SplitSeq(ansi.Hardwrap(url, max(1, p.page), true), "\n") {
		rows = append(rows, row{text: p.link(url, piece), full: true})
	}
	return rows
}

// problem draws a problem in the order in which it is read: what happened,
// what to do, why, the fact, the code.
func (p *renderer) problem(b Problem) []row {
	head, cols := p.head(b.State)
	rows := p.hang(head, cols, b.Title, func(l string) string { return p.Strong.Render(l) })
	if s := p.countdown(b.Until); s != "" {
		rows = append(rows, p.hang("", cols, s, nil)...)
	}
	if len(b.Acts) > 0 {
		if !p.narrow() {
			rows = append(rows, row{gap: true})
		}
		rows = append(rows, p.acts(b.Acts)...)
	}
	because := p.because(b)
	if len(because) > 0 {
		rows = append(rows, row{gap: true})
	}
	return append(rows, because...)
}

// acts are the ways out, that of Enter first in bold.
func (p *renderer) acts(acts []Act) []row {
	keys := 0
	for _, a := range acts {
		keys = max(keys, typeset.Width(p.text(a.Key)))
	}
	var rows []row
	for _, a := range acts {
		head, style := "  ", func(s string) string { return s }
		if a.Key == "enter" {
			head, style = "> ", func(s string) string { return p.Strong.Render(s) }
		}
		key := typeset.Pad(p.text(a.Key), keys)
		rows = append(rows, p.hang(style(head+key), keys+4, a.Does, style)...)
	}
	return rows
}

// because are the lines under the actions.
func (p *renderer) because(b Problem) []row {
	cols := p.choose(7, 6)
	var rows []row
	for _, f := range b.Because() {
		rows = append(rows, p.hang(f.Label, cols, f.Text, nil)...)
	}
	return rows
}

// countdown says how long the other side wants to be left alone.
func (p *renderer) countdown(until time.Time) string {
	if until.IsZero() {
		return ""
	}
	left := until.Sub(p.now)
	if left <= 0 {
		return "The time is over: try again."
	}
	seconds := (left + time.Second - 1) / time.Second
	if seconds < 100 {
		return fmt.Sprintf("%d s to go", seconds)
	}
	return strings.TrimSuffix(left.Round(time.Minute).String(), "0s") + " to go"
}
