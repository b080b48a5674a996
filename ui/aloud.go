package ui

import "strings"

// asItIs marks a line of code in what is read out: it is there to be copied, so
// nothing is written out in it, and no full stop follows.
const asItIs = "\x00"

// aloud is Markdown as lines for reading out: no rules under headings, no marks
// around code or before the items of a list.
func aloud(markdown string) []string {
	p := &pen{Theme: Theme{ASCII: true}, cols: 1 << 20, page: 1 << 20, aloud: true}
	return p.markdown(markdown, 1<<20)
}

// read says a text of several paragraphs.
func (r *reading) read(markdown string) {
	for _, line := range aloud(markdown) {
		if code, found := strings.CutPrefix(strings.TrimSpace(line), asItIs); found {
			if code = strings.TrimSpace(strings.Map(printable, code)); code != "" {
				r.lines = append(r.lines, code)
			}
			continue
		}
		r.say(line)
	}
}
