package ui

import (
	"strings"
	"testing"
)

func TestFooter(t *testing.T) {
	t.Parallel()
	keys := func(kv ...string) (out []Key) {
		for i := 0; i < len(kv); i += 2 {
			out = append(out, Key{Key: kv[i], Does: kv[i+1]})
		}
		return out
	}
	problem := Problem{State: Stop, Title: "T", Acts: []Act{{"enter", "correct the address"}, {"r", "again"}, {"c", "copy a question"}}}
	list := Choices{ID: "c", Options: []Choice{{Value: "1", Label: "one"}}}
	for name, tc := range map[string]struct {
		screen Screen
		cols   int
		n      int
		report bool
		want   string
	}{
		"first step":              {Screen{Blocks: []Block{list}, Keys: keys("enter", "choose", "m", "check, rotate, status")}, 80, 1, false, " enter choose   ↑↓ move   m check, rotate, status   ? help   ctrl+c quit"},
		"first step, narrow":      {Screen{Blocks: []Block{list}, Keys: keys("enter", "choose", "m", "check, rotate, status")}, 40, 1, false, "enter choose   ↑↓   ? help   ctrl+c quit"},
		"later step":              {Screen{Keys: keys("enter", "next", "r", "try again")}, 80, 2, false, " enter next   r try again   esc back   ? help"},
		"help is never cut":       {Screen{Keys: keys("enter", "a very long description indeed, really", "o", "open")}, 40, 2, false, "o open   esc back   ? help"},
		"field":                   {Screen{Blocks: []Block{Field{ID: "f"}}, Keys: keys("enter", "check it")}, 80, 2, false, " enter check it   ctrl+u clear   esc back   F1 help"},
		"field, narrow":           {Screen{Blocks: []Block{Field{ID: "f"}}, Keys: keys("enter", "check")}, 40, 2, false, "enter check  ctrl+u clear  esc  F1 help"},
		"field and choices":       {Screen{Blocks: []Block{Field{ID: "f"}, list}, Keys: keys("enter", "check it", "tab", "add to the list")}, 80, 2, false, " enter check it   ↑↓ choose   tab add to the list   esc back   F1 help"},
		"search, narrow":          {Screen{Blocks: []Block{Field{ID: "f"}, list}, Keys: keys("enter", "check it")}, 40, 2, false, "enter check it   ↑↓   esc back   F1 help"},
		"ticks":                   {Screen{Blocks: []Block{Choices{ID: "m", Multi: true}}, Keys: keys("enter", "I copied the token", "o", "open again")}, 80, 2, false, " enter I copied the token   space select   o open again   esc back   ? help"},
		"own words for help":      {Screen{Keys: keys("enter", "choose", "?", "which one is for me")}, 80, 2, false, " enter choose   esc back   ? which one is for me"},
		"hidden, but esc":         {Screen{Keys: []Key{{Key: "enter", Does: "next"}, {Key: "h", Does: "menu", Hidden: true}, {Key: "esc", Does: "back", Hidden: true}}}, 80, 2, false, " enter next   esc back   ? help"},
		"problem":                 {Screen{Blocks: []Block{problem}, Keys: keys("enter", "correct", "r", "again")}, 80, 2, true, " enter correct   r again   ctrl+r report   esc back   ? more about this"},
		"problem, narrow":         {Screen{Blocks: []Block{problem}, Keys: keys("enter", "correct", "r", "again", "c", "copy it")}, 40, 2, false, "enter correct  r again  c  esc  ? more"},
		"problem, no report":      {Screen{Blocks: []Block{problem}, Keys: keys("enter", "correct")}, 80, 2, false, " enter correct   esc back   ? more about this"},
		"back goes first, narrow": {Screen{Keys: keys("enter", "I copied the token", "o", "open again")}, 40, 2, false, "enter I copied the token   esc   ? help"},
		"busy":                    {Screen{Busy: true, Keys: keys("enter", "next", "esc", "stop")}, 80, 2, true, " esc stop"},
		"busy without words":      {Screen{Busy: true, Keys: keys("r", "again")}, 80, 2, true, " esc back"},
		"own words for clear":     {Screen{Blocks: []Block{Field{ID: "f"}}, Keys: keys("enter", "go", "ctrl+u", "another")}, 80, 2, false, " enter go   ctrl+u another   esc back   F1 help"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opt := Options{Steps: stillsWith(tc.screen, "One", "Two")}
			if tc.report {
				opt.Report = func() string { return "" }
			}
			w := shown(t, opt, tc.n, tc.cols, 24)
			lines := strings.Split(w.View(), "\n")
			if got := lines[len(lines)-1]; got != tc.want {
				t.Fatalf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}
