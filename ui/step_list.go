package ui

// stepListWidth is the width of the list of steps with the blanks behind it.
func (w *Wizard) stepListWidth() int {
	cols := 0
	for _, s := range w.flow.steps {
		cols = max(cols, width(w.theme.text(s.Title())))
	}
	return width(w.theme.text("✓")) + 1 + cols + 3
}

// stepList is the list of steps at the left: done, here in bold, still to come.
func (w *Wizard) stepList(l layout) []string {
	if l.rail == 0 || w.quiet {
		return nil
	}
	done := w.theme.text("✓")
	lines := make([]string, len(w.flow.steps))
	for i, s := range w.flow.steps {
		title := w.theme.text(s.Title())
		switch {
		case i < w.flow.cur:
			lines[i] = done + " " + title
		case i == w.flow.cur:
			lines[i] = w.theme.Strong.Render(pad(">", width(done)) + " " + title)
		default:
			lines[i] = pad("", width(done)) + " " + title
		}
	}
	return lines
}
