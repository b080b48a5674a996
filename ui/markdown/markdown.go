// Package markdown turns the Markdown of help and guide pages into lines. [Draw]
// is for eyes: paragraphs are wrapped at so many columns, headings stand out,
// tables keep their columns or, where these do not fit, are stacked row by row.
// [Read] is for ears and screen readers: the same lines without a mark, a rule or
// a break that only the eye needs, and commands set apart, so that they can be
// copied as they are. Whoever draws says with [Style] what the terminal can show;
// the zero Style is plain text. The pages are the program's own: HTML is left out,
// and no image is drawn. This is the only package that knows goldmark.
package markdown

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"acp-gitlab/ui/typeset"
)

var parser = goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()

// Style is what the terminal can show.
type Style struct {
	// Strong makes a text stand out. Without it headings are underlined and code
	// keeps its backticks.
	Strong func(text ...string) string
	// Link makes a text lead to an address. Without it texts are not clickable.
	Link func(address, text string) string
	// ASCII is set where no other signs can be shown.
	ASCII bool
}

// Line is a line that is read out.
type Line struct {
	Text string
	// Code is set for a line that is there to be copied as it is.
	Code bool
}

// Draw draws a page in cols columns, in 8 at least. Only lines of code may be
// longer: they stay whole.
func Draw(page string, cols int, s Style) []string {
	lines := parse(page, s, false).page(max(8, cols))
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.Text
	}
	return out
}

// unbroken is more columns than any paragraph has.
const unbroken = 1 << 20

// Read returns a page as it is read out, each paragraph on one line.
func Read(page string) []Line {
	return parse(page, Style{ASCII: true}, true).page(unbroken)
}

// document draws the nodes of one page.
type document struct {
	style  Style
	source []byte
	root   ast.Node
	spoken bool
}

func parse(page string, s Style, spoken bool) *document {
	source := []byte(strings.ReplaceAll(page, "\r\n", "\n"))
	return &document{style: s, source: source, root: parser.Parse(text.NewReader(source)), spoken: spoken}
}

func (d *document) page(cols int) []Line { return d.blocks(d.root, cols) }

// shown is s in the signs that can be shown.
func (d *document) shown(s string) string {
	s = typeset.Printable(s)
	if d.style.ASCII {
		s = typeset.ASCII(s)
	}
	return s
}

// blocks draws the children of n, an empty line between each two.
func (d *document) blocks(n ast.Node, cols int) []Line {
	var lines []Line
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		drawn := d.block(c, cols)
		if len(drawn) > 0 && len(lines) > 0 && !tight(c) {
			lines = append(lines, Line{})
		}
		lines = append(lines, drawn...)
	}
	return lines
}

// tight reports whether c follows without an empty line, as in a short list.
func tight(c ast.Node) bool {
	item, ok := c.Parent().(*ast.ListItem)
	if !ok {
		return false
	}
	list, ok := item.Parent().(*ast.List)
	return ok && list.IsTight
}

func (d *document) block(n ast.Node, cols int) []Line {
	switch n := n.(type) {
	case *ast.Heading:
		return d.heading(n, cols)
	case *ast.Paragraph, *ast.TextBlock:
		return texts(flow(d.words(n), cols))
	case *ast.List:
		return d.list(n, cols)
	case *ast.Blockquote:
		return hang("  ", d.blocks(n, cols-2))
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		return d.code(n)
	case *ast.ThematicBreak:
		return d.rule(min(cols, 20))
	case *ast.HTMLBlock:
		return nil
	case *east.Table:
		return texts(d.table(n, cols))
	}
	return d.blocks(n, cols)
}

// heading stands out; where nothing can, it is underlined.
func (d *document) heading(n *ast.Heading, cols int) []Line {
	words := d.words(n)
	for i := range words {
		words[i].strong = true
	}
	lines := texts(flow(words, cols))
	if d.style.Strong == nil && len(lines) > 0 && n.Level < 3 {
		lines = append(lines, d.rule(typeset.Width(lines[len(lines)-1].Text))...)
	}
	return lines
}

// rule is a line across cols columns; nobody wants to hear it.
func (d *document) rule(cols int) []Line {
	if d.spoken {
		return nil
	}
	return texts([]string{strings.Repeat("-", cols)})
}

func (d *document) list(n *ast.List, cols int) []Line {
	var lines []Line
	number := n.Start
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		mark := "- "
		if d.spoken {
			mark = ""
		}
		if n.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		if len(lines) > 0 && !n.IsTight {
			lines = append(lines, Line{})
		}
		lines = append(lines, hang(mark, d.blocks(c, cols-len(mark)))...)
	}
	return lines
}

// code keeps its lines as they are: they are there to be copied.
func (d *document) code(n ast.Node) []Line {
	var lines []Line
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		l := d.shown(strings.TrimRight(string(seg.Value(d.source)), "\n"))
		lines = append(lines, Line{Text: l, Code: true})
	}
	return hang("  ", lines)
}

func texts(lines []string) []Line {
	out := make([]Line, len(lines))
	for i, l := range lines {
		out[i].Text = l
	}
	return out
}

// hang puts head before the first line and as many blanks before the others.
func hang(head string, lines []Line) []Line {
	for i, l := range lines {
		if i > 0 {
			head = strings.Repeat(" ", len(head))
		}
		lines[i].Text = strings.TrimRight(head+l.Text, " ")
		if strings.TrimSpace(head) != "" {
			lines[i].Code = false // with the mark before it, it is no longer a command
		}
	}
	return lines
}
