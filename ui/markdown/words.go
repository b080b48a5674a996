package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// word is a run of characters without a blank, in one style.
type word struct {
	text   string
	strong bool
	url    string // makes it a link
	glued  bool   // follows the word before it without a blank
	last   bool   // ends the line
	style  *Style
}

// draw draws a part of the word, which may be broken over lines.
func (w word) draw(part string) string {
	if w.strong && w.style.Strong != nil {
		part = w.style.Strong(part)
	}
	if w.url != "" && w.style.Link != nil {
		part = w.style.Link(w.url, part)
	}
	return part
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
	s.children(n, false, "")
	return s.words
}

func (s *sentence) children(n ast.Node, strong bool, url string) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		s.node(c, strong, url)
	}
}

func (s *sentence) node(n ast.Node, strong bool, url string) {
	switch n := n.(type) {
	case *ast.Text:
		s.text(n, strong, url)
	case *ast.String:
		s.add(string(n.Value), strong, url)
	case *ast.Emphasis:
		s.children(n, true, url)
	case *ast.CodeSpan:
		s.code(n, strong, url)
	case *ast.AutoLink:
		address := string(n.URL(s.doc.source))
		s.add(address, strong, address)
	case *ast.Link:
		s.link(n, strong)
	case *ast.RawHTML:
	default:
		s.children(n, strong, url)
	}
}

func (s *sentence) text(n *ast.Text, strong bool, url string) {
	raw := n.Value(s.doc.source)
	if !n.IsRaw() {
		raw = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(raw)))
	}
	s.add(string(raw), strong, url)
	switch {
	case n.HardLineBreak() && len(s.words) > 0:
		s.words[len(s.words)-1].last, s.open = true, false
	case n.SoftLineBreak():
		s.open = false
	}
}

// link is its words and, unless they say it, the address in brackets.
func (s *sentence) link(n *ast.Link, strong bool) {
	address, from := string(n.Destination), len(s.words)
	s.children(n, strong, address)
	var said strings.Builder
	for _, w := range s.words[from:] {
		said.WriteString(w.text)
	}
	if strings.Contains(address, "://") && said.String() != address {
		s.open = false
		s.add("("+address+")", strong, address)
	}
}

// code is bold, or keeps its marks where there is no bold; read out it has none.
func (s *sentence) code(n *ast.CodeSpan, strong bool, url string) {
	if s.doc.style.Strong != nil {
		s.children(n, true, url)
		return
	}
	var raw strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			raw.Write(t.Value(s.doc.source))
		}
	}
	mark := "`"
	if s.doc.spoken {
		mark = ""
	}
	s.add(mark+raw.String()+mark, strong, url)
}

// add splits text at its blanks.
func (s *sentence) add(text string, strong bool, url string) {
	if text == "" {
		return
	}
	text = strings.ReplaceAll(s.doc.shown(text), "\n", " ")
	if strings.HasPrefix(text, " ") {
		s.open = false
	}
	for _, f := range strings.Fields(text) {
		s.words = append(s.words, word{text: f, strong: strong, url: url, glued: s.open, style: &s.doc.style})
		s.open = false
	}
	s.open = len(s.words) > 0 && !strings.HasSuffix(text, " ")
}
