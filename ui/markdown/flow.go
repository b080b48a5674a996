package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"acp-gitlab/ui/typeset"
)

// flow breaks words into lines of at most cols columns. Words that are
// glued together stay together.
func flow(words []word, cols int) []string {
	f := flowing{cols: max(1, cols)}
	for i := 0; i < len(words); {
		n := i + 1
		for n < len(words) && words[n].glued {
			n++
		}
		f.put(words[i:n])
		i = n
	}
	f.end()
	return f.lines
}

type flowing struct {
	cols  int
	lines []string
	line  string
	used  int
}

func (f *flowing) end() {
	if f.used > 0 {
		f.lines = append(f.lines, f.line)
	}
	f.line, f.used = "", 0
}

// put adds one word, which may be of several styles.
func (f *flowing) put(parts []word) {
	need := 0
	for _, w := range parts {
		need += typeset.Width(w.text)
	}
	switch {
	case f.used > 0 && f.used+1+need <= f.cols:
		f.line, f.used = f.line+" ", f.used+1
	case f.used > 0:
		f.end()
	}
	for _, w := range parts {
		f.part(w)
		if w.last {
			f.end()
		}
	}
}

func (f *flowing) part(w word) {
	rest := w.text
	for f.used+typeset.Width(rest) > f.cols {
		if f.used >= f.cols {
			f.end()
			continue
		}
		head := typeset.BreakWord(rest, f.cols-f.used)
		f.line, f.used = f.line+w.draw(head), f.cols
		rest = rest[len(head):]
		f.end()
	}
	if rest != "" {
		f.line, f.used = f.line+w.draw(rest), f.used+typeset.Width(rest)
	}
}

// table draws its columns side by side or, where they do not fit, row by row.
func (d *document) table(n *east.Table, cols int) []string {
	rows, widths := d.cells(n)
	total := -2
	for _, w := range widths {
		total += w + 2
	}
	if total > cols {
		return d.stacked(n, cols)
	}
	var lines []string
	for i, cells := range rows {
		var b strings.Builder
		for j, c := range cells {
			if i == 0 && c != "" && d.style.Strong != nil {
				c = d.style.Strong(c)
			}
			b.WriteString(typeset.Pad(c, widths[j]+2))
		}
		lines = append(lines, strings.TrimRight(b.String(), " "))
	}
	return lines
}

func (d *document) cells(n *east.Table) (rows [][]string, widths []int) {
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		var cells []string
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			cell := strings.Join(flow(d.words(c), unbroken), " ")
			if len(cells) == len(widths) {
				widths = append(widths, 0)
			}
			widths[len(cells)] = max(widths[len(cells)], typeset.Width(cell))
			cells = append(cells, cell)
		}
		rows = append(rows, cells)
	}
	return rows, widths
}

// stacked draws each row as its first cell, and the others hanging under it.
func (d *document) stacked(n *east.Table, cols int) []string {
	var lines []string
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		if _, head := r.(*east.TableHeader); head {
			continue
		}
		lines = append(lines, d.stack(r, cols)...)
	}
	return lines
}

func (d *document) stack(r ast.Node, cols int) []string {
	var lines []string
	for c := r.FirstChild(); c != nil; c = c.NextSibling() {
		words, indent := d.words(c), ""
		if c == r.FirstChild() {
			for i := range words {
				words[i].strong = true
			}
		} else {
			indent = "  "
		}
		for _, l := range flow(words, cols-len(indent)) {
			lines = append(lines, indent+l)
		}
	}
	return lines
}
