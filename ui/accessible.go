package ui

import "strings"

// asItIs marks a line of code in what is read out: it is there to be copied, so
// nothing is written out in it, and no full stop follows.
const asItIs = "\x00"

// accessibleLines is Markdown as lines for reading out: no rules under headings, no marks
// around code or before the items of a list.
func accessibleLines(markdown string) []string {
	p := &renderer{Theme: Theme{ASCII: true}, cols: 1 << 20, page: 1 << 20, accessible: true}
	return p.markdown(markdown, 1<<20)
}

// read says a text of several paragraphs.
func (r *lineText) read(markdown string) {
	for _, line := range accessibleLines(markdown) {
		if code, found := strings.CutPrefix(strings.TrimSpace(line), asItIs); found {
			if code = strings.TrimSpace(strings.Map(printable, code)); code != "" {
				r.lines = append(r.lines, code)
			}
			continue
		}
		r.say(line)
	}
}
