package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/spinner"

	"acp-gitlab/ui/typeset"
)

// wordCols is the width of the status word with the blanks behind it.
const wordCols = 6

// signed reports whether there is room for signs, bars and boxes.
func (p *renderer) signed() bool { return p.Glyphs && !p.narrow() }

// head is the status word, in a column of the returned width.
func (p *renderer) head(s State) (string, int) {
	if p.signed() {
		return p.glyph(s) + " " + p.state(s), wordCols + 2
	}
	return p.state(s), wordCols
}

// headOf is the head of a line: of those that wait, the first one turns, and the
// others have not begun.
func (p *renderer) headOf(l Line, first bool) (string, int) {
	head, cols := p.head(l.State)
	switch {
	case l.State != Wait:
		return head, cols
	case !first && p.signed():
		return p.Quiet.Render("·"), cols
	case !first:
		return "", cols
	case p.signed() && !p.still:
		return p.Accent.Render(p.spin()) + " " + p.state(Wait), cols
	}
	return head, cols
}

// spin is the frame of the one thing that turns.
func (p *renderer) spin() string {
	frames := spinner.MiniDot.Frames
	return frames[int(p.now.UnixNano()/int64(spinTime))%len(frames)]
}

// spinTime is how long one frame of the spinner stands.
const spinTime = 100 * time.Millisecond

func (p *renderer) checklist(lines Checklist) []row {
	label := 0
	for _, l := range lines {
		label = max(label, typeset.Width(p.text(l.Label)))
	}
	if label > 0 {
		label += 3
	}
	var rows []row
	waits := false
	for _, l := range lines {
		first := l.State == Wait && !waits
		waits = waits || first
		if p.narrow() {
			rows = append(rows, p.shortLine(l, first)...)
			continue
		}
		rows = append(rows, p.longLine(l, min(label, p.cols/3), first)...)
	}
	return rows
}

// shortLine is "ok    yours: Ada (@ada)".
func (p *renderer) shortLine(l Line, first bool) []row {
	head, cols := p.headOf(l, first)
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
func (p *renderer) longLine(l Line, label int, first bool) []row {
	head, cols := p.headOf(l, first)
	head = typeset.Pad(head, cols) + p.text(l.Label)
	text := p.said(l)
	var style func(string) string
	if l.Found {
		style = func(s string) string { return p.Strong.Render(s) }
	}
	rows := p.hang(head, cols+label, text, style)
	if l.Code == "" {
		return rows
	}
	inline := p.hang(head, cols+label, text+" ("+l.Code+")", style)
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
	if l.State == Wait && !l.Until.IsZero() {
		return fmt.Sprintf("%d s to go", max(0, (l.Until.Sub(p.now)+time.Second-1)/time.Second))
	}
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
		var d time.Duration
		switch {
		case l.State != Wait:
		case l.Until.After(now):
			d = (l.Until.Sub(now)-1)%time.Second + 1
		case !l.Since.IsZero():
			d = time.Second - now.Sub(l.Since)%time.Second
		}
		if d == 0 {
			continue
		}
		if next == 0 || d < next {
			next = d
		}
	}
	return next
}
