package ui

import (
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// address draws an address over the full width of the terminal, in pieces of
// exactly that width: selected with the mouse and joined, they are the address
// again. Each piece is a link to the whole.
func (p *renderer) address(a Address) []row {
	url := strings.Map(graphic, a.URL)
	var rows []row
	for piece := range strings.SplitSeq(ansi.Hardwrap(url, max(1, p.page), true), "\n") {
		rows = append(rows, row{text: p.link(url, piece), full: true})
	}
	return rows
}

// link makes text clickable. Pieces with one id light up together (OSC 8,
// "Hyperlinks in Terminal Emulators").
func (p *renderer) link(url, text string) string {
	if !p.Links || url == "" {
		return text
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(url))
	return ansi.SetHyperlink(url, fmt.Sprintf("id=%x", h.Sum32())) + text + ansi.ResetHyperlink()
}

// graphic keeps what an address may hold: no blanks, no control characters.
func graphic(r rune) rune {
	if r == '\n' || r == ' ' {
		return -1
	}
	return printable(r)
}
