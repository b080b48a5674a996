package ui

import "slices"

// chosen is the choice that Enter takes: what was chosen last, else the step's.
func (d *lineDriver) chosen(c Choices) string {
	if v, ok := d.picked[c.ID]; ok && c.find(v) >= 0 {
		return v
	}
	if k := d.w.pickers[c.ID]; k != nil && k.form != nil && c.find(k.hovered()) >= 0 {
		return k.hovered()
	}
	if (c.Chosen == "" || c.find(c.Chosen) < 0) && len(c.Options) > 0 {
		return c.Options[0].Value
	}
	return c.Chosen
}

// ticked are the ticked choices, in the order of the list.
func (d *lineDriver) ticked(c Choices) []string {
	values, ok := d.ticks[c.ID]
	if k := d.w.pickers[c.ID]; !ok && k != nil && k.form != nil {
		values, ok = k.ticked(), true
	}
	if !ok {
		values = c.Ticked
	}
	var out []string
	for _, o := range c.Options {
		if slices.Contains(values, o.Value) {
			out = append(out, o.Value)
		}
	}
	return out
}
