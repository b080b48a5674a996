package ui

import (
	"slices"
	"strings"
)

// keys numbers the keys that nothing on the screen has named yet. Those of the
// shell, and of the widgets, have words of their own.
func (p *lineView) keys(keys []Key) {
	p.enterKey(keys)
	for _, k := range keys {
		if p.untold(k, keys) || p.named(k.Key) || ofShell(k.Key) || p.field != nil && len(k.Key) == 1 {
			continue
		}
		a := action{key: k.Key, does: k.Does, word: wordOf(k.Key, k.Does, keys)}
		if a.word != "" {
			p.words = append(p.words, a)
			continue
		}
		p.offer(a)
	}
}

// enterKey gives Enter its words, and a number where it is one of several.
func (p *lineView) enterKey(keys []Key) {
	others := 0
	for _, k := range keys {
		if k.Key == "enter" && k.Does != "" && k.Does != "next" {
			p.enter = k.Does
		}
		if !p.untold(k, keys) && k.Key != "enter" && !ofShell(k.Key) && wordOf(k.Key, k.Does, keys) == "" && !p.named(k.Key) {
			others++
		}
	}
	if others > 0 && p.choices == nil && p.field == nil && !p.named("enter") && hasKey(keys, "enter") {
		p.usual = len(p.actions)
		p.offer(action{key: "enter", does: p.enter})
	}
}

// wordOf is the word that stands for a key which must not be pressed by
// mistake: the key's own, for `y` the first one of what it does.
func wordOf(key, does string, keys []Key) string {
	for _, k := range keys {
		if k.Key == key && k.Word != "" {
			return k.Word
		}
		if k.Key == key && k.Does != "" {
			does = k.Does
		}
	}
	if key != "y" {
		return ""
	}
	word, _, _ := strings.Cut(strings.ToLower(does), " ")
	return strings.Trim(word, ".,:;")
}

// untold keys work, and stand in the help only: hidden ones, and doing the same
// again where there is nothing more to find out.
func (p *lineView) untold(k Key, keys []Key) bool {
	if k.Hidden || k.Key != "r" {
		return k.Hidden
	}
	return slices.ContainsFunc(keys, func(e Key) bool {
		return e.Key == "enter" && (e.Does == "next" || strings.HasSuffix(e.Does, "again"))
	})
}

func (p *lineView) named(key string) bool {
	is := func(a action) bool { return a.key == key }
	if slices.ContainsFunc(p.actions, is) || slices.ContainsFunc(p.words, is) {
		return true
	}
	// A choice such as "Use it (u)" is its key.
	return p.choices != nil && slices.ContainsFunc(p.choices.Options, func(o Choice) bool { return strings.HasSuffix(o.Label, " ("+key+")") })
}

// ofShell reports whether a key is the shell's own, or only moves.
func ofShell(key string) bool {
	switch key {
	case "enter", "esc", "?", "f1", "ctrl+c", "ctrl+r", "ctrl+u", "ctrl+z", "space", "up", "down", "↑↓", "pgup", "pgdown", "home", "end":
		return true
	}
	return false
}

func lowered(s string) string {
	if s == "" {
		return s
	}
	if word, _, _ := strings.Cut(s, " "); strings.ToUpper(word) == word && len(word) > 1 {
		return s // ACP, URL
	}
	if strings.HasPrefix(s, "I ") {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
