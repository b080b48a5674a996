package ui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// word is a run of characters without a blank, in one style.
type word struct {
	text  string
	style *lipgloss.Style
	url   string // makes it a link
	glued bool   // follows the word before it without a blank
	last  bool   // ends the line
	pen   *renderer
}

func (w word) draw(s string) string {
	if w.style != nil {
		s = w.style.Render(s)
	}
	if w.url != "" {
		s = w.pen.link(w.url, s)
	}
	return s
}

// sentence collects the words of a block.
type sentence struct {
	doc   *document
	words []word
	// open: no blank has followed the last word yet.
	open bool
}

// words are the contents of a paragraph, heading or cell.
func (d *document) words(n ast.Node) []word {
	s := sentence{doc: d}
	s.children(n, nil, "")
	return s.words
}

func (s *sentence) children(n ast.Node, style *lipgloss.Style, url string) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		s.node(c, style, url)
	}
}

func (s *sentence) node(n ast.Node, style *lipgloss.Style, url string) {
	switch n := n.(type) {
	case *ast.Text:
		s.text(n, style, url)
	case *ast.String:
		s.add(string(n.Value), style, url)
	case *ast.Emphasis:
		s.children(n, &s.doc.pen.Strong, url)
	case *ast.CodeSpan:
		s.code(n, style, url)
	case *ast.AutoLink:
		address := string(n.URL(s.doc.source))
		s.add(address, style, address)
	case *ast.Link:
		s.link(n, style)
	case *ast.RawHTML:
	default:
		s.children(n, style, url)
	}
}

func (s *sentence) text(n *ast.Text, style *lipgloss.Style, url string) {
	raw := n.Value(s.doc.source)
	if !n.IsRaw() {
		raw = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(raw)))
	}
	s.add(string(raw), style, url)
	switch {
	case n.HardLineBreak() && len(s.words) > 0:
		s.words[len(s.words)-1].last, s.open = true, false
	case n.SoftLineBreak():
		s.open = false
	}
}

// link is its words and, unless they say it, the address in brackets.
func (s *sentence) link(n *ast.Link, style *lipgloss.Style) {
	address, from := string(n.Destination), len(s.words)
	s.children(n, style, address)
	var said strings.Builder
	for _, w := range s.words[from:] {
		said.WriteString(w.text)
	}
	if strings.Contains(address, "://") && said.String() != address {
		s.open = false
		s.add("("+address+")", style, address)
	}
}

// code is bold, or keeps its marks where there is no bold; read out it has none.
func (s *sentence) code(n *ast.CodeSpan, style *lipgloss.Style, url string) {
	if s.doc.pen.Colour {
		s.children(n, &s.doc.pen.Strong, url)
		return
	}
	var raw strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			raw.Write(t.Value(s.doc.source))
		}
	}
	mark := "`"
	if s.doc.pen.accessible {
		mark = ""
	}
	s.add(mark+raw.String()+mark, style, url)
}

// add splits text at its blanks.
func (s *sentence) add(text string, style *lipgloss.Style, url string) {
	if text == "" {
		return
	}
	text = strings.ReplaceAll(s.doc.pen.text(text), "\n", " ")
	if strings.HasPrefix(text, " ") {
		s.open = false
	}
	for _, f := range strings.Fields(text) {
		s.words = append(s.words, word{text: f, style: style, url: url, glued: s.open, pen: s.doc.pen})
		s.open = false
	}
	s.open = len(s.words) > 0 && !strings.HasSuffix(text, " ")
}
