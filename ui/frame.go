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
	indentCols       = 61      // from here: one column of indent
	stepListCols     = 100     // from here: the list of steps at the left
	airyRows         = 16      // from here: an empty line under the header
	maxTextCols      = 100     // longer lines are hard to read
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
	indent     int // of the body's text
	steps      int // columns of the list of steps, 0 without
	text       int // columns of the body's text
	body       int // rows of the body, without the line under the header
	airy       bool
}

func (w *Wizard) layout() layout {
	cols, rows := w.size()
	l := layout{cols: cols, rows: rows, body: max(1, rows-2), airy: rows >= airyRows}
	if cols >= indentCols {
		l.indent = 1
	}
	if _, total, _ := w.shell.Step(); cols >= stepListCols && total > 1 && total <= l.body-1 {
		l.steps = w.stepListWidth()
	}
	l.text = min(max(1, cols-l.indent-l.steps), maxTextCols)
	return l
}

// refresh makes screen and frame anew.
func (w *Wizard) refresh() {
	l := w.layout()
	w.room = Room{Cols: l.text, Rows: l.body}
	if l.airy {
		w.room.Rows--
	}
	w.screen = w.shell.Look(w.room)
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
	case w.printing != nil:
		w.frame = w.theme.text(w.printFrame())
	default:
		w.frame = w.draw(l)
	}
}

// draw makes the frame: header, body, footer, on as many lines as there are.
func (w *Wizard) draw(l layout) string {
	p := &renderer{Theme: w.theme, cols: l.text, page: l.cols, now: Now()}
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
	lines = append(lines, w.header(l.cols))
	if air := l.airy && len(tidy(rows)) < room; air {
		lines = append(lines, "")
		room--
	}
	lines = append(lines, w.body(p, l, rows, room)...)
	for _, s := range said {
		lines = append(lines, strings.Repeat(" ", l.indent)+s)
	}
	return strings.Join(append(lines, w.footer(l)), "\n")
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

// body draws exactly room lines: the rows that are in sight, at their indent,
// beside the list of steps.
func (w *Wizard) body(p *renderer, l layout, rows []row, room int) []string {
	steps := w.stepList(l)
	view := view{rows: rows, room: room, offset: w.place.offset, follow: w.place.follow}
	beside := view.clearOf(len(steps))
	if !beside {
		steps = nil
	}
	shown := view.fit(p)
	w.place.offset, w.place.end = view.offset, view.end
	indent := strings.Repeat(" ", l.indent)
	lines := make([]string, room)
	for i := range lines {
		side, text := "", ""
		if i < len(steps) {
			side = steps[i]
		}
		if i < len(shown) {
			text = shown[i].text
			if shown[i].full {
				lines[i] = text
				continue
			}
		}
		if text != "" && len(steps) > 0 {
			side = typeset.Pad(side, l.steps)
		}
		lines[i] = strings.TrimRight(indent+side+text, " ")
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

// header is the first line: where the person is. It is never cut inside a
// host: a cut host can deceive. The program's name falls first, then the host.
func (w *Wizard) header(cols int) string {
	_, _, title := w.shell.Step()
	core := []string{w.theme.Strong.Render(w.theme.text(title))}
	if !w.quiet {
		core = append([]string{w.theme.text(w.shell.Counter())}, core...)
	}
	if w.opt.Demo {
		core = append([]string{w.theme.Strong.Render("DEMO")}, core...)
	}
	host := ""
	if w.opt.Place != nil {
		host = w.theme.text(w.opt.Place())
	}
	for _, line := range w.headers(core, host, cols) {
		if typeset.Width(line) < cols {
			return line
		}
	}
	return ansi.Truncate(w.join(core), cols, "")
}

// headers are the header's forms, the fullest first.
func (w *Wizard) headers(core []string, host string, cols int) []string {
	named := core
	if cols >= narrowCols {
		at := 0
		if w.opt.Demo {
			at = 1
		}
		named = append(append([]string{}, core[:at]...), w.theme.text(w.opt.Program))
		named = append(named, core[at:]...)
	}
	if host == "" {
		return []string{w.join(named), w.join(core)}
	}
	return []string{w.join(append(named[:len(named):len(named)], host)), w.join(append(core[:len(core):len(core)], host)), w.join(named), w.join(core)}
}

func (w *Wizard) join(parts []string) string {
	return strings.Join(parts, w.theme.text(" · "))
}

// stepListWidth is the width of the list of steps with the blanks behind it.
func (w *Wizard) stepListWidth() int {
	cols := 0
	for _, title := range w.shell.titles() {
		cols = max(cols, typeset.Width(w.theme.text(title)))
	}
	return typeset.Width(w.theme.text("✓")) + 1 + cols + 3
}

// stepList is the list of steps at the left: done, here in bold, still to come.
func (w *Wizard) stepList(l layout) []string {
	if l.steps == 0 || w.quiet {
		return nil
	}
	done := w.theme.text("✓")
	here, total, _ := w.shell.Step()
	lines := make([]string, total)
	for i, title := range w.shell.titles() {
		title = w.theme.text(title)
		switch n := i + 1; {
		case n < here:
			lines[i] = done + " " + title
		case n == here:
			lines[i] = w.theme.Strong.Render(typeset.Pad(">", typeset.Width(done)) + " " + title)
		default:
			lines[i] = typeset.Pad("", typeset.Width(done)) + " " + title
		}
	}
	return lines
}
