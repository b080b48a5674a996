package ui

import (
	"fmt"
	"strings"
	"time"

	"acp-gitlab/ui/typeset"
)

// wordCols is the width of the status word with the blanks behind it.
const wordCols = 6

// glyphCols is where there is room for a sign before the word.
const glyphCols = 80

// head is the status word, in a column of the returned width.
func (p *renderer) head(s State) (string, int) {
	if p.Glyphs && p.cols >= glyphCols {
		return p.glyph(s) + " " + p.state(s), wordCols + 2
	}
	return p.state(s), wordCols
}

func (p *renderer) checklist(lines Checklist) []row {
	label := 0
	for _, l := range lines {
		label = max(label, typeset.Width(p.text(l.Label)))
	}
	if label > 0 {
		label += 3
	}
	var rows []row
	for _, l := range lines {
		if p.narrow() {
			rows = append(rows, p.shortLine(l)...)
			continue
		}
		rows = append(rows, p.longLine(l, min(label, p.cols/3))...)
	}
	return rows
}

// shortLine is "ok    yours: Ada (@ada)".
func (p *renderer) shortLine(l Line) []row {
	head, cols := p.head(l.State)
	text := p.said(l)
	switch {
	case l.Label != "" && l.Text != "":
		text = l.Label + ": " + text
	case l.Label != "":
		text = strings.TrimRight(l.Label+"   "+text, " ")
	}
	return p.hang(head, cols, text, nil)
}

// longLine is "ok    yours      Ada Lovelace (@ada)".
func (p *renderer) longLine(l Line, label int) []row {
	head, cols := p.head(l.State)
	head = typeset.Pad(head, cols) + p.text(l.Label)
	text := p.said(l)
	rows := p.hang(head, cols+label, text, nil)
	if l.Code == "" {
		return rows
	}
	inline := p.hang(head, cols+label, text+" ("+l.Code+")", nil)
	if len(inline) == len(rows) {
		return inline
	}
	return append(rows, p.hang("", cols+label, l.Code, nil)...)
}

// said is a line's text and, while it waits, the seconds.
func (p *renderer) said(l Line) string {
	if s := p.patience(l); s != "" {
		return strings.TrimLeft(l.Text+"   "+s, " ")
	}
	return l.Text
}

// patience counts the seconds of a waiting line, from the second one on.
func (p *renderer) patience(l Line) string {
	if l.State != Wait || l.Since.IsZero() {
		return ""
	}
	waited := p.now.Sub(l.Since)
	if l.Limit > 0 {
		waited = min(waited, l.Limit)
	}
	if waited < 2*time.Second {
		return ""
	}
	if l.Limit == 0 {
		return fmt.Sprintf("%d s", waited/time.Second)
	}
	return fmt.Sprintf("%d s of %d s", waited/time.Second, l.Limit/time.Second)
}

// nextSecond is how long until something on the screen counts on; 0 if nothing
// does.
func nextSecond(blocks []Block, now time.Time) time.Duration {
	var next time.Duration
	for _, b := range blocks {
		var d time.Duration
		switch b := b.(type) {
		case Checklist:
			d = b.nextSecond(now)
		case Problem:
			if b.Until.After(now) {
				d = (b.Until.Sub(now)-1)%time.Second + 1
			}
		}
		if d > 0 && (next == 0 || d < next) {
			next = d
		}
	}
	return next
}

func (c Checklist) nextSecond(now time.Time) time.Duration {
	var next time.Duration
	for _, l := range c {
		if l.State != Wait || l.Since.IsZero() {
			continue
		}
		d := time.Second - now.Sub(l.Since)%time.Second
		if next == 0 || d < next {
			next = d
		}
	}
	return next
}
