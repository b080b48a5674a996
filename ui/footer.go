package ui

import "strings"

// entry is a key in the footer.
type entry struct {
	Key
	// bare may be shown without its words, because they stand elsewhere.
	bare bool
}

// footer is the last line: the keys that work now, as many whole entries as
// fit. That of help always does.
func (w *Wizard) footer(l layout) string {
	entries, help := w.entries(l.text < narrowCols)
	room := l.cols - l.indent
	if help != nil {
		room -= width(w.entry(help.Key)) + width(w.sep())
	}
	var out []string
	for i, e := range entries {
		text := w.entry(e.Key)
		if e.bare && width(text) > room {
			text = w.bare(e.Key)
		}
		need := width(text)
		if i > 0 && len(out) > 0 {
			need += width(w.sep())
		}
		if help != nil && e.Key.Key == "ctrl+c" {
			out, help = append(out, w.entry(help.Key)), nil
		}
		if need <= room {
			out = append(out, text)
			room -= need
		}
	}
	if help != nil {
		out = append(out, w.entry(help.Key))
	}
	return strings.Repeat(" ", l.indent) + strings.Join(out, w.sep())
}

func (w *Wizard) sep() string { return w.theme.text(" · ") }

func (w *Wizard) bare(k Key) string { return w.theme.Strong.Render(w.theme.text(footerName(k.Key))) }

func (w *Wizard) entry(k Key) string {
	if k.Does == "" {
		return w.bare(k)
	}
	return w.bare(k) + " " + w.theme.text(k.Does)
}

// footerName is a key as it is written: "F1", "↑↓".
func footerName(key string) string {
	switch key {
	case "f1":
		return "F1"
	case "up", "down":
		return "↑↓"
	}
	return key
}

// entries are the keys of the footer in their order, and that of help.
func (w *Wizard) entries(narrow bool) ([]entry, *entry) {
	if w.panel != nil {
		return w.entriesOf(w.screen.Keys, narrow), nil
	}
	keys, help := w.splitHelp(w.screen.Keys)
	if w.screen.Busy {
		keys = nil
	}
	keys = w.completed(keys)
	if w.screen.Busy {
		return w.entriesOf(keys, narrow), nil
	}
	return w.entriesOf(keys, narrow), &entry{Key: w.helpKey(help, narrow)}
}

func (w *Wizard) entriesOf(keys []Key, narrow bool) []entry {
	var out []entry
	for _, k := range keys {
		if k.Hidden {
			continue
		}
		known := k.Key == "esc" || k.Key == "ctrl+r" || w.arrows(k.Key) || w.acted(k.Key)
		out = append(out, entry{Key: k, bare: narrow && known})
	}
	return out
}

// splitHelp takes the step's own words for help out of its keys.
func (w *Wizard) splitHelp(keys []Key) (rest []Key, help string) {
	for _, k := range keys {
		if k.Key == "?" || k.Key == "f1" {
			help = k.Does
			continue
		}
		rest = append(rest, k)
	}
	return rest, help
}

func (w *Wizard) helpKey(words string, narrow bool) Key {
	k := Key{Key: "?", Does: words}
	if _, in := w.fieldShown(); in != nil {
		k.Key = "f1"
	}
	_, problem := problemOf(w.screen)
	switch {
	case words != "":
	case problem && narrow:
		k.Does = "more"
	case problem:
		k.Does = "more about this"
	default:
		k.Does = "help"
	}
	return k
}

// completed adds the shell's own keys to the step's, where it has not listed
// them.
func (w *Wizard) completed(keys []Key) []Key {
	has := func(name string) bool {
		for _, k := range keys {
			if k.Key == name {
				return true
			}
		}
		return false
	}
	add := func(after bool, k Key) {
		at := len(keys)
		if after && len(keys) > 0 && keys[0].Key == "enter" {
			at = 1
		}
		keys = append(keys[:at:at], append([]Key{k}, keys[at:]...)...)
	}
	_, field := fieldOf(w.screen)
	c, list := choicesOf(w.screen)
	if !w.screen.Busy {
		switch {
		case list && c.Multi && !field && !has("space"):
			add(true, Key{Key: "space", Does: "tick"})
		case list && !c.Multi && !has("up") && !has("↑↓"):
			add(true, Key{Key: "↑↓", Does: map[bool]string{true: "choose", false: "move"}[field]})
		}
		if field && !list && !has("ctrl+u") {
			add(false, Key{Key: "ctrl+u", Does: "clear"})
		}
		if _, problem := problemOf(w.screen); problem && w.opt.Report != nil && !has("ctrl+r") {
			add(false, Key{Key: "ctrl+r", Does: "report"})
		}
	}
	switch {
	case has("esc"):
	case !w.flow.first():
		add(false, Key{Key: "esc", Does: "back"})
	case !has("ctrl+c"):
		add(false, Key{Key: "ctrl+c", Does: "quit"})
	}
	return keys
}

func (w *Wizard) arrows(key string) bool { return key == "↑↓" || key == "up" || key == "down" }

// acted reports whether the screen's problem says what a key does.
func (w *Wizard) acted(key string) bool {
	p, _ := problemOf(w.screen)
	for _, a := range p.Acts {
		if a.Key == key {
			return true
		}
	}
	return false
}

func problemOf(s Screen) (Problem, bool) {
	for _, b := range s.Blocks {
		if p, ok := b.(Problem); ok {
			return p, true
		}
	}
	return Problem{}, false
}

// allKeys are the keys of the help panel.
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
	for _, k := range w.completed(keys) {
		add(k.Key, k.Does)
	}
	if w.opt.Report != nil {
		add("ctrl+r", "a report for support, shown before anything is done with it")
	}
	add("pgup pgdn", "read on where the screen is too small")
	add("? F1", "help; in a text field ? only while it is empty")
	add("esc", "back")
	add("ctrl+c", "leave: asks first; twice leaves at once")
	return facts
}
