package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// prose is a block of Markdown, for the shell's own panels.
type prose struct{ markdown string }

func (prose) isBlock() {}

// prose draws it; lines of code that are too long for the panel are broken.
func (p *renderer) prose(b prose) []row {
	var rows []row
	for _, l := range p.markdown(b.markdown, p.cols) {
		for piece := range strings.SplitSeq(ansi.Hardwrap(l, p.cols, true), "\n") {
			rows = append(rows, row{text: piece})
		}
	}
	return rows
}
