package ui

import (
	"slices"
	"strings"
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
	room := l.cols - l.indent
	if help != nil {
		room -= width(w.entry(help.Key)) + width(w.sep())
	}
	var out []string
	for _, e := range entries {
		gap := 0
		if len(out) > 0 {
			gap = width(w.sep())
		}
		text := w.entry(e.Key)
		if e.bare && gap+width(text) > room || e.short {
			text = w.bare(e.Key)
		}
		if help != nil && e.Key.Key == "ctrl+c" {
			out, help = append(out, w.entry(help.Key)), nil
		}
		if gap+width(text) <= room {
			out = append(out, text)
			room -= gap + width(text)
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
	if w.overlay != nil {
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
	for _, k := range keys {
		if k.Hidden {
			continue
		}
		known := k.Key == "esc" || k.Key == "ctrl+r" || w.acted(k.Key)
		out = append(out, entry{Key: k, bare: narrow && known, short: narrow && w.arrows(k.Key)})
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
	if !w.screen.Busy {
		keys = w.forWidgets(keys)
		if _, ok := problemOf(w.screen); ok && w.opt.Report != nil {
			keys = withKey(keys, len(keys), Key{Key: "ctrl+r", Does: "report"})
		}
	}
	switch {
	case hasKey(keys, "esc"):
	case !w.flow.first():
		keys = withKey(keys, len(keys), Key{Key: "esc", Does: "back"})
	default:
		keys = withKey(keys, len(keys), Key{Key: "ctrl+c", Does: "quit"})
	}
	return keys
}

// forWidgets adds the keys of the field and the choices; those of the choices
// stand right behind Enter.
func (w *Wizard) forWidgets(keys []Key) []Key {
	_, field := fieldOf(w.screen)
	c, list := choicesOf(w.screen)
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
