package ui

import "github.com/charmbracelet/bubbletea"

// openReport shows the report for support before anything is done with it.
func (w *Wizard) openReport() tea.Cmd {
	text := w.opt.Report()
	said := ""
	return w.open(&overlay{
		screen: func() Screen { return w.reportScreen(text, said) },
		key: func(name string) tea.Cmd {
			switch {
			case name == "c":
				said = "Sent to your clipboard."
				return w.copy(text)
			case name == "h" && w.opt.Redact != nil:
				text, said = w.opt.Redact(text), "Names are replaced now."
			case name == "s" && w.opt.Save != nil:
				said = w.saved(text)
			default:
				return nil
			}
			w.offset = 0
			return nil
		},
	})
}

func (w *Wizard) saved(text string) string {
	path, err := w.opt.Save(text)
	if err != nil {
		return "Not saved: " + err.Error()
	}
	return "Saved as " + path + "."
}

func (w *Wizard) reportScreen(text, said string) Screen {
	blocks := []Block{
		Text{S: "This is everything the report contains. No token is in it.", Strong: true},
	}
	if said != "" {
		blocks = append(blocks, Text{S: said})
	}
	blocks = append(blocks, Gap{}, Text{S: text})
	keys := []Key{{Key: "enter", Does: "close"}}
	if w.opt.Redact != nil {
		keys = append(keys, Key{Key: "h", Does: "hide names"})
	}
	if w.opt.Save != nil {
		keys = append(keys, Key{Key: "s", Does: "save"})
	}
	keys = append(keys, Key{Key: "c", Does: "copy"}, Key{Key: "↑↓", Does: "read"})
	return Screen{Blocks: blocks, Keys: keys}
}
