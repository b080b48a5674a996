package ui

import (
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Theme is the one place where styles are made. It uses the terminal's own
// colours 1 and 2 and bold, which can be read on light and dark alike, and
// says what the terminal can show.
type Theme struct {
	// Strong is bold, Good and Bad are the colours of ok and stop.
	Strong, Good, Bad lipgloss.Style
	// Quiet is for what may be overlooked: hints in empty fields.
	Quiet lipgloss.Style
	// ASCII replaces the few signs outside ASCII that the program uses.
	ASCII bool
	// Glyphs puts a sign before the status words where there is room.
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
		styles: r,
		Strong: r.NewStyle().Bold(true),
		Good:   r.NewStyle().Foreground(lipgloss.Color("2")),
		Bad:    r.NewStyle().Foreground(lipgloss.Color("1")).Bold(true),
		Quiet:  r.NewStyle().Faint(true),
		ASCII:  !UTF8(getenv),
		Colour: profile != termenv.Ascii,
		Links:  terminal && term != "linux" && term != "dumb",
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

var inASCII = strings.NewReplacer(
	"↑↓", "up/down", "↑", "up", "↓", "down", "→", "->", "←", "<-",
	"·", "-", "•", "*", "…", "...", "✓", "ok", "✗", "x", "–", "-", "—", "-",
	"‘", "'", "’", "'", "“", `"`, "”", `"`, "×", "x",
)

// text is s in the signs that the terminal can show, without anything that
// would move its cursor.
func (t Theme) text(s string) string {
	s = strings.Map(printable, s)
	if t.ASCII {
		s = inASCII.Replace(s)
	}
	return s
}

// printable drops control and bidirectional characters and keeps line breaks.
func printable(r rune) rune {
	switch {
	case r == '\n':
		return r
	case r == '\t':
		return ' '
	case r < 0x20, r >= 0x7f && r < 0xa0:
		return -1
	case r == 0x200e, r == 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
		return -1
	}
	return r
}

// state is the status word in its colour.
func (t Theme) state(s State) string {
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
		return t.Strong.Render("!")
	case Wait:
		return "…"
	}
	return "·"
}
