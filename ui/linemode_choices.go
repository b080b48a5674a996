package ui

import (
	"slices"
	"strings"
)

// choices numbers what can be chosen. A choice that has a key of its own in its
// label, as in "Replace it (y)", is that key's.
func (d *lineDriver) choices(p *lineView, c Choices, keys []Key) {
	p.choices = &c
	chosen := d.chosen(c)
	for _, o := range c.Options {
		a := action{choice: o.Value, label: o.Label, note: o.Note, toggle: c.Multi, does: o.Label}
		for _, k := range keys {
			if bare, ok := strings.CutSuffix(o.Label, " ("+k.Key+")"); ok {
				a.does = bare
				if a.word = wordOf(k.Key, k.Does, keys); a.word != "" {
					a.key = k.Key
				}
			}
		}
		if a.word != "" {
			p.words = append(p.words, a)
			p.remark(a)
			continue
		}
		if o.Value == chosen && p.usual < 0 && !c.Multi {
			p.usual = len(p.actions)
		}
		if o.Note != "" {
			a.does += ", " + o.Note
		}
		p.offer(a)
	}
	if c.Multi {
		p.say("Ticked: "+listed(d.ticked(c), c), false)
	} else if p.usual < 0 && len(p.actions) > 0 {
		p.usual = 0
	}
}

// remark says what stands behind a choice that gets no number.
func (p *lineView) remark(a action) {
	if a.note != "" {
		p.say(capital(strings.TrimSuffix(a.does, ", "+a.note))+": "+a.note, false)
	}
}

// listed names the ticked choices.
func listed(values []string, c Choices) string {
	var names []string
	for _, o := range c.Options {
		if slices.Contains(values, o.Value) {
			names = append(names, o.Label)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
