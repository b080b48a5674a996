// Package assets holds the texts that people read, embedded in the program: one
// page for each problem ([Problem]), the guide by topic ([Guide], [Topic]), the
// words of servers ([Find]), the licenses, and the JSON schemas. They are parsed
// when they are needed, so that starting the program costs nothing.
package assets

import (
	"embed"
	"fmt"
	"path"
	"strings"

	"acp-gitlab/lazy"
)

//go:embed problems/*.md
var problemFiles embed.FS

// Page is what is said about one problem. Its texts may hold placeholders,
// {name|words used when it is not known}: call [Page.Fill] before showing it.
type Page struct {
	// Code is the problem's stable name.
	Code string
	// Title says what happened, in one line with a full stop.
	Title string
	// Fix says what to do; the first line is what Enter does.
	Fix []string
	// Why gives the reason, in two lines at most.
	Why string
	// Ask says who can help, in one line.
	Ask string
	// Message is a text for that person, ready to send; "" where there is no one
	// to ask.
	Message string
	// Markdown is the whole page.
	Markdown string

	token TokenState
}

// Problem returns the page of code, with its placeholders; false where there
// is none.
func Problem(code string) (Page, bool) {
	if code != path.Base(code) {
		return Page{}, false
	}
	raw, err := problemFiles.ReadFile("problems/" + code + ".md")
	if err != nil {
		return Page{}, false
	}
	page, err := parsePage(code, string(raw))
	return page, err == nil
}

// reasons are the placeholders by which a page tells why exactly it came to this.
var reasons = lazy.Regexp(`\{(?:why|words|cause)\|([^}]*)\}`)

// Reason returns what the page says where the reason is not known; false where it
// has no place for one.
func (p Page) Reason() (unknown string, ok bool) {
	m := reasons().FindStringSubmatch(p.Markdown)
	if m == nil {
		return "", false
	}
	return oneLine(m[1]), true
}

// Problems returns every page, by code. The order of the catalogue is
// gitlab/problem's to know.
func Problems() []Page {
	var pages []Page
	for _, code := range problemCodes() {
		if page, ok := Problem(code); ok {
			pages = append(pages, page)
		}
	}
	return pages
}

// problemCodes lists the codes that have a file, sorted.
func problemCodes() []string {
	entries, err := problemFiles.ReadDir("problems")
	if err != nil {
		return nil
	}
	codes := make([]string, 0, len(entries))
	for _, e := range entries {
		codes = append(codes, strings.TrimSuffix(e.Name(), ".md"))
	}
	return codes
}

// sections are the headings of a page, in their order.
var sections = [...]string{"What to do", "Why", "Whom to ask"}

// parsePage reads the one form that a page may have. The error says what is
// out of place.
func parsePage(code, markdown string) (Page, error) {
	page := Page{Code: code, Markdown: markdown}
	rest, ok := strings.CutPrefix(markdown, "# ")
	if !ok {
		return page, fmt.Errorf("%s: does not begin with a title", code)
	}
	page.Title, rest, _ = strings.Cut(rest, "\n")
	bodies, err := cutSections(code, rest)
	if err != nil {
		return page, err
	}
	for line := range strings.Lines(bodies[0]) {
		fix, ok := strings.CutPrefix(strings.TrimSpace(line), "- ")
		if !ok {
			return page, fmt.Errorf("%s: not an item of a list: %q", code, line)
		}
		page.Fix = append(page.Fix, fix)
	}
	page.Why = oneLine(bodies[1])
	ask, quote, _ := strings.Cut(bodies[2], "\n\n")
	page.Ask = oneLine(ask)
	page.Message, err = unquote(code, quote)
	return page, err
}

// cutSections returns the trimmed bodies of the sections, which must be there
// in their order, and no others.
func cutSections(code, text string) ([len(sections)]string, error) {
	var bodies [len(sections)]string
	parts := strings.Split("\n"+text, "\n## ")
	if len(parts) != len(sections)+1 || strings.TrimSpace(parts[0]) != "" {
		return bodies, fmt.Errorf("%s: want the sections %q and nothing else", code, sections)
	}
	for i, want := range sections {
		heading, body, _ := strings.Cut(parts[i+1], "\n")
		bodies[i] = strings.TrimSpace(body)
		if heading != want || bodies[i] == "" {
			return bodies, fmt.Errorf("%s: section %d is %q, want %q with text", code, i+1, heading, want)
		}
	}
	return bodies, nil
}

// unquote returns the text of a block quote as one line.
func unquote(code, quote string) (string, error) {
	var b strings.Builder
	for line := range strings.Lines(quote) {
		text, ok := strings.CutPrefix(line, "> ")
		if !ok {
			return "", fmt.Errorf("%s: not a line of the message: %q", code, line)
		}
		b.WriteString(text)
	}
	return oneLine(b.String()), nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
