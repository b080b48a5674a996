package ui

import "slices"

// scrollPosition is where the person has scrolled to.
type scrollPosition struct {
	offset int // first row of the body in sight
	end    int // the largest useful offset
	// follow keeps in sight where the person types or chooses.
	follow bool

	// tallest is how many rows the body has needed since the screen is shown.
	tallest int

	visit int
	over  *overlay
	under int // the offset of the step's body while an overlay is before it
}

// tall is how many rows the body gets in a terminal of so many: all there are,
// or, in a tall one, as many as it has needed since it is shown, so that the
// footer stands near it and stays where it is.
func (p *scrollPosition) tall(rows, needed, room int) int {
	if rows < lowRows {
		return room
	}
	p.tallest = max(p.tallest, needed)
	return min(p.tallest, room)
}

func (p *scrollPosition) top() { p.offset, p.follow = 0, false }

func (p *scrollPosition) by(rows int) { p.offset, p.follow = min(max(0, p.offset+rows), p.end), false }

// moveTo begins at the top of another screen, and returns to where the step's
// body was once an overlay is gone.
func (p *scrollPosition) moveTo(visit int, over *overlay) {
	if visit != p.visit || over != p.over {
		p.tallest = 0
	}
	switch {
	case visit != p.visit:
		p.top()
	case over == p.over:
	case over == nil:
		p.offset = p.under
	case p.over == nil:
		p.under = p.offset
		p.top()
	default:
		p.top()
	}
	p.visit, p.over = visit, over
}

// view is the part of the body that is in sight.
type view struct {
	rows   []row
	room   int
	offset int
	end    int  // the largest useful offset
	follow bool // keep the place where the person types or chooses in sight
}

// minList is how many lines of a long list are shown at least before gaps are
// given up for it.
const minList = 6

// tidy drops gaps at the ends, and all but one of those in a row.
func tidy(rows []row) []row {
	out := make([]row, 0, len(rows))
	for _, r := range rows {
		if r.gap && (len(out) == 0 || out[len(out)-1].gap) {
			continue
		}
		out = append(out, r)
	}
	for len(out) > 0 && out[len(out)-1].gap {
		out = out[:len(out)-1]
	}
	return out
}

// unspared leaves out the spare rows where not all rows fit.
func unspared(rows []row, room int) []row {
	if len(tidy(rows)) <= room {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.spare })
}

// counted are the lines that are no gaps, and those of a list among them.
func counted(rows []row) (lines, list int) {
	for _, r := range rows {
		if !r.gap {
			lines++
		}
		if r.list {
			list++
		}
	}
	return lines, list
}

// long reports whether rows scroll even without their gaps, in a room that has
// some to give away: a page then keeps its paragraphs.
func long(rows []row, room int) bool {
	lines, list := counted(rows)
	return room >= airyRows && lines-list+min(list, minList) > room
}

// fit returns the rows in sight, room at most: gaps go first, from the bottom
// up, then a long list is shown in part, then the body scrolls.
func (v *view) fit(p *renderer) []row {
	v.rows = tidy(v.rows)
	if long(v.rows, v.room) {
		return v.scrolled(p)
	}
	_, list := counted(v.rows)
	keep := min(list, minList)
	for len(v.rows)-list+keep > v.room && v.dropGap() {
	}
	if part := v.room - (len(v.rows) - list); list > part && part >= keep && part >= 3 {
		v.cropList(p, list, part)
	}
	for len(v.rows) > v.room && v.dropGap() {
	}
	return v.scrolled(p)
}

// dropGap leaves out the lowest gap.
func (v *view) dropGap() bool {
	for i := len(v.rows) - 1; i >= 0; i-- {
		if v.rows[i].gap {
			v.rows = append(v.rows[:i:i], v.rows[i+1:]...)
			return true
		}
	}
	return false
}

// cropList shows part of the list's lines around the chosen one, and says that
// there is more.
func (v *view) cropList(p *renderer, list, part int) {
	first, here, last := -1, 0, 0
	for i, r := range v.rows {
		if r.list && first < 0 {
			first = i
		}
		if r.list && r.here {
			if last == 0 {
				here = i - first
			}
			last = i - first + 1
		}
	}
	size := part - 1
	from := min(max(0, min((here+last)/2-size/2, here)), list-size)
	out := append([]row(nil), v.rows[:first]...)
	out = append(out, v.rows[first+from:first+from+size]...)
	out = append(out, row{text: "  " + p.more(from > 0, from+size < list), list: true})
	v.rows = append(out, v.rows[first+list:]...)
}

// scrolled is the window that the offset shows, with a line that says where
// there is more.
func (v *view) scrolled(p *renderer) []row {
	size := v.room - 1
	if len(v.rows) <= v.room || size < 1 {
		v.offset, v.end = 0, 0
		return v.rows[:min(len(v.rows), max(0, v.room))]
	}
	v.end = len(v.rows) - size
	v.offset = min(max(0, v.offset), v.end)
	if v.follow {
		v.followHere(size)
	}
	out := append([]row(nil), v.rows[v.offset:v.offset+size]...)
	return append(out, row{text: p.more(v.offset > 0, v.offset < v.end)})
}

func (v *view) followHere(size int) {
	for i, r := range v.rows {
		if !r.here {
			continue
		}
		if i < v.offset {
			v.offset = i
			return
		}
		v.offset = max(v.offset, i-size+1)
	}
}

// more says in which direction there is more.
func (p *renderer) more(above, below bool) string {
	switch {
	case above && below:
		return p.text("↑↓ more")
	case above:
		return p.text("↑ more")
	}
	return p.text("↓ more")
}
