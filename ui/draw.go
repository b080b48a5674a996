package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"
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
	// asks rows are the question, or its answer: the bar stands before them.
	asks bool
	// edge rows begin in the column of that bar: the box.
	edge bool
	// spare rows are left out, all of them, where the room is short: what is in
	// them has been seen.
	spare bool
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
	// still: nothing turns.
	still bool
	// act is the action of the problem that the pointer is at.
	act int
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
	from, to := asking(blocks)
	for i, b := range blocks {
		drawn := p.block(b)
		asks := i >= from && i < to || from < to && answers(b)
		for j := range drawn {
			drawn[j].asks = drawn[j].asks || asks && !drawn[j].full
		}
		rows = append(rows, drawn...)
	}
	return rows
}

// asking is which blocks are the question: the strong sentence, the lines under
// it, and what answers it behind a gap. The choices that answer it belong to it
// also where something to be read stands between.
func asking(blocks []Block) (from, to int) {
	from = slices.IndexFunc(blocks, func(b Block) bool {
		t, ok := b.(Text)
		return ok && t.Strong
	})
	if from < 0 || slices.ContainsFunc(blocks, func(b Block) bool { _, ok := b.(Problem); return ok }) {
		return 0, 0
	}
	to = from + 1
	for to < len(blocks) && isText(blocks[to]) {
		to++
	}
	for to+1 < len(blocks) && isGap(blocks[to]) && answers(blocks[to+1]) {
		to += 2
	}
	return from, to
}

// answers reports whether a block is where a question is answered. Several things
// to select are to be read one by one: the bar would only be in their way.
func answers(b Block) bool {
	switch b := b.(type) {
	case Choices:
		return !b.Multi
	case Field:
		return true
	}
	return false
}

func isText(b Block) bool { _, ok := b.(Text); return ok }
func isGap(b Block) bool  { _, ok := b.(Gap); return ok }

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
	case Numbered:
		return p.numbered(b)
	case Success:
		return p.success(b)
	}
	return nil
}

// numbered draws things to do under one another, their numbers in the accent.
func (p *renderer) numbered(n Numbered) []row {
	label := n.Label
	for _, it := range n.Items {
		label = max(label, typeset.Width(p.text(it.Label)))
	}
	if label > 0 {
		label += p.choose(3, 2)
	}
	var rows []row
	for i, it := range n.Items {
		number := strconv.Itoa(max(1, n.From) + i)
		head := p.Accent.Render(number) + strings.Repeat(" ", p.choose(2, 1))
		wide := len(number) + p.choose(2, 1)
		if label > 0 {
			head, wide = head+typeset.Pad(p.text(it.Label), label), wide+label
		}
		rows = append(rows, p.hang(head, wide, it.Text, func(l string) string { return p.bold(l, it.Bold) })...)
	}
	return rows
}

// bold marks the first of each of the words in a line.
func (p *renderer) bold(line string, these []string) string {
	for _, word := range these {
		if at := wordAt(line, word); at >= 0 {
			line = line[:at] + p.Strong.Render(word) + line[at+len(word):]
		}
	}
	return line
}

// wordAt is where word stands in line as a whole word, -1 if it does not.
func wordAt(line, word string) int {
	for from := 0; word != ""; {
		at := strings.Index(line[from:], word)
		if at < 0 {
			return -1
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(line[:at])
		after, _ := utf8.DecodeRuneInString(line[at+len(word):])
		if !partOfWord(before) && !partOfWord(after) {
			return at
		}
		from = at + len(word)
	}
	return -1
}

func partOfWord(r rune) bool { return unicode.IsLetter(r) && r != utf8.RuneError || unicode.IsDigit(r) }

// success draws the box; where there is no room for one, its lines.
func (p *renderer) success(s Success) []row {
	title, next := p.text(s.Title), p.text(s.Next)
	var rows []row
	if !p.signed() {
		rows = p.hang("", 0, title, func(l string) string { return p.Strong.Render(l) })
		return append(rows, p.hang("", 0, next, nil)...)
	}
	cols := p.cols + barCol
	inside := cols - 6
	var lines []string
	for i, l := range typeset.Wrap(title, inside-2) {
		sign := "  "
		if i == 0 {
			sign = p.glyph(OK) + " "
		}
		lines = append(lines, sign+p.Strong.Render(l))
	}
	for _, l := range typeset.Wrap(next, inside-2) {
		lines = append(lines, "  "+l)
	}
	box := p.styles.NewStyle().Border(lipgloss.RoundedBorder()).BorderForeground(p.Good.GetForeground()).
		Padding(0, 2).Width(cols - 2)
	for l := range strings.SplitSeq(box.Render(strings.Join(lines, "\n")), "\n") {
		rows = append(rows, row{text: l, edge: true})
	}
	return rows
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
	if t.Strong && t.State != "" {
		head, cols := p.sign(t.State)
		return p.hang(head, cols, text, func(l string) string { return p.Strong.Render(l) })
	}
	for _, l := range typeset.Wrap(text, p.cols-indent) {
		if t.Strong && l != "" {
			l = p.Strong.Render(l)
		}
		rows = append(rows, row{text: strings.Repeat(" ", indent) + p.bold(l, t.Bold), reply: t.Reply})
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

// sign is what stands before a title: the sign where there is one, else the
// status word.
func (p *renderer) sign(s State) (string, int) {
	if p.signed() {
		return p.glyph(s) + " ", 2
	}
	return p.head(s)
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
