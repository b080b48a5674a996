package ptytest

import (
	"strings"

	"github.com/hinshun/vt10x"
)

// The attributes of a cell, as vt10x numbers them.
const (
	reverse = 1 << iota
	underline
	bold
)

// Cell is one character on the screen and how it looks. vt10x knows neither
// wide characters nor faint ones.
type Cell struct {
	Char                     rune
	Bold, Reverse, Underline bool
	// FG and BG are numbers of colours; -1 is the terminal's own. Bold colours
	// 0 to 7 count as themselves, not as their bright ones.
	FG, BG int
}

// Screen is the text on the screen, without spaces at the ends of lines and
// empty lines at the end. It ends in a line break.
func (t *Term) Screen() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.screen()
}

func (t *Term) screen() string {
	lines := strings.Split(t.vt.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"
}

// VT is the emulated terminal.
func (t *Term) VT() vt10x.Terminal { return t.vt }

// Cell is the character in column x of row y, both from 0.
func (t *Term) Cell(x, y int) Cell {
	t.mu.Lock()
	defer t.mu.Unlock()
	g := t.vt.Cell(x, y)
	c := Cell{
		Char: g.Char,
		Bold: g.Mode&bold != 0, Reverse: g.Mode&reverse != 0, Underline: g.Mode&underline != 0,
		FG: colour(g.FG), BG: colour(g.BG),
	}
	if c.Bold && c.FG >= 8 && c.FG < 16 {
		c.FG -= 8
	}
	return c
}

func colour(c vt10x.Color) int {
	if c >= vt10x.DefaultFG {
		return -1
	}
	return int(c)
}

// Find is where text stands first on the screen, or ok is false.
func (t *Term) Find(text string) (x, y int, ok bool) {
	for y, line := range strings.Split(t.Screen(), "\n") {
		if before, _, found := strings.Cut(line, text); found {
			return len([]rune(before)), y, true
		}
	}
	return 0, 0, false
}

// Cursor is where the cursor stands, and whether it is shown.
func (t *Term) Cursor() (x, y int, visible bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.vt.Cursor()
	return c.X, c.Y, t.vt.CursorVisible()
}
