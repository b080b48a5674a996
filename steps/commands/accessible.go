package commands

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"acp-gitlab/ui"
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

// say prints blocks as sentences.
func (e Env) say(blocks ...ui.Block) { sayTo(e.Stdout, blocks...) }

func sayTo(w io.Writer, blocks ...ui.Block) {
	for _, line := range ui.Lines(ui.Screen{Blocks: blocks}) {
		fmt.Fprintln(w, line)
	}
}

// printRows prints rows with their columns under one another, or as sentences.
func (e Env) printRows(rows []row) {
	rows = slices.Clone(rows)
	for i, r := range rows {
		rows[i].label, rows[i].text = e.scrubber().HideValues(r.label), e.scrubber().HideValues(r.text)
	}
	if !e.speaksLines() {
		printColumns(e.Stdout, rows)
		return
	}
	list := make(ui.Checklist, 0, len(rows))
	for _, r := range rows {
		if strings.HasPrefix(r.text, r.label+" ") {
			r.label = "" // the sentence names it
		}
		list = append(list, ui.Line{State: ui.State(r.state), Label: r.label, Text: r.text, Code: string(r.code)})
	}
	e.say(list)
}

// printLines prints what is said to people: as it stands, or as sentences.
func (e Env) printLines(lines ...string) { e.linesTo(e.Stdout, lines...) }

func (e Env) linesTo(w io.Writer, lines ...string) {
	for _, l := range lines {
		if e.speaksLines() {
			sayTo(w, ui.Text{S: strings.TrimPrefix(strings.TrimSpace(l), "- ")})
			continue
		}
		printTo(w, l)
	}
}

// space prints an empty line, which says nothing to whoever listens.
func (e Env) space() {
	if !e.speaksLines() {
		fmt.Fprintln(e.Stdout)
	}
}

// printNext prints what helps most now, "" for nothing. A command is there to
// be copied: read out it stands alone on its line.
func (e Env) printNext(next string) {
	switch {
	case next == "":
	case e.speaksLines() && strings.HasPrefix(next, "acp-gitlab") && !strings.Contains(next, ", "):
		fmt.Fprintln(e.Stdout, "Next:")
		fmt.Fprintln(e.Stdout, next)
	case strings.HasPrefix(next, "acp-gitlab"): // wrapped it could not be copied
		fmt.Fprintln(e.Stdout, "Next: "+next)
	default:
		printTo(e.Stdout, "Next: "+next)
	}
}
