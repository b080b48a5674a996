package ui

// Page is a text of several paragraphs to read: a topic of the guide, the page
// of a problem. A screen that is too small scrolls it.
type Page struct{ Markdown string }

func (Page) isBlock() {}
