package ui

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

var markdownParser = goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()

// Markdown draws Markdown in cols columns. With a theme without colours it is
// plain text.
func Markdown(t Theme, src string, cols int) string {
	p := &renderer{Theme: t, cols: cols, page: cols}
	return strings.Join(p.markdown(src, cols), "\n")
}

// markdown draws a document.
func (p *renderer) markdown(src string, cols int) []string {
	source := []byte(strings.ReplaceAll(src, "\r\n", "\n"))
	d := &document{pen: p, source: source}
	return d.blocks(markdownParser.Parse(text.NewReader(source)), max(8, cols))
}

// document draws the nodes of one Markdown text.
type document struct {
	pen    *renderer
	source []byte
}

// blocks draws the children of n, an empty line between each two.
func (d *document) blocks(n ast.Node, cols int) []string {
	var lines []string
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		drawn := d.block(c, cols)
		if len(drawn) > 0 && len(lines) > 0 && !tight(c) {
			lines = append(lines, "")
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

func (d *document) block(n ast.Node, cols int) []string {
	switch n := n.(type) {
	case *ast.Heading:
		return d.heading(n, cols)
	case *ast.Paragraph, *ast.TextBlock:
		return flowWords(d.words(n), cols)
	case *ast.List:
		return d.list(n, cols)
	case *ast.Blockquote:
		return hangLines("  ", d.blocks(n, cols-2))
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		return d.code(n)
	case *ast.ThematicBreak:
		return []string{strings.Repeat("-", min(cols, 20))}
	case *ast.HTMLBlock:
		return nil
	case *east.Table:
		return d.table(n, cols)
	}
	return d.blocks(n, cols)
}

// heading is bold; where there is no bold it is underlined.
func (d *document) heading(n *ast.Heading, cols int) []string {
	words := d.words(n)
	for i := range words {
		words[i].style = &d.pen.Strong
	}
	lines := flowWords(words, cols)
	if !d.pen.Colour && !d.pen.accessible && len(lines) > 0 && n.Level < 3 {
		lines = append(lines, strings.Repeat("-", width(lines[len(lines)-1])))
	}
	return lines
}

func (d *document) list(n *ast.List, cols int) []string {
	var lines []string
	number := n.Start
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		mark := "- "
		if d.pen.accessible {
			mark = ""
		}
		if n.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		if len(lines) > 0 && !n.IsTight {
			lines = append(lines, "")
		}
		lines = append(lines, hangLines(mark, d.blocks(c, cols-len(mark)))...)
	}
	return lines
}

// code keeps its lines as they are: they are there to be copied.
func (d *document) code(n ast.Node) []string {
	var lines []string
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		lines = append(lines, d.pen.text(strings.TrimRight(string(seg.Value(d.source)), "\n")))
	}
	if d.pen.accessible {
		return hangEach(asItIs, lines)
	}
	return hangLines("  ", lines)
}

// hangEach puts head before every line.
func hangEach(head string, lines []string) []string {
	for i, l := range lines {
		lines[i] = head + l
	}
	return lines
}

// hangLines puts head before the first line and as many blanks before the
// others.
func hangLines(head string, lines []string) []string {
	for i, l := range lines {
		if i > 0 {
			head = strings.Repeat(" ", len(head))
		}
		lines[i] = strings.TrimRight(head+l, " ")
	}
	return lines
}
