package web

import (
	"bytes"
	"html"
	"regexp"
)

// longestHead is how far into a page its title and its form are looked for.
const longestHead = 256 << 10

var (
	htmlStart   = regexp.MustCompile(`(?i)^\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b`)
	htmlType    = regexp.MustCompile(`(?i)^\s*(?:text/html|application/xhtml\+xml)\b`)
	jsonType    = regexp.MustCompile(`(?i)^\s*application/(?:[\w.\-]+\+)?json\b`)
	titleTag    = regexp.MustCompile(`(?is)<title\b[^>]*>(.*?)</title\s*>`)
	passwordTag = regexp.MustCompile(`(?is)<input\b[^>]*\btype\s*=\s*["']?password\b`)
	loginTitle  = regexp.MustCompile(`(?i)\b(?:sign|log)[\s\-]?(?:in|on)\b|\bsso\b|\bsingle[\s\-]sign`)
)

// IsHTML reports whether the answer is a web page, by its type or, where that
// says nothing, by its beginning.
func (a *Answer) IsHTML() bool {
	if a.whole != nil {
		return a.whole.html
	}
	t := a.Header.Get("Content-Type")
	return htmlType.MatchString(t) || !jsonType.MatchString(t) && htmlStart.Match(a.head())
}

func (a *Answer) head() []byte { return a.Body[:min(len(a.Body), longestHead)] }

// Title returns the page's title, cleaned; "" without one.
func (a *Answer) Title() string {
	if a.whole != nil {
		return a.whole.title
	}
	m := titleTag.FindSubmatch(a.head())
	if m == nil {
		return ""
	}
	return a.tidy(html.UnescapeString(string(bytes.TrimSpace(m[1]))))
}

// LooksLikeLogin reports whether the answer is a sign-in page: one with a
// password field, or a title with sign in, log in or SSO.
func (a *Answer) LooksLikeLogin() bool {
	if a.whole != nil {
		return a.whole.login
	}
	return a.IsHTML() && (passwordTag.Match(a.head()) || loginTitle.MatchString(a.Title()))
}

// pageFacts are what is asked of a page: styles and scripts may fill its
// beginning, and its form stands at the end.
type pageFacts struct {
	html, login bool
	title       string
}

func (a *Answer) page() *pageFacts {
	return &pageFacts{html: a.IsHTML(), login: a.LooksLikeLogin(), title: a.Title()}
}
