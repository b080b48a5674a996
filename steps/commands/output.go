package commands

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"golang.org/x/term"

	"acp-gitlab/ui"
	"acp-gitlab/ui/line"
)

// wantsLines reports whether the person reads line by line: --plain was given,
// ACCESSIBLE is set to anything but 0 or false, or the terminal is dumb.
func (e Env) wantsLines() bool { return e.accessible() || e.Getenv("TERM") == "dumb" }

func (e Env) accessible() bool {
	switch strings.ToLower(e.Getenv("ACCESSIBLE")) {
	case "", "0", "false":
		return e.plain
	}
	return true
}

// speaksLines reports whether output is in sentences, without columns and marks. In a
// pipe TERM=dumb says nothing about who reads: CI sets it.
func (e Env) speaksLines() bool {
	return e.accessible() || isTerminal(e.Stdout) && e.wantsLines()
}

// room is the space that blocks are made for. A pipe holds lines of any length.
func (e Env) room() ui.Room {
	return ui.Room{Cols: terminalWidth(e.Stdout), Lines: e.speaksLines()}
}

// write shows blocks to people: in columns, or as sentences.
func (e Env) write(blocks ...ui.Block) { e.writeTo(e.Stdout, blocks...) }

func (e Env) writeTo(w io.Writer, blocks ...ui.Block) {
	blocks = e.hideValues(blocks)
	if e.speaksLines() {
		printLines(w, line.Sentences(namedOnce(blocks)...))
		return
	}
	printLines(w, e.sheet(w).Lines(blocks...))
}

// hideValues takes the secrets of this run, and what has the shape of one, out of
// what others wrote: the names of things and what servers say of them.
func (e Env) hideValues(blocks []ui.Block) []ui.Block {
	blocks = slices.Clone(blocks)
	for i, b := range blocks {
		list, ok := b.(ui.Checklist)
		if !ok {
			continue
		}
		list = slices.Clone(list)
		for n, l := range list {
			list[n].Label, list[n].Text = e.scrubber().Hide(l.Label), e.scrubber().Hide(l.Text)
		}
		blocks[i] = list
	}
	return blocks
}

// namedOnce leaves out a label that its sentence begins with.
func namedOnce(blocks []ui.Block) []ui.Block {
	for _, b := range blocks {
		list, _ := b.(ui.Checklist)
		for i, l := range list {
			if strings.HasPrefix(l.Text, l.Label+" ") {
				list[i].Label = ""
			}
		}
	}
	return blocks
}

// sheet is what blocks are drawn on for w.
func (e Env) sheet(w io.Writer) ui.Sheet {
	return ui.Sheet{Cols: terminalWidth(w), PageCols: min(e.columns(), widestPage), Theme: ui.NewTheme(e.Getenv, e.draws(w))}
}

func printLines(w io.Writer, lines []string) {
	for _, l := range lines {
		fmt.Fprintln(w, l)
	}
}

// terminalWidth is the width of the terminal that w is; what is no terminal is
// as wide as can be: a pipe gets every line whole.
func terminalWidth(w io.Writer) int {
	if f := fileOf(w); f != nil {
		if cols, _, err := term.GetSize(int(f.Fd())); err == nil && cols > 0 {
			return cols
		}
	}
	return math.MaxInt
}

// widestPage is how wide a page is drawn at most, in columns: longer lines are
// hard to read.
const widestPage = 100

// draws reports whether what is written to w may be bold and hold links. Whoever asked
// for plain output gets text.
func (e Env) draws(w io.Writer) bool { return isTerminal(w) && !e.wantsLines() }

// advice is what helps most now: a command, "" for none, with what it does where
// it does not say so itself; when says what to wait for before. aside is what people
// read in place of a command.
type advice struct{ command, does, aside, when string }

// lead is what stands before the command: nothing may follow it on its line.
func (n advice) lead() string {
	lead := "Next"
	if n.when != "" {
		lead += ", " + n.when
	}
	if n.does != "" {
		lead += " (" + n.does + ")"
	}
	return lead + ":"
}

// printNext prints what helps most now. A command is there to be copied: it is
// never wrapped, and read out it stands alone on its line.
func (e Env) printNext(n advice) {
	switch {
	case n == (advice{}):
	case n.command == "":
		printLines(e.Stdout, e.sheet(e.Stdout).Lines(ui.Text{S: "Next: " + n.aside}))
	case e.speaksLines(), len(n.lead()+" "+n.command) > e.room().Cols && n.lead() != "Next:":
		printLines(e.Stdout, e.sheet(e.Stdout).Lines(ui.Text{S: n.lead()}))
		fmt.Fprintln(e.Stdout, n.command)
	default:
		fmt.Fprintln(e.Stdout, n.lead()+" "+n.command)
	}
}

// complain says a line on standard error, wrapped at words.
func (e Env) complain(text string) {
	printLines(e.Stderr, ui.Sheet{Cols: terminalWidth(e.Stderr)}.Behind("acp-gitlab: ", text))
}
