package ui

// help says what can be typed, then the page of this step, then the question
// again.
func (d *lineDriver) help() {
	w := d.w
	d.say(
		"Help.",
		"Type the number of a choice, then Enter. Enter alone takes the usual, safe next thing.",
		"Type b to go back; nothing that was answered is lost. Type q to leave; it asks first.",
	)
	if d.view.field == nil {
		if w.opt.Report != nil {
			d.say("Type report for a report for support; it is shown before anything is done with it.")
		}
		for _, k := range w.screen.Keys {
			if !ofShell(k.Key) && !d.view.named(k.Key) {
				d.say(sentenceOf("Type " + k.Key + " and Enter: " + k.Does))
			}
		}
	}
	if w.screen.Help != "" {
		var p lineView
		p.read(prose{w.screen.Help})
		for _, u := range p.lines {
			d.say(u.text)
		}
	}
	d.forget()
	d.say("The question again.")
}
