package ui

import (
	"fmt"
	"slices"
	"strings"
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
	rail       int // columns of the list of steps, 0 without
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
	if cols >= stepListCols && len(w.flow.steps) > 1 && len(w.flow.steps) <= l.body-1 {
		l.rail = w.stepListWidth()
	}
	l.text = min(max(1, cols-l.indent-l.rail), maxTextCols)
	return l
}

// refresh makes screen and frame anew.
func (w *Wizard) refresh() {
	l := w.layout()
	w.room = Room{Cols: l.text, Rows: l.body}
	if l.airy {
		w.room.Rows--
	}
	if w.overlay != nil {
		w.screen = w.overlay.screen()
	} else {
		w.screen = w.flow.step().Screen(w.room)
		w.quiet = w.screen.Quiet
	}
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
	rail := w.stepList(l)
	view := view{rows: rows, room: room, offset: w.offset, follow: w.follow}
	beside := view.clearOf(len(rail))
	if !beside {
		rail = nil
	}
	shown := view.fit(p)
	w.offset, w.end = view.offset, view.end
	indent := strings.Repeat(" ", l.indent)
	lines := make([]string, room)
	for i := range lines {
		side, text := "", ""
		if i < len(rail) {
			side = rail[i]
		}
		if i < len(shown) {
			text = shown[i].text
			if shown[i].full {
				lines[i] = text
				continue
			}
		}
		if text != "" && len(rail) > 0 {
			side = pad(side, l.rail)
		}
		lines[i] = strings.TrimRight(indent+side+text, " ")
	}
	return lines
}

// askForRoom is all that is shown where nothing fits.
func (w *Wizard) askForRoom(l layout) string {
	s := fmt.Sprintf("%s needs %d x %d; this is %d x %d. ctrl+c leaves; or: %s --plain",
		w.opt.Program, minCols, minRows, l.cols, l.rows, w.opt.Program)
	lines := wrap(w.theme.text(s), l.cols)
	return strings.Join(lines[:min(len(lines), l.rows)], "\n")
}
