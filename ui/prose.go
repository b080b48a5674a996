package ui

// prose is a block of Markdown, for the shell's own panels.
type prose struct{ markdown string }

func (prose) isBlock() {}

func (p *pen) prose(b prose) []row {
	var rows []row
	for _, l := range p.markdown(b.markdown, p.cols) {
		rows = append(rows, row{text: l})
	}
	return rows
}
