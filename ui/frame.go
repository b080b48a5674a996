package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"acp-gitlab/ui/typeset"
)

// The sizes at which the frame changes.
const (
	minCols, minRows = 40, 12  // below: one line asks for room
	indentCols       = 61      // from here: one column of indent, and one free at the right
	barCols          = 80      // from here, and from airyRows: the progress bar
	airyRows         = 16      // from here: an empty line under the header
	barCol           = 2       // the question's bar, and the blank behind it
	lowRows          = 31      // from here: the footer stays near the content
	maxFrameCols     = 100     // wider frames fall apart into two halves
	maxTextCols      = 78      // longer lines are hard to read
	usualCols        = 80      // until the terminal tells its size,
	usualRows        = 24      // and where it tells none
	maxBodyRows      = 1 << 10 // nobody has more, and 0 x 99999 is no size
)

// size is the terminal's, or the usual one where it is not known.
func (w *Wizard) size() (cols, rows int) {
	cols, rows = w.cols, w.rows
	if cols <= 0 {
		cols = usualCols
	}
	if rows <= 0 {
		rows = usualRows
	}
	return cols, min(rows, maxBodyRows)
}

func (w *Wizard) tooSmall() bool {
	cols, rows := w.size()
	return cols < minCols || rows < minRows
}

// layout is how the frame is divided at the present size.
type layout struct {
	cols, rows int
	frame      int // columns of header and footer
	indent     int // of the body's text
	gutter     int // of the question's bar and the blank behind it, 0 without
	text       int // columns of the body's text
	head       int // rows of the header
	body       int // rows of the body, with the empty line under the header
	airy       bool
}

func (w *Wizard) layout() layout {
	cols, rows := w.size()
	l := layout{cols: cols, rows: rows, frame: min(cols, maxFrameCols), head: 1, airy: rows >= airyRows}
	margin := 0
	if cols >= indentCols {
		l.indent, margin = 1, 1
		if w.theme.Glyphs {
			l.gutter = barCol
		}
	}
	if cols >= barCols && l.airy && w.theme.Glyphs && !w.quiet {
		l.head = 2
	}
	l.body = max(1, rows-l.head-1)
	l.text = min(max(1, cols-l.indent-l.gutter-margin), maxTextCols)
	return l
}

// refresh makes screen and frame anew.
func (w *Wizard) refresh() {
	l := w.layout()
	w.room = Room{Cols: l.text, Rows: l.body}
	if l.airy {
		w.room.Rows--
	}
	w.screen = w.look()
	if !w.shell.Overlay() {
		w.quiet = w.screen.Quiet
	}
	if w.place.visit != w.shell.Visits() {
		w.notice = ""
	}
	w.place.moveTo(w.shell.Visits(), w.shell.shown())
	switch {
	case w.tooSmall():
		w.frame = w.askForRoom(l)
	case w.printing != nil, w.returning:
		w.frame = w.theme.text(w.printFrame())
	default:
		w.frame = w.draw(l)
	}
}

// draw makes the frame: header, body, footer, on as many lines as there are.
func (w *Wizard) draw(l layout) string {
	p := &renderer{Theme: w.theme, cols: l.text, page: l.cols, now: Now(), act: w.actShown(), still: w.opt.Still}
	w.widgets(p)
	rows := p.blocks(w.screen.Blocks)
	var said []string
	if w.notice != "" {
		said = []string{w.theme.text(w.notice)}
	} else {
		rows, said = replied(rows, l.body)
	}
	room := l.body - len(said)
	lines := make([]string, 0, l.rows)
	lines = append(lines, w.header(l)...)
	rows = unspared(rows, room)
	if air := l.airy && (len(tidy(rows)) < room || long(rows, room)); air {
		lines = append(lines, "")
		room--
	}
	lines = append(lines, w.body(p, l, rows, w.place.tall(l.rows, len(tidy(rows)), room))...)
	for _, s := range said {
		lines = append(lines, strings.Repeat(" ", l.indent+l.gutter)+s)
	}
	if len(lines) < l.rows-2 {
		lines = append(lines, "", "")
	}
	lines = append(lines, w.footer(l))
	for len(lines) < l.rows {
		lines = append(lines, "")
	}
	return strings.Join(lines, "\n")
}

// mostReply is how many lines of a reply are taken out of the body at most.
const mostReply = 3

