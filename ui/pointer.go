package ui

import tea "github.com/charmbracelet/bubbletea"

// pointed is where the pointer stands among the actions of a problem: at the
// first one, until it is moved.
type pointed struct {
	visit   int
	problem string
	at      int
}

// actShown is the action of the problem on the screen that Enter takes.
func (w *Wizard) actShown() int {
	p, ok := w.screen.Problem()
	if !ok || w.pointed.visit != w.shell.Visits() || w.pointed.problem != p.Code+p.Title || w.pointed.at >= len(p.Acts) {
		return 0
	}
	return w.pointed.at
}

// point moves the pointer, and reports whether there is one.
func (w *Wizard) point(name string) bool {
	p, ok := w.screen.Problem()
	by := map[string]int{"up": -1, "down": 1}[name]
	if !ok || by == 0 || len(p.Acts) < 2 {
		return false
	}
	at := w.actShown() + by
	if at < 0 || at >= len(p.Acts) {
		return false // the body scrolls on
	}
	w.pointed = pointed{visit: w.shell.Visits(), problem: p.Code + p.Title, at: at}
	w.place.follow = true
	return true
}

// takeAct is Enter on a problem: the key of the action at the pointer.
func (w *Wizard) takeAct() tea.Cmd {
	p, _ := w.screen.Problem()
	return w.press(p.Acts[w.actShown()].Key)
}
