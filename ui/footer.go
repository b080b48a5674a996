package ui

import (
	"slices"
	"strings"

	"acp-gitlab/ui/typeset"
)

// entry is a key in the footer.
type entry struct {
	Key
	// bare may be shown without its words, because they stand elsewhere.
	bare bool
	// short is always shown without them.
	short bool
}

// footer is the last line: the keys that work now, as many whole entries as
// fit. That of help always does.
func (w *Wizard) footer(l layout) string {
	entries, help := w.entries(l.text < narrowCols)
	room := l.frame - l.indent
	if help != nil {
		room -= typeset.Width(w.entry(help.Key)) + typeset.Width(w.sep())
	}
	var out []string
	for _, e := range entries {
		gap := 0
		if len(out) > 0 {
			gap = typeset.Width(w.sep())
		}
		text := w.entry(e.Key)
		if e.bare && gap+typeset.Width(text) > room || e.short {
			text = w.bare(e.Key)
		}
		if help != nil && e.Key.Key == "ctrl+c" {
			out, help = append(out, w.entry(help.Key)), nil
		}
		if gap+typeset.Width(text) <= room {
			out = append(out, text)
			room -= gap + typeset.Width(text)
		}
	}
	if help != nil {
		out = append(out, w.entry(help.Key))
	}
	return strings.Repeat(" ", l.indent) + strings.Join(out, w.sep())
}

// sep parts the entries; the keys are bold.
func (w *Wizard) sep() string { return "   " }

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
	if w.shell.Overlay() {
		return w.entriesOf(w.screen.Keys, narrow), nil
	}
	keys, help := w.splitHelp(w.screen.Keys)
	if w.screen.Busy {
		keys = slices.DeleteFunc(keys, func(k Key) bool { return k.Key != "esc" && k.Key != "ctrl+c" })
		return w.entriesOf(w.completed(keys), narrow), nil
	}
	return w.entriesOf(w.completed(keys), narrow), &entry{Key: w.helpKey(help, narrow)}
}

func (w *Wizard) entriesOf(keys []Key, narrow bool) []entry {
	var out []entry
	problem, _ := w.screen.Problem()
	for _, k := range keys {
		if k.Hidden {
			continue
		}
		known := k.Key == "esc" || k.Key == "ctrl+r" || problem.offers(k.Key)
		out = append(out, entry{Key: k, bare: narrow && known, short: narrow && footerName(k.Key) == "↑↓"})
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
	_, problem := w.screen.Problem()
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
	if !w.screen.Busy {
		keys = w.forWidgets(keys)
		if _, ok := w.screen.Problem(); ok && w.opt.Report != nil {
			keys = withKey(keys, len(keys), Key{Key: "ctrl+r", Does: "report"})
		}
	}
	switch {
	case hasKey(keys, "esc"):
	case !w.shell.first():
		keys = withKey(keys, len(keys), Key{Key: "esc", Does: "back"})
	default:
		keys = withKey(keys, len(keys), Key{Key: "ctrl+c", Does: "quit"})
	}
	return keys
}

// forWidgets adds the keys of the field and the choices; those of the choices
// stand right behind Enter.
func (w *Wizard) forWidgets(keys []Key) []Key {
	_, field := w.screen.Field()
	c, list := w.screen.Choices()
	after := 0
	if len(keys) > 0 && keys[0].Key == "enter" {
		after = 1
	}
	switch {
	case field && !list:
		return withKey(keys, len(keys), Key{Key: "ctrl+u", Does: "clear"})
	case list && c.Multi && !field:
		return withKey(keys, after, Key{Key: "space", Does: "tick"})
	case list && field:
		return withKey(keys, after, Key{Key: "↑↓", Does: "choose"})
	case list:
		return withKey(keys, after, Key{Key: "↑↓", Does: "move"})
	}
	return keys
}

func hasKey(keys []Key, name string) bool {
	return slices.ContainsFunc(keys, func(k Key) bool { return k.Key == name })
}

// withKey puts k in at a place, unless the step has listed that key itself.
func withKey(keys []Key, at int, k Key) []Key {
	if hasKey(keys, k.Key) || k.Key == "↑↓" && hasKey(keys, "up") {
		return keys
	}
	return slices.Insert(slices.Clone(keys), at, k)
}

// allKeys are the keys of the help: the screen's own, then those that
// work everywhere.
func (w *Wizard) allKeys() Facts {
	keys, _ := w.splitHelp(w.screen.Keys)
	p, _ := w.screen.Problem()
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
	if !w.shell.first() {
		add("esc", "back one step; your answers are kept")
	}
	add("pgup pgdn", "scroll, where the screen is too small")
	add("? F1", "help; ? only while a text field is empty")
	if w.opt.Report != nil {
		add("ctrl+r", "a report for support, shown before it is written")
	}
	add("ctrl+c", "leave: asks first; twice leaves at once")
	return facts
}
