package commands

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"golang.org/x/term"

	"acp-gitlab/ui"
	"acp-gitlab/ui/line"
	"acp-gitlab/ui/markdown"
)

// wantsLines reports whether the person reads line by line: --plain was given,
// ACCESSIBLE is set to anything but 0 or false, or the terminal is dumb.
func (e Env) wantsLines() bool { return e.accessible() || e.Getenv("TERM") == "dumb" }

func (e Env) accessible() bool {
	switch strings.ToLower(e.Getenv("ACCESSIBLE")) {
	case "", "0", "false":
		return e.plain
	}
	return true
}

// speaksLines reports whether output is in sentences, without columns and marks. In a
// pipe TERM=dumb says nothing about who reads: CI sets it.
func (e Env) speaksLines() bool {
	return e.accessible() || isTerminal(e.Stdout) && e.wantsLines()
}

// room is the space that blocks are made for. A pipe holds lines of any length.
func (e Env) room() ui.Room {
	return ui.Room{Cols: terminalWidth(e.Stdout), Lines: e.speaksLines()}
}

// write shows blocks to people: in columns, or as sentences.
func (e Env) write(blocks ...ui.Block) { e.writeTo(e.Stdout, blocks...) }

func (e Env) writeTo(w io.Writer, blocks ...ui.Block) {
	blocks = e.hideValues(blocks)
	if e.speaksLines() {
		for _, l := range line.Sentences(namedOnce(blocks)...) {
			fmt.Fprintln(w, l)
		}
		return
	}
	d := columnDrawer{w: w, cols: terminalWidth(w), page: e.drawnPage, tables: tableWidths(blocks)}
	for _, b := range blocks {
		d.block(b)
	}
}

// hideValues takes the secrets of this run, and what has the shape of one, out of
// what others wrote: the names of things and what servers say of them.
func (e Env) hideValues(blocks []ui.Block) []ui.Block {
	blocks = slices.Clone(blocks)
	for i, b := range blocks {
		list, ok := b.(ui.Checklist)
		if !ok {
			continue
		}
		list = slices.Clone(list)
		for n, l := range list {
			list[n].Label, list[n].Text = e.scrubber().Hide(l.Label), e.scrubber().Hide(l.Text)
		}
		blocks[i] = list
	}
	return blocks
}

// namedOnce leaves out a label that its sentence begins with.
func namedOnce(blocks []ui.Block) []ui.Block {
	for _, b := range blocks {
		list, _ := b.(ui.Checklist)
		for i, l := range list {
			if strings.HasPrefix(l.Text, l.Label+" ") {
				list[i].Label = ""
			}
		}
	}
	return blocks
}

// columnDrawer draws blocks in columns. What a terminal has no room for is
// wrapped at blanks; a pipe gets every line whole.
type columnDrawer struct {
	w    io.Writer
	cols int
	page func(markdown string) string
	// tables are the widths of the columns of all tables: they stand under one
	// another.
	tables []int
}

func (d columnDrawer) block(b ui.Block) {
	switch b := b.(type) {
	case ui.Gap:
		fmt.Fprintln(d.w)
	case ui.Text:
		d.text(b)
	case ui.Facts:
		d.facts(b)
	case ui.Checklist:
		d.checklist(b)
	case ui.Table:
		d.table(b)
	case ui.Page:
		fmt.Fprintln(d.w, d.page(b.Markdown))
	}
}

// text draws a line; where it is wrapped, its other lines begin as far in as it.
func (d columnDrawer) text(t ui.Text) {
	s := t.S
	if t.Item {
		s = "- " + s
	}
	words := strings.TrimLeft(s, " ")
	in := strings.Repeat(" ", t.Indent+len(s)-len(words))
	if lipgloss.Width(in+words) <= d.cols {
		fmt.Fprintln(d.w, in+words)
		return
	}
	hang(d.w, in, in, words, d.cols-len(in))
}

// labelCols is how wide the labels of facts are at least.
const labelCols = 12

func (d columnDrawer) facts(facts ui.Facts) {
	label := labelCols
	for _, f := range facts {
		label = max(label, lipgloss.Width(f.Label))
	}
	for _, f := range facts {
		d.behind("  "+pad(f.Label, label)+"  ", f.Text, f.Text)
	}
}

// widestText is how wide the column of texts is at most before a code follows
// it.
const widestText = 64

