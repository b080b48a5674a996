package ui

import (
	"strings"

	"github.com/charmbracelet/bubbletea"
)

// overlay is a screen of the shell's own before the step's. It closes with esc
// or enter, and then everything is as before.
type overlay struct {
	screen func() Screen
	// key takes what the panel does not close or scroll with.
	key func(name string) tea.Cmd
	// under is where the step's body was scrolled to.
	under int
}

const leaveID = "ui.leave"

func (w *Wizard) open(p *overlay) tea.Cmd {
	p.under = w.offset
	if w.overlay != nil {
		p.under = w.overlay.under
	}
	w.overlay, w.offset, w.follow = p, 0, false
	return nil
}

func (w *Wizard) closePanel() tea.Cmd {
	w.offset, w.overlay = w.overlay.under, nil
	return nil
}

func (w *Wizard) panelKey(name string) tea.Cmd {
	if w.overlay.key != nil {
		if cmd := w.overlay.key(name); cmd != nil {
			return cmd
		}
	}
	if w.overlay == nil {
		return nil
	}
	if cmd, ok := w.move(name); ok {
		return cmd
	}
	if name == "esc" || name == "enter" || strings.HasPrefix(name, "alt+") {
		return w.closePanel()
	}
	w.scroll(name)
	return nil
}

// interrupt is ctrl+c: once it asks, twice it leaves.
func (w *Wizard) interrupt() tea.Cmd {
	asking := w.overlay != nil && w.shown(leaveID)
	if asking || w.tooSmall() {
		return w.leave()
	}
	var back tea.Cmd
	if w.printing != nil {
		back = w.printed("enter")
	}
	delete(w.pickers, leaveID)
	w.open(&overlay{screen: w.leaveScreen, key: w.leaveKey})
	return back
}

func (w *Wizard) leave() tea.Cmd {
	w.flow.end(left)
	return tea.Quit
}

func (w *Wizard) shown(choices string) bool {
	c, ok := choicesOf(w.screen)
	return ok && c.ID == choices
}

func (w *Wizard) leaveKey(name string) tea.Cmd {
	k := w.pickers[leaveID]
	if name == "y" || name == "Y" || name == "enter" && k != nil && k.hovered() == "leave" {
		return w.leave()
	}
	return nil
}

func (w *Wizard) leaveScreen() Screen {
	said := []string{"Nothing was changed."}
	if w.opt.Leaving != nil {
		said = w.opt.Leaving()
	}
	blocks := []Block{Text{S: "Leave?", Strong: true}, Gap{}}
	for _, s := range said {
		blocks = append(blocks, Text{S: s})
	}
	blocks = append(blocks, Gap{}, Choices{ID: leaveID, Chosen: "stay", Options: []Choice{
		{Value: "stay", Label: "Stay"}, {Value: "leave", Label: "Leave (y)"},
	}})
	return Screen{Blocks: blocks, Keys: []Key{
		{Key: "enter", Does: "choose"}, {Key: "y", Does: "leave"}, {Key: "esc", Does: "stay"},
	}}
}

// openHelp shows all keys that work here, then the screen's page.
func (w *Wizard) openHelp() tea.Cmd {
	keys, page := w.allKeys(), w.screen.Help
	return w.open(&overlay{
		screen: func() Screen {
			blocks := []Block{Text{S: "Keys", Strong: true}, keys}
			if page != "" {
				blocks = append(blocks, Gap{}, prose{page})
			}
			return Screen{Blocks: blocks, Keys: []Key{{Key: "enter", Does: "close"}, {Key: "↑↓", Does: "read"}}}
		},
		key: func(name string) tea.Cmd {
			if name == "?" || name == "f1" || name == "q" {
				w.closePanel()
			}
			return nil
		},
	})
}
