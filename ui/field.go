package ui

import "strings"

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
		indent = width(label) + gap
	}
	rows := []row{{text: pad(label, indent) + p.typed(f, p.cols-indent), here: true}}
	if p.narrow() {
		if !f.Secret && p.picker == nil {
			rows = []row{{text: label}, {text: p.typed(f, p.cols), here: true}}
		}
		indent = 0
	}
	for _, s := range f.Below {
		rows = append(rows, p.hang("", indent, s, nil)...)
	}
	return rows
}

// typed is the text with what stands beside it. Beside a secret the cursor is
// left out: it says nothing, and the dots need the room.
func (p *renderer) typed(f Field, cols int) string {
	beside := p.text(f.Beside)
	switch {
	case beside == "":
		return p.input.view(p, f, cols)
	case f.Secret && !p.input.empty():
		return p.dots(p.input) + strings.Repeat(" ", p.choose(2, 1)) + beside
	}
	return p.input.view(p, f, max(8, cols-width(beside)-1)) + " " + beside
}
