package ui

import (
	"strings"

	"acp-gitlab/ui/typeset"
)

// Table is rows of cells, drawn under one another, two columns apart. Read out,
// a row is its first cell and what the others say of it.
type Table [][]string

// TableGap is the room between two columns, in columns.
const TableGap = 2

func (Table) isBlock() {}

// Width is how wide the table is drawn.
func (t Table) Width() int {
	wide := 0
	for _, l := range t.Lines(nil) {
		wide = max(wide, typeset.Width(l))
	}
	return wide
}

// Widths are the widths of the columns; a column with nothing in it has none.
func (t Table) Widths() []int {
	var wide []int
	for _, row := range t {
		for i, cell := range row {
			if i == len(wide) {
				wide = append(wide, 0)
			}
			wide[i] = max(wide[i], typeset.Width(cell))
		}
	}
	return wide
}

// columnsWidth is the width of columns and of what parts them from the next.
func columnsWidth(wide []int) int {
	n := 0
	for _, cols := range wide {
		if cols > 0 {
			n += cols + TableGap
		}
	}
	return n
}

// hanging puts lines behind a head of cols columns; all but the first stand clear
// of it.
func hanging(head string, cols int, lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.TrimRight(typeset.Pad(head, cols)+l, " ")
		head = ""
	}
	return out
}

// Lines draws the table, a line a row, in columns of these widths; nil are its
// own.
func (t Table) Lines(wide []int) []string {
	if wide == nil {
		wide = t.Widths()
	}
	lines := make([]string, len(t))
	for n, row := range t {
		var b strings.Builder
		for i, cell := range row {
			if wide[i] > 0 {
				b.WriteString(typeset.Pad(cell, wide[i]+TableGap))
			}
		}
		lines[n] = strings.TrimRight(b.String(), " ")
	}
	return lines
}