func (d columnDrawer) checklist(list ui.Checklist) {
	label, text := 0, 0
	for _, l := range list {
		label = max(label, lipgloss.Width(l.Label))
		if l.Code != "" {
			text = max(text, lipgloss.Width(l.Text))
		}
	}
	for _, l := range list {
		head := pad(l.Label, label) + "  " + pad(string(l.State), 4) + "  "
		rest := l.Text
		if l.Code != "" {
			rest = pad(l.Text, min(text, widestText)) + "  " + l.Code
		}
		d.behind(head, rest, l.Text+" "+l.Code)
	}
}

// behind draws rest behind head, or where there is no room for it, words under
// one another.
func (d columnDrawer) behind(head, rest, words string) {
	line := strings.TrimRight(head+rest, " ")
	if lipgloss.Width(line) <= d.cols {
		fmt.Fprintln(d.w, line)
		return
	}
	wide := lipgloss.Width(head)
	hang(d.w, head, strings.Repeat(" ", wide), words, max(narrowest, d.cols-wide))
}

// narrowest is how many columns a text gets at least where it is wrapped.
const narrowest = 20

// table draws rows of cells. Where a terminal is narrow the last column is
// wrapped, and stands under the others where little is left for it.
func (d columnDrawer) table(t ui.Table) {
	lines := t.Lines(d.tables)
	for i, row := range t {
		if lipgloss.Width(lines[i]) <= d.cols {
			fmt.Fprintln(d.w, lines[i])
			continue
		}
		last := len(row) - 1
		head := ui.Table{row[:last]}.Lines(d.tables)[0]
		label := headWidth(d.tables[:last])
		if room := d.cols - label; room >= label {
			hang(d.w, pad(head, label), strings.Repeat(" ", label), row[last], room)
			continue
		}
		fmt.Fprintln(d.w, head)
		hang(d.w, "  ", "  ", row[last], d.cols-2)
	}
}

// headWidth is the width of these columns and of what parts them from the next.
func headWidth(wide []int) int {
	n := 0
	for _, cols := range wide {
		if cols > 0 {
			n += cols + ui.TableGap
		}
	}
	return n
}

// tableWidths are the widths of the columns that all tables among blocks share.
func tableWidths(blocks []ui.Block) []int {
	var all ui.Table
	for _, b := range blocks {
		if t, ok := b.(ui.Table); ok {
			all = append(all, t...)
		}
	}
	return all.Widths()
}

// hang prints text behind head, its other lines behind indent.
func hang(w io.Writer, head, indent, text string, cols int) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && lipgloss.Width(line)+1+lipgloss.Width(word) > cols {
			fmt.Fprintln(w, head+line)
			head, line = indent, ""
		}
		line = strings.TrimLeft(line+" "+word, " ")
	}
	fmt.Fprintln(w, head+line)
}

func pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-lipgloss.Width(s))) }

// terminalWidth is the width of the terminal that w is; what is no terminal is
// as wide as can be: a pipe gets every line whole.
func terminalWidth(w io.Writer) int {
	if f := fileOf(w); f != nil {
		if cols, _, err := term.GetSize(int(f.Fd())); err == nil && cols > 0 {
			return cols
		}
	}
	return math.MaxInt
}

// widestPage is how wide a page is drawn at most, in columns: longer lines are
// hard to read.
const widestPage = 100

// drawsPages reports whether output may be bold and hold links. Whoever asked
// for plain output gets text.
func (e Env) drawsPages() bool { return isTerminal(e.Stdout) && !e.wantsLines() }

// drawnPage draws Markdown for a terminal, or for a file or pipe, to which it is
// plain text.
func (e Env) drawnPage(page string) string {
	style := ui.NewTheme(e.Getenv, e.drawsPages()).PageStyle()
	return strings.Join(markdown.Draw(page, min(e.columns(), widestPage), style), "\n")
}

// advice is what helps most now: a command, "" for none, and what people read
// behind it, or in its place; when says what to wait for before.
type advice struct{ command, aside, when string }

func (n advice) describe() string {
	if n.when == "" {
		return n.command + n.aside
	}
	return n.command + "," + n.aside + " " + n.when
}

// printNext prints what helps most now. A command is there to be copied: it is
// never wrapped, and read out it stands alone on its line.
func (e Env) printNext(n advice) {
	switch say := n.describe(); {
	case say == "":
	case n.command == "":
		columnDrawer{w: e.Stdout, cols: terminalWidth(e.Stdout)}.text(ui.Text{S: "Next: " + say})
	case e.speaksLines() && say == n.command:
		fmt.Fprintln(e.Stdout, "Next:")
		fmt.Fprintln(e.Stdout, say)
	default:
		fmt.Fprintln(e.Stdout, "Next: "+say)
	}
}
