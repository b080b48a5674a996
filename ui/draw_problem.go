package ui

import (
	"fmt"
	"strings"
	"time"

	"acp-gitlab/ui/typeset"
)

// problem draws a problem in the order in which it is read: what happened and
// why, what to do, the checks so far, the fact, the code. Where there is little
// room, why comes behind what to do.
func (p *renderer) problem(b Problem) []row {
	head, cols := p.sign(b.State)
	rows := p.hang(head, cols, b.Title, func(l string) string { return p.Strong.Render(l) })
	if s := p.countdown(b.Until); s != "" {
		rows = append(rows, p.hang("", cols, s, nil)...)
	}
	if p.narrow() {
		rows = append(rows, p.acts(b)...)
		return append(rows, p.because(b)...)
	}
	if b.Why != "" {
		rows = append(rows, p.hang("", 0, b.Why, nil)...)
	}
	if len(b.Acts) > 0 {
		rows = append(rows, row{gap: true})
		rows = append(rows, p.acts(b)...)
	}
	for i := range rows {
		rows[i].asks = true
	}
	if len(b.Checks) > 0 {
		checks := append([]row{{gap: true}}, p.checklist(b.Checks)...)
		for i := range checks {
			checks[i].spare = true
		}
		rows = append(rows, checks...)
	}
	b.Why = ""
	return append(rows, p.because(b)...)
}

// acts are the ways out. The one that the pointer is at is what Enter does; the
// others have a key of their own, which stands behind them.
func (p *renderer) acts(b Problem) []row {
	wide := 0
	for _, a := range b.Acts {
		wide = max(wide, typeset.Width(p.text(capital(a.Does))))
	}
	wide = min(wide, p.cols-10)
	var rows []row
	for i, a := range b.Acts {
		head, style := "  ", func(s string) string { return s }
		if i == p.act {
			head, style = p.pointer(), func(s string) string { return p.Strong.Render(s) }
		}
		lines := typeset.Wrap(p.text(capital(a.Does)), wide)
		for j, l := range lines {
			text := style(l)
			if j == 0 && a.Key != "enter" {
				text = typeset.Pad(text, wide+3) + p.Strong.Render(p.text(a.Key))
			}
			rows = append(rows, row{text: head + text, here: i == p.act})
			head = "  "
		}
	}
	return rows
}

// pointer is what stands before the chosen line.
func (p *renderer) pointer() string {
	if p.Glyphs {
		return p.Accent.Render("❯") + " "
	}
	return "> "
}

// because are the lines under the actions.
func (p *renderer) because(b Problem) []row {
	rows := []row{{gap: true}}
	if p.narrow() {
		for _, f := range b.Because() {
			rows = append(rows, p.hang(f.Label, 6, f.Text, nil)...)
		}
		return rows
	}
	for _, text := range []string{b.Support, b.Fact, b.Code} {
		if text != "" {
			rows = append(rows, p.hang("", 0, text, nil)...)
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
		return "The wait is over. Try again."
	}
	seconds := (left + time.Second - 1) / time.Second
	if seconds < 100 {
		return fmt.Sprintf("%d s to go", seconds)
	}
	return strings.TrimSuffix(left.Round(time.Minute).String(), "0s") + " to go"
}
