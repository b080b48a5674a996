package gitlab

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"acp-gitlab/gitlab/web"
	"acp-gitlab/lazy"
)

var (
	pasteMarks = lazy.Regexp(`(?:\x1b\[|\x{9b})20[01]~`)
	// edgeMarks are what remains of paste marks where the escape character
	// was taken away.
	edgeMarks  = lazy.Regexp(`^\[?200~|\[?201~$`)
	lineBreaks = lazy.Regexp(`\r\n|\r|\n`)
	authHeader = lazy.Regexp(`(?i)^(?:Authorization\s*:\s*)?Bearer\s+`)
	ownHeader  = lazy.Regexp(`(?i)^PRIVATE-TOKEN\s*:\s*`)
	assignment = lazy.Regexp(`^(?:export\s+|set\s+)?(?:\$env:)?[A-Za-z][A-Za-z0-9_]*\s*=\s*`)
)

const quoteMarks = "\"'`\u2018\u2019\u201c\u201d"

// CleanToken takes away what a copied token brings along: spaces at the ends,
// line breaks, quotes, "Bearer", "PRIVATE-TOKEN:", "export X=", the marks of a
// bracketed paste, escape sequences, and invisible characters anywhere, which no
// token has. Nothing else is changed. removed names each, in words that hold no
// part of raw.
func CleanToken(raw string) (cleaned string, removed []string) {
	c := cleaning{rest: raw}
	for {
		before := c.rest
		if c.pass(); c.rest == before {
			return c.rest, c.removed()
		}
	}
}

// cleaning is a token on its way.
type cleaning struct {
	rest                         string
	marks, breaks, invisible     int
	start, end                   int // spaces
	quotes, bearer, header, name bool
}

func (c *cleaning) pass() {
	c.marks += c.count(pasteMarks())
	c.marks += c.count(edgeMarks())
	text, n := web.WithoutInvisible(c.rest)
	c.rest, c.invisible = text, c.invisible+n
	c.breaks += c.count(lineBreaks())
	c.spaces()
	c.strip(authHeader(), &c.bearer)
	c.strip(ownHeader(), &c.header)
	c.strip(assignment(), &c.name)
	if t := strings.Trim(c.rest, quoteMarks); t != c.rest {
		c.rest, c.quotes = t, true
	}
}

// count takes away what matches and says how often it did.
func (c *cleaning) count(what *regexp.Regexp) int {
	n := len(what.FindAllStringIndex(c.rest, -1))
	c.rest = what.ReplaceAllString(c.rest, "")
	return n
}

func (c *cleaning) strip(what *regexp.Regexp, did *bool) {
	if n := len(what.FindString(c.rest)); n > 0 && n < len(c.rest) {
		c.rest, *did = c.rest[n:], true
	}
}

func (c *cleaning) spaces() {
	before := len([]rune(c.rest))
	c.rest = strings.TrimLeftFunc(c.rest, unicode.IsSpace)
	middle := len([]rune(c.rest))
	c.rest = strings.TrimRightFunc(c.rest, unicode.IsSpace)
	c.start += before - middle
	c.end += middle - len([]rune(c.rest))
}

func (c *cleaning) removed() []string {
	var all []string
	add := func(did bool, words string) {
		if did {
			all = append(all, words)
		}
	}
	add(c.marks > 0, "paste marks")
	add(c.breaks > 0, counted(c.breaks, "line break"))
	add(c.invisible > 0, counted(c.invisible, "invisible character"))
	add(c.start > 0, counted(c.start, "leading space"))
	add(c.end > 0, counted(c.end, "trailing space"))
	add(c.quotes, "quotes")
	add(c.bearer, "the word Bearer")
	add(c.header, "PRIVATE-TOKEN:")
	add(c.name, "the name and = before it")
	return all
}

// counted returns "1 space", "2 spaces".
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
