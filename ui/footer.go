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
	// must is shown whatever else there is.
	must bool
}

// Between two entries there are three columns; where there is little room two,
// if a key is seen by that.
const usualGap, tightGap = 3, 2

// footer is the last line: the keys that work now, as many whole entries as
// fit. The ways back and to help are always among them.
func (w *Wizard) footer(l layout) string {
	narrow := l.text < narrowCols
	entries := w.entries(narrow)
	gap := usualGap
	out, lost := w.fitting(entries, l.frame-l.indent, gap)
	if narrow && lost > 0 {
		if tight, less := w.fitting(entries, l.frame-l.indent, tightGap); less < lost {
			out, gap = tight, tightGap
		}
	}
	return strings.Repeat(" ", l.indent) + strings.Join(out, strings.Repeat(" ", gap))
}

// fitting are those entries that fit into so many columns, and how much is lost:
// 2 for a key, 1 for its words.
func (w *Wizard) fitting(entries []entry, room, gap int) (out []string, lost int) {
	room += gap
	for _, e := range entries {
		if e.must {
			room -= typeset.Width(w.least(e)) + gap
		}
	}
	texts := make([]string, len(entries))
	take := func(i int, text string) bool {
		more := typeset.Width(text) + gap
		if texts[i] != "" {
			more = typeset.Width(text) - typeset.Width(texts[i])
		}
		if more > room {
			return false
		}
		texts[i], room = text, room-more
		return true
	}
	for i, e := range entries {
		switch {
		case e.must:
			texts[i] = w.least(e)
		case e.short:
			take(i, w.bare(e.Key))
		case take(i, w.entry(e.Key)):
		case e.bare && take(i, w.bare(e.Key)):
			lost++
		default:
			lost += 2
		}
	}
	for i, e := range entries {
		if e.must {
			take(i, w.entry(e.Key)) // what is left goes to its words
		}
	}
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" }), lost
}

// least is the shortest form of an entry.
func (w *Wizard) least(e entry) string {
	if e.bare || e.short {
		return w.bare(e.Key)
	}
	return w.entry(e.Key)
}

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

// entries are the keys of the footer in their order.
func (w *Wizard) entries(narrow bool) []entry {
	if w.shell.Overlay() {
		return w.entriesOf(w.screen.Keys, narrow)
	}
	keys, help := w.splitHelp(w.screen.Keys)
	if w.screen.Busy {
		keys = slices.DeleteFunc(keys, func(k Key) bool { return k.Key != "esc" && k.Key != "ctrl+c" })
		return w.entriesOf(w.completed(keys), narrow)
	}
	entries := w.entriesOf(w.completed(keys), narrow)
	at := slices.IndexFunc(entries, func(e entry) bool { return e.Key.Key == "ctrl+c" })
	if at < 0 {
		at = len(entries)
	}
	return slices.Insert(entries, at, entry{Key: w.helpKey(help, narrow), must: true})
}

// entriesOf are keys as entries. What steps hide is left out, but never the way
// back.
func (w *Wizard) entriesOf(keys []Key, narrow bool) []entry {
	var out []entry
	problem, _ := w.screen.Problem()
	for _, k := range keys {
		back := k.Key == "esc"
		if k.Hidden && !back {
			continue
		}
		known := back || k.Key == "ctrl+r" || problem.offers(k.Key)
		out = append(out, entry{Key: k, bare: narrow && known, short: narrow && footerName(k.Key) == "↑↓", must: back})
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
		return withKey(keys, after, Key{Key: "space", Does: "select"})
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
	add("pgup pgdn", "scroll, if the screen is too small")
	add("? F1", "help; in a text field, ? works only while it is empty")
	if w.opt.Report != nil {
		add("ctrl+r", "a report for support, shown before it is written")
	}
	add("ctrl+c", "quit: asks first; press it twice to quit at once")
	return facts
}
