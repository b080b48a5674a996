package ui

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lines says a screen as lines for reading out: every line a sentence with a
// full stop, no columns, no signs. The order is that of the screen; the
// actions of a problem and the choices are numbered, in one row of numbers.
// Prompts and the text of the field are the line driver's.
func Lines(s Screen) []string {
	var r lineText
	for _, b := range s.Blocks {
		r.block(b)
	}
	return r.lines
}

type lineText struct {
	lines  []string
	number int
}

func (r *lineText) say(parts ...string) {
	for line := range strings.SplitSeq(strings.Join(parts, ""), "\n") {
		if line = sentenceOf(line); line != "" {
			r.lines = append(r.lines, line)
		}
	}
}

// count says a numbered line.
func (r *lineText) count(s string) {
	r.number++
	r.say(fmt.Sprintf("%d. ", r.number), s)
}

func (r *lineText) block(b Block) {
	switch b := b.(type) {
	case Text:
		r.say(b.S)
	case Address:
		r.lines = append(r.lines, strings.Map(graphic, b.URL))
	case Facts:
		for _, f := range b {
			r.say(capital(f.Label), ": ", f.Text)
		}
	case Checklist:
		for _, l := range b {
			r.line(l)
		}
	case Problem:
		r.problem(b)
	case Field:
		if b.Beside != "" {
			r.say(capital(b.Beside))
		}
		for _, s := range b.Below {
			r.say(capital(s))
		}
	case Choices:
		r.choices(b)
	case Table:
		for _, row := range b {
			r.say(rowOf(row))
		}
	case Page:
		r.read(b.Markdown)
	case prose:
		r.read(b.markdown)
	}
}

// line is "Note, repo-branch-protected. Main: protected." What is fine and has
// no label needs no word before it.
func (r *lineText) line(l Line) {
	head := capital(string(l.State))
	if l.Code != "" {
		head += ", " + l.Code
	}
	text := opening(l.Text)
	if l.Label != "" {
		text = strings.TrimSuffix(opening(l.Label)+": "+l.Text, ": ")
	}
	if l.State == OK && l.Label == "" && l.Code == "" {
		r.say(text)
		return
	}
	r.say(head, ". ", text)
}

func (r *lineText) problem(p Problem) {
	r.say(capital(string(p.State)), ". ", p.Title)
	for _, a := range p.Acts {
		r.count(capital(a.Does))
	}
	for _, f := range []Fact{{"Ask", p.Support}, {"Why", p.Why}, {"Fact", p.Fact}, {"Code", p.Code}} {
		if f.Text != "" {
			r.say(f.Label, ": ", f.Text)
		}
	}
}

func (r *lineText) choices(c Choices) {
	for _, o := range c.Options {
		s := o.Label
		if o.Note != "" {
			s += ", " + o.Note
		}
		r.count(s)
	}
}

// sentenceOf puts blanks in order and a full stop at the end.
func sentenceOf(s string) string {
	s = spoken(inASCII.Replace(strings.ReplaceAll(strings.Map(printable, s), " · ", ", ")))
	s = strings.Join(strings.Fields(s), " ")
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".:?!") {
		return s
	}
	return strings.TrimRight(s, ",;") + "."
}

// opening is a text at the beginning of a sentence. The name of a thing, as
// "team/app", stays as it is written.
func opening(s string) string {
	first, _, _ := strings.Cut(s, " ")
	if strings.ContainsAny(first, "/_") {
		return s
	}
	return capital(s)
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
