package ui

import "strings"

// options are the texts of the choices: labels and notes in two columns, or,
// where these do not fit, the note in brackets behind its label; behind a comma
// where it has brackets of its own.
func (p *renderer) options(c Choices) []string {
	mark := 2
	if c.Multi {
		mark = 6
	}
	cols := max(8, p.cols-mark)
	label, note := 0, 0
	for _, o := range c.Options {
		if o.Note != "" {
			label = max(label, width(p.text(o.Label)))
		}
		note = max(note, width(p.text(o.Note)))
	}
	column := label + p.choose(4, 2)
	if c.Multi {
		column = label + p.choose(3, 2)
	}
	columns := column+note <= cols || !p.narrow() && column <= cols/2
	out := make([]string, len(c.Options))
	for i, o := range c.Options {
		out[i] = p.option(o, cols, column, columns)
	}
	return out
}

func (p *renderer) option(o Choice, cols, column int, columns bool) string {
	label, note := p.text(o.Label), p.text(o.Note)
	switch {
	case note == "":
		return strings.Join(wrap(label, cols), "\n")
	case !columns && strings.ContainsAny(note, "()"):
		return strings.Join(wrap(label+", "+note, cols), "\n")
	case !columns:
		return strings.Join(wrap(label+" ("+note+")", cols), "\n")
	}
	lines := wrap(note, cols-column)
	for i, l := range lines {
		head := ""
		if i == 0 {
			head = label
		}
		lines[i] = pad(head, column) + l
	}
	return strings.Join(lines, "\n")
}
