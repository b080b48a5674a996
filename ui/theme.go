package ui

import (
	"fmt"
	"hash/fnv"
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"acp-gitlab/ui/markdown"
	"acp-gitlab/ui/typeset"
)

// Theme is the one place where styles are made. It uses the terminal's own
// sixteen colours, which its owner can read on light and dark alike, and says
// what the terminal can show.
type Theme struct {
	// Strong is bold; Good, Caution and Bad are the colours of ok, warn and
	// stop.
	Strong, Good, Caution, Bad lipgloss.Style
	// Accent marks where the person is: progress, the question, the pointer. It
	// carries no meaning.
	Accent lipgloss.Style
	// Quiet is for what may be overlooked: hints in empty fields, and the part
	// of the progress bar that is still to come.
	Quiet lipgloss.Style
	// ASCII replaces the few signs outside ASCII that the program uses.
	ASCII bool
	// Glyphs puts a sign before the status words where there is room, and
	// draws bars, boxes and what moves.
	Glyphs bool
	// Links makes addresses clickable (OSC 8).
	Links bool
	// Colour is false where every style is dropped.
	Colour bool

	styles *lipgloss.Renderer
}

// NewTheme makes the theme that fits the environment. terminal says whether
// the output is one.
func NewTheme(getenv func(string) string, terminal bool) Theme {
	r := lipgloss.NewRenderer(io.Discard)
	profile := colours(getenv, terminal)
	r.SetColorProfile(profile)
	r.SetHasDarkBackground(true) // never ask the terminal
	term := getenv("TERM")
	t := Theme{
		styles:  r,
		Strong:  r.NewStyle().Bold(true),
		Good:    r.NewStyle().Foreground(lipgloss.Color("2")),
		Bad:     r.NewStyle().Foreground(lipgloss.Color("1")).Bold(true),
		Caution: r.NewStyle().Foreground(lipgloss.Color("3")),
		Accent:  r.NewStyle().Foreground(lipgloss.Color("5")),
		Quiet:   r.NewStyle().Faint(true),
		ASCII:   !UTF8(getenv),
		Colour:  profile != termenv.Ascii,
		Links:   terminal && term != "linux" && term != "dumb",
	}
	t.Glyphs = t.Colour && !t.ASCII && term != "linux"
	return t
}

// colours follows NO_COLOR (no-color.org) and CLICOLOR_FORCE
// (bixense.com/clicolors): the sixteen colours, or none.
func colours(getenv func(string) string, terminal bool) termenv.Profile {
	forced := getenv("CLICOLOR_FORCE") != "" && getenv("CLICOLOR_FORCE") != "0"
	switch {
	case getenv("NO_COLOR") != "":
		return termenv.Ascii
	case forced:
		return termenv.ANSI
	case !terminal, getenv("TERM") == "dumb", getenv("CLICOLOR") == "0":
		return termenv.Ascii
	}
	return termenv.ANSI
}

// UTF8 reports whether the locale's characters are UTF-8 (POSIX: the first of
// LC_ALL, LC_CTYPE and LANG that is set decides).
func UTF8(getenv func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return utf8ByDefault
}

// text is s in the signs that the terminal can show, without anything that
// would move its cursor.
func (t Theme) text(s string) string {
	s = typeset.Printable(s)
	if t.ASCII {
		s = typeset.ASCII(s)
	}
	return s
}

// PageStyle is how help and guide pages look in this theme.
func (t Theme) PageStyle() markdown.Style {
	s := markdown.Style{ASCII: t.ASCII}
	if t.Colour {
		s.Strong = t.Strong.Render
	}
	if t.Links {
		s.Link = t.link
	}
	return s
}

// link makes text clickable. Pieces with one id light up together (OSC 8,
// "Hyperlinks in Terminal Emulators").
func (t Theme) link(url, text string) string {
	if !t.Links || url == "" {
		return text
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(url))
	return ansi.SetHyperlink(url, fmt.Sprintf("id=%x", h.Sum32())) + text + ansi.ResetHyperlink()
}

// strong is s in bold; the zero theme has no styles.
func (t Theme) strong(s string) string {
	if t.styles == nil {
		return s
	}
	return t.Strong.Render(s)
}

// state is the status word in its colour.
func (t Theme) state(s State) string {
	if t.styles == nil {
		return string(s)
	}
	switch s {
	case OK:
		return t.Good.Render(string(s))
	case Stop:
		return t.Bad.Render(string(s))
	case Warn:
		return t.Strong.Render(string(s))
	}
	return string(s)
}

// glyph is the sign before the status word.
func (t Theme) glyph(s State) string {
	switch s {
	case OK:
		return t.Good.Render("✓")
	case Stop:
		return t.Bad.Render("✗")
	case Warn:
		return t.Caution.Render("!")
	case Skip:
		return "–"
	case Wait:
		return "…"
	}
	return "·"
}
