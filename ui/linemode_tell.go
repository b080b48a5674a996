package ui

import "strings"

// tell says the lines that are new: on the first screen after an answer
// compared with the screen before it, if the two begin alike, and from then on
// with everything said since.
func (d *lineDriver) tell() {
	now := d.view
	if d.fresh {
		d.fresh = false
		old := d.said
		d.said = map[string]bool{}
		if now.head() == d.head {
			for _, u := range now.lines {
				d.said[u.text] = old[u.text] && !u.reply || d.replied[u.text]
			}
		}
	}
	d.head = now.head()
	numbers := false
	for _, u := range now.lines {
		numbers = numbers || u.numbered && !d.said[u.text]
	}
	rests := d.rests()
	for _, u := range now.lines {
		if u.numbered && !rests {
			return // what can be answered is said when it is asked
		}
		if d.said[u.text] && (!u.numbered || !numbers) || u.reply && !rests {
			continue
		}
		d.said[u.text] = true
		d.say(u.text)
	}
}

// head is what a screen begins with.
func (p *lineView) head() string {
	if len(p.lines) == 0 {
		return ""
	}
	return p.lines[0].text
}

// place is where the flow stands: "Step 2 of 8. Token page.", for example.
func (d *lineDriver) place() string {
	_, _, title := d.w.Step()
	parts := []string{strings.ReplaceAll(d.w.counter(), " · ", ", "), title}
	if d.w.screen.Quiet {
		parts = parts[1:]
	}
	if d.w.opt.Demo {
		parts = append([]string{"DEMO"}, parts...)
	}
	for i := range parts {
		parts[i] = sentenceOf(capital(parts[i]))
	}
	return strings.Join(parts, " ")
}
