package ui

import (
	"fmt"
	"strings"
	"time"
)

// problem draws a problem in the order in which it is read: what happened,
// what to do, why, the fact, the code.
func (p *renderer) problem(b Problem) []row {
	head, cols := p.head(b.State)
	rows := p.hang(head, cols, b.Title, func(l string) string { return p.Strong.Render(l) })
	if s := p.countdown(b.Until); s != "" {
		rows = append(rows, p.hang("", cols, s, nil)...)
	}
	if len(b.Acts) > 0 {
		if !p.narrow() {
			rows = append(rows, row{gap: true})
		}
		rows = append(rows, p.acts(b.Acts)...)
	}
	because := p.because(b)
	if len(because) > 0 {
		rows = append(rows, row{gap: true})
	}
	return append(rows, because...)
}

// acts are the ways out, that of Enter first in bold.
func (p *renderer) acts(acts []Act) []row {
	keys := 0
	for _, a := range acts {
		keys = max(keys, width(p.text(a.Key)))
	}
	var rows []row
	for _, a := range acts {
		head, style := "  ", func(s string) string { return s }
		if a.Key == "enter" {
			head, style = "> ", func(s string) string { return p.Strong.Render(s) }
		}
		key := pad(p.text(a.Key), keys)
		rows = append(rows, p.hang(style(head+key), keys+4, a.Does, style)...)
	}
	return rows
}

// because are the lines under the actions.
func (p *renderer) because(b Problem) []row {
	cols := p.choose(7, 6)
	var rows []row
	for _, f := range []Fact{{"Ask", b.Support}, {"Why", b.Why}, {"Fact", b.Fact}, {"Code", b.Code}} {
		if f.Text != "" {
			rows = append(rows, p.hang(f.Label, cols, f.Text, nil)...)
		}
	}
	return rows
}

// countdown says how long the other side wants to be left alone.
func (p *renderer) countdown(until time.Time) string {
	if until.IsZero() {
		return ""
	}
	left := until.Sub(p.now)
	if left <= 0 {
		return "The time is over: try again."
	}
	seconds := (left + time.Second - 1) / time.Second
	if seconds < 100 {
		return fmt.Sprintf("%d s to go", seconds)
	}
	return strings.TrimSuffix(left.Round(time.Minute).String(), "0s") + " to go"
}
