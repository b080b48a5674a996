package ui

// allKeys are the keys of the help panel: the screen's own, then those that
// work everywhere.
func (w *Wizard) allKeys() Facts {
	keys, _ := w.splitHelp(w.screen.Keys)
	p, _ := problemOf(w.screen)
	var facts Facts
	seen := map[string]bool{}
	add := func(key, does string) {
		if !seen[key] {
			seen[key] = true
			facts = append(facts, Fact{Label: footerName(key), Text: does})
		}
	}
	for _, a := range p.Acts {
		add(a.Key, a.Does)
	}
	for _, k := range w.forWidgets(keys) {
		add(k.Key, k.Does)
	}
	if !w.flow.first() {
		add("esc", "back one step; nothing that was answered is lost")
	}
	add("pgup pgdn", "scroll, where the screen is too small")
	add("? F1", "help; ? only while a text field is empty")
	if w.opt.Report != nil {
		add("ctrl+r", "a report for support, shown before it is written")
	}
	add("ctrl+c", "leave: asks first; twice leaves at once")
	return facts
}
