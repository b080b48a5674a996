package ui

import "strings"

// Page is a text of several paragraphs to read: a topic of the guide, the page
// of a problem. A screen that is too small scrolls it.
type Page struct{ Markdown string }

func (Page) isBlock() {}

// page says it without the rules that stand under headings where there is no
// bold.
func (r *reading) page(b Page) {
	for line := range strings.SplitSeq(Markdown(Theme{ASCII: true}, b.Markdown, 1<<20), "\n") {
		if strings.Trim(line, "-") != "" {
			r.say(line)
		}
	}
}
