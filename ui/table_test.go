package ui

import (
	"slices"
	"testing"
	"time"
)

func TestTable(t *testing.T) {
	t.Parallel()
	table := Table{{"  id", "name", "", "ends"}, {"* 4711", "Läptop", "", "29 Nov 2026"}, {"  38", "x", "", ""}}
	lines := []string{"  id    name    ends", "* 4711  Läptop  29 Nov 2026", "  38    x"}
	if got := table.Lines(nil); !slices.Equal(got, lines) {
		t.Errorf("drawn as\n%q, want\n%q", got, lines)
	}
	if got := table.Width(); got != 27 {
		t.Errorf("%d columns wide", got)
	}
	var drawn []string
	for _, r := range (&renderer{Theme: NewTheme(func(string) string { return "" }, false), cols: 60, now: time.Time{}}).block(table) {
		drawn = append(drawn, r.text)
	}
	if !slices.Equal(drawn, lines) {
		t.Errorf("a screen shows\n%q, want\n%q", drawn, lines)
	}
}

// TestOneOfSeveral: the dash is for the eye.
func TestOneOfSeveral(t *testing.T) {
	t.Parallel()
	item := Text{S: "Remove it", Item: true}
	rows := (&renderer{Theme: NewTheme(func(string) string { return "" }, false), cols: 60}).block(item)
	if len(rows) != 1 || rows[0].text != "- Remove it" {
		t.Errorf("a screen shows %+v", rows)
	}
}
