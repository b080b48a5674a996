package ui

import "strings"

// field draws the text field: label and text side by side, in a narrow room
// under each other, unless it is a secret or a search, which stay short.
func (p *pen) field(f Field) []row {
	if p.input == nil {
		return nil
	}
	label := p.text(f.Label)
	indent := 0
	if label != "" {
		indent = width(label) + p.choose(2, 1)
	}
	var rows []row
	switch {
	case !p.narrow():
		rows = []row{{text: pad(label, indent) + p.typed(f, p.cols-indent), here: true}}
	case f.Secret || p.picker != nil:
		rows = []row{{text: pad(label, indent) + p.typed(f, p.cols-indent), here: true}}
		indent = 0
	default:
		rows = []row{{text: label}, {text: p.typed(f, p.cols), here: true}}
		indent = 0
	}
	for _, s := range f.Below {
		rows = append(rows, p.hang("", indent, s, nil)...)
	}
	return rows
}

// typed is the text with what stands beside it.
func (p *pen) typed(f Field, cols int) string {
	beside := p.text(f.Beside)
	if beside == "" {
		return p.input.view(p, f, cols)
	}
	text := p.input.view(p, f, max(8, cols-width(beside)-1))
	if gap := p.choose(1, 0); f.Secret && !p.input.empty() {
		text = strings.TrimRight(text, " ") + strings.Repeat(" ", gap)
	}
	return text + " " + beside
}
