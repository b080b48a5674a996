package line

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"acp-gitlab/lazy"
	"acp-gitlab/ui"
	"acp-gitlab/ui/markdown"
	"acp-gitlab/ui/typeset"
)

// Sentences says blocks as lines for reading out: every line a sentence with a
// full stop, no columns, no signs. The order is that of the screen; the
// actions of a problem and the choices are numbered, in one row of numbers.
// Prompts and the text of the field are the driver's.
func Sentences(blocks ...ui.Block) []string {
	var r reader
	for _, b := range blocks {
		r.block(b)
	}
	return r.lines
}

type reader struct {
	lines  []string
	number int
}

func (r *reader) say(parts ...string) {
	for line := range strings.SplitSeq(strings.Join(parts, ""), "\n") {
		if line = sentence(line); line != "" {
			r.lines = append(r.lines, line)
		}
	}
}

// count says a numbered line.
func (r *reader) count(s string) {
	r.number++
	r.say(fmt.Sprintf("%d. ", r.number), s)
}

func (r *reader) block(b ui.Block) {
	switch b := b.(type) {
	case ui.Text:
		r.say(b.S)
	case ui.Address:
		r.lines = append(r.lines, typeset.Unbroken(b.URL))
	case ui.Facts:
		for _, f := range b {
			r.say(capital(f.Label), ": ", f.Text)
		}
	case ui.Checklist:
		for _, l := range b {
			r.line(l)
		}
	case ui.Problem:
		r.problem(b)
	case ui.Field:
		if b.Beside != "" {
			r.say(capital(b.Beside))
		}
		for _, s := range b.Below {
			r.say(capital(s))
		}
	case ui.Choices:
		r.choices(b)
	case ui.Table:
		for _, row := range b {
			r.say(rowOf(row))
		}
	case ui.Page:
		r.page(b)
	case ui.Numbered:
		r.numbered(b)
	case ui.Success:
		r.say(b.Title)
		r.say(b.Next)
	}
}

// numbered says what to do, a sentence a thing. The numbers are left out: numbers
// are answers here.
func (r *reader) numbered(n ui.Numbered) {
	for _, it := range n.Items {
		if it.Label == "" {
			r.say(it.Text)
			continue
		}
		r.say(capital(it.Label), ": ", it.Text)
	}
}

// page says a text of several paragraphs. What is there to be copied is not made
// a sentence.
func (r *reader) page(p ui.Page) {
	for _, l := range markdown.Read(p.Markdown) {
		if !l.Code {
			r.say(l.Text)
			continue
		}
		if code := strings.TrimSpace(typeset.Printable(l.Text)); code != "" {
			r.lines = append(r.lines, code)
		}
	}
}

// line is "Note, repo-branch-protected. Main: protected." What is fine and has
// no label needs no word before it.
func (r *reader) line(l ui.Line) {
	head := capital(string(l.State))
	if l.Code != "" {
		head += ", " + l.Code
	}
	text := opening(l.Text)
	if l.Label != "" {
		text = strings.TrimSuffix(opening(l.Label)+": "+l.Text, ": ")
	}
	if l.State == ui.OK && l.Label == "" && l.Code == "" {
		r.say(text)
		return
	}
	r.say(head, ". ", text)
}

func (r *reader) problem(p ui.Problem) {
	r.say(capital(string(p.State)), ". ", p.Title)
	for _, a := range p.Acts {
		r.count(capital(a.Does))
	}
	for _, f := range p.Because() {
		r.say(f.Label, ": ", f.Text)
	}
	for _, l := range p.Checks {
		if l.State != ui.Wait {
			r.line(l)
		}
	}
}

func (r *reader) choices(c ui.Choices) {
	for _, o := range c.Options {
		s := o.Label
		if o.Note != "" {
			s += ", " + o.Note
		}
		r.count(s)
	}
}

// rowOf is a row in a sentence, without the cells that say nothing.
func rowOf(row []string) string {
	first := strings.TrimSpace(row[0])
	rest := slices.DeleteFunc(slices.Clone(row[1:]), func(cell string) bool { return cell == "" })
	switch {
	case len(rest) == 0:
		return first
	case first == "": // of the same as the row before
		return strings.Join(rest, ", ")
	}
	return first + ": " + strings.Join(rest, ", ")
}

// sentence puts blanks in order and a full stop at the end.
func sentence(s string) string {
	s = spoken(typeset.ASCII(strings.ReplaceAll(typeset.Printable(s), " · ", ", ")))
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

var (
	shortDate    = lazy.Regexp(`\b(\d{1,2}) (Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b`)
	shortSeconds = lazy.Regexp(`\b(\d+) s\b`)
	escInWords   = lazy.Regexp(`\besc\b`)

	// keysInWords are the keys of the full screen that are typed as words here.
	keysInWords = strings.NewReplacer("ctrl+c leaves", "q leaves", "ctrl+r shows", "the word report shows", " -> ", ", then ", " > ", ", then ")
)

// spoken writes out what is short for the eye only: "20 Feb 2027", "38 s", and
// the way through a menu. Addresses are not for it.
func spoken(s string) string {
	s = shortDate().ReplaceAllStringFunc(s, func(date string) string {
		day, month, _ := strings.Cut(date, " ")
		t, err := time.Parse("Jan", month)
		if err != nil {
			return date
		}
		return day + " " + t.Month().String()
	})
	s = shortSeconds().ReplaceAllString(s, "$1 seconds")
	return keysInWords.Replace(escInWords().ReplaceAllString(s, "b"))
}