// replied takes what answers the last key out of rows that do not all fit: it
// must be in sight.
func replied(rows []row, room int) (rest []row, said []string) {
	lines := 0
	for _, r := range rows {
		if !r.gap {
			lines++
		}
		if r.reply {
			said = append(said, r.text)
		}
	}
	if lines <= room || len(said) > mostReply {
		return rows, nil
	}
	return slices.DeleteFunc(rows, func(r row) bool { return r.reply }), said
}

// body draws exactly room lines: the rows that are in sight, at their indent.
func (w *Wizard) body(p *renderer, l layout, rows []row, room int) []string {
	view := view{rows: rows, room: room, offset: w.place.offset, follow: w.place.follow}
	shown := view.fit(p)
	w.place.offset, w.place.end = view.offset, view.end
	indent, plain, bar := strings.Repeat(" ", l.indent), strings.Repeat(" ", l.gutter), ""
	if l.gutter > 0 {
		bar = p.Accent.Render("┃") + " "
	}
	lines := make([]string, room)
	for i := range lines {
		switch {
		case i >= len(shown):
		case shown[i].full:
			lines[i] = shown[i].text
		case shown[i].asks && l.gutter > 0:
			lines[i] = strings.TrimRight(indent+bar+shown[i].text, " ")
		case shown[i].edge:
			lines[i] = indent + shown[i].text
		default:
			lines[i] = strings.TrimRight(indent+plain+shown[i].text, " ")
		}
	}
	return lines
}

// askForRoom is all that is shown where nothing fits.
func (w *Wizard) askForRoom(l layout) string {
	s := fmt.Sprintf("%s needs %d x %d; this is %d x %d. ctrl+c leaves; or: %s --plain",
		w.opt.Program, minCols, minRows, l.cols, l.rows, w.opt.Program)
	lines := typeset.Wrap(w.theme.text(s), l.cols)
	return strings.Join(lines[:min(len(lines), l.rows)], "\n")
}

// header says where the person is, and how far: the step at the left, the host
// at the right, and below them the bar. A host is shown whole or not at all: a
// cut host can deceive. Where there is little room the program's name falls
// first, then the host.
func (w *Wizard) header(l layout) []string {
	_, _, title := w.shell.Step()
	core := []string{w.theme.Strong.Render(w.theme.text(title))}
	if !w.quiet {
		core = append([]string{w.theme.text(w.shell.Counter())}, core...)
	}
	host := ""
	if w.opt.Place != nil {
		host = w.theme.text(w.opt.Place())
	}
	if l.cols < indentCols {
		if w.opt.Demo {
			core = append([]string{w.theme.Strong.Render("DEMO")}, core...)
		}
		return []string{w.shortHeader(core, host, l.cols)}
	}
	name := w.theme.Strong.Render(w.theme.text(w.opt.Program))
	if w.opt.Demo {
		name = w.theme.Strong.Render("DEMO") + " " + w.theme.text(w.opt.Program)
	}
	line := " " + name + "   " + w.join(core)
	if room := l.frame - 1 - typeset.Width(line) - typeset.Width(host); host != "" && room >= 3 {
		line += strings.Repeat(" ", room) + host
	}
	lines := []string{ansi.Truncate(line, l.cols, "")}
	if l.head > 1 {
		lines = append(lines, " "+w.progress(l.frame-1))
	}
	return lines
}

// progress is the bar: a segment for each step, those done and the present one
// in the accent.
func (w *Wizard) progress(cols int) string {
	here, total, _ := w.shell.Step()
	if total == 0 {
		return ""
	}
	segment := max(1, (cols-(total-1))/total)
	parts := make([]string, total)
	for i := range parts {
		parts[i] = w.theme.Quiet.Render(strings.Repeat("─", segment))
		if i < here {
			parts[i] = w.theme.Accent.Render(strings.Repeat("━", segment))
		}
	}
	return strings.Join(parts, " ")
}

// shortHeader is the header's fullest form that fits on one line.
func (w *Wizard) shortHeader(core []string, host string, cols int) string {
	if host != "" {
		if line := w.join(append(core[:len(core):len(core)], host)); typeset.Width(line) < cols {
			return line
		}
	}
	return ansi.Truncate(w.join(core), cols, "")
}

func (w *Wizard) join(parts []string) string {
	return strings.Join(parts, w.theme.text(" · "))
}
