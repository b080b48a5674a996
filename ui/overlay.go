package ui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// overlay is a screen of the shell's own before the step's. It closes with esc
// or enter, and then everything is as before.
type overlay struct {
	screen func() Screen
	// key takes what does not close the overlay; it reports false for what it
	// does not know. It may be nil.
	key func(name string) (tea.Cmd, bool)
	// asks is set for the screen that asks whether to leave.
	asks bool
}

// Overlay reports whether a screen of the shell's own is before the step's.
func (s *Shell) Overlay() bool { return s.overlay != nil }

// shown is what is before the step's screen, nil for nothing.
func (s *Shell) shown() *overlay { return s.overlay }

// Asking reports whether the person is being asked whether to leave.
func (s *Shell) Asking() bool { return s.overlay != nil && s.overlay.asks }

// overlayKey takes a key while there is an overlay. It reports false where the
// overlay does not know the key.
func (s *Shell) overlayKey(name string) (cmd tea.Cmd, took bool) {
	if s.overlay.key != nil {
		if cmd, took := s.overlay.key(name); took {
			return cmd, true
		}
	}
	// tmux joins a quick esc and the key after it
	if name == "esc" || name == "enter" || strings.HasPrefix(name, "alt+") {
		s.overlay = nil
		return nil, true
	}
	return nil, false
}

func (s *Shell) openLeave() {
	s.asked++ // a new list each time: what was highlighted before is forgotten
	list := Choices{ID: fmt.Sprint("ui.leave.", s.asked), Chosen: "stay", Options: []Choice{
		{Value: "stay", Label: "Stay"}, {Value: "leave", Label: "Leave", Key: "y"},
	}}
	s.overlay = &overlay{
		asks:   true,
		screen: func() Screen { return s.leaveScreen(list) },
		key: func(name string) (tea.Cmd, bool) {
			if name == "y" || name == "Y" || name == "enter" && s.Chosen(list) == "leave" {
				return s.Leave(), true
			}
			return nil, false
		},
	}
}

func (s *Shell) leaveScreen(list Choices) Screen {
	said := []string{"Nothing was changed."}
	if s.opt.Leaving != nil {
		said = s.opt.Leaving()
	}
	blocks := []Block{Text{S: "Leave?", Strong: true}}
	for _, line := range said {
		blocks = append(blocks, Text{S: line})
	}
	return Screen{Blocks: append(blocks, Gap{}, list), Keys: []Key{
		{Key: "enter", Does: "choose"}, {Key: "y", Does: "leave"}, {Key: "esc", Does: "stay"},
	}}
}

// openHelp shows the keys that work on a screen, then the screen's page. Line
// mode has other keys, and says its help at once.
func (s *Shell) openHelp(keys Facts) {
	page := s.screen.Help
	s.overlay = &overlay{
		screen: func() Screen {
			blocks := []Block{Text{S: "Keys", Strong: true}, keys}
			if page != "" {
				blocks = append(blocks, Gap{}, Page{page})
			}
			return Screen{Blocks: blocks, Keys: []Key{{Key: "enter", Does: "close"}, {Key: "↑↓", Does: "read"}}}
		},
		key: func(name string) (tea.Cmd, bool) {
			closes := name == "?" || name == "f1" || name == "q"
			if closes {
				s.overlay = nil
			}
			return nil, closes
		},
	}
}

// report is the report for support while it is shown.
type report struct {
	text   string
	said   string // what came of the last key
	saving bool
}

// reportSaved says where a report was saved, or why it was not.
type reportSaved struct {
	report *report
	path   string
	err    error
}

// OpenReport shows the report for support before anything is done with it. It
// reports false where the flow has none.
func (s *Shell) OpenReport() bool {
	if s.opt.Report == nil {
		return false
	}
	r := &report{text: s.opt.Report()}
	s.overlay = &overlay{
		screen: func() Screen { return s.reportScreen(r) },
		key:    func(name string) (tea.Cmd, bool) { return s.reportKey(r, name) },
	}
	return true
}

func (s *Shell) reportKey(r *report, name string) (tea.Cmd, bool) {
	switch {
	case name == "c":
		r.said = "Sent to your clipboard."
		return Do(Copy{Text: r.text}), true
	case name == "h" && s.opt.Redact != nil:
		r.text, r.said = s.opt.Redact(r.text), "Names are replaced now."
		return nil, true
	case name == "s" && s.opt.Save != nil:
		return s.saveReport(r), true
	}
	return nil, false
}

// saveReport writes the report as it is shown now, one at a time.
func (s *Shell) saveReport(r *report) tea.Cmd {
	if r.saving {
		return nil
	}
	r.saving = true
	text, save := r.text, s.opt.Save
	return func() tea.Msg {
		path, err := save(text)
		return reportSaved{r, path, err}
	}
}

// take shows what came of saving. The report may be closed by then.
func (m reportSaved) take() {
	m.report.saving = false
	if m.err != nil {
		m.report.said = "Not saved: " + m.err.Error()
		return
	}
	m.report.said = "Saved as " + m.path + "."
}

func (s *Shell) reportScreen(r *report) Screen {
	blocks := []Block{
		Text{S: "This is everything the report contains. No token is in it.", Strong: true},
	}
	if r.said != "" {
		blocks = append(blocks, Text{S: r.said})
	}
	blocks = append(blocks, Gap{}, Text{S: r.text})
	keys := []Key{{Key: "enter", Does: "close"}}
	if s.opt.Redact != nil {
		keys = append(keys, Key{Key: "h", Does: "hide names"})
	}
	if s.opt.Save != nil {
		keys = append(keys, Key{Key: "s", Does: "save"})
	}
	keys = append(keys, Key{Key: "c", Does: "copy"}, Key{Key: "↑↓", Does: "read"})
	return Screen{Blocks: blocks, Keys: keys}
}
