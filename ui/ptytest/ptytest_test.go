//go:build unix

package ptytest

import (
	"os/exec"
	"strings"
	"testing"
	"time"
)

const patience = 20 * time.Second

func sh(t *testing.T, script string, cols, rows int) *Term {
	t.Helper()
	term, err := Start(exec.CommandContext(t.Context(), "sh", "-c", script), cols, rows)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(term.Kill)
	return term
}

func TestConversation(t *testing.T) {
	t.Parallel()
	term := sh(t, `printf 'name? '; read n; printf 'hello \033[1;31m%s\033[0m ↑↓\n' "$n"; read x; exit 3`, 40, 10)
	if err := term.Wait("name?", patience); err != nil {
		t.Fatal(err)
	}
	if err := term.Send("ada\r"); err != nil {
		t.Fatal(err)
	}
	if err := term.Wait("hello ada ↑↓", patience); err != nil {
		t.Fatal(err)
	}
	x, y, ok := term.Find("hello")
	if c := term.Cell(x+6, y); !ok || c.Char != 'a' || !c.Bold || c.FG != 1 {
		t.Errorf("the cell of the name: %+v", c)
	}
	if c := term.Cell(x, y); c.Bold || c.FG != -1 {
		t.Errorf("the cell of hello: %+v", c)
	}
	_ = term.Send("\r")
	if code, err := term.Exit(patience); err != nil || code != 3 {
		t.Fatalf("exit %d, %v", code, err)
	}
}

func TestWaitTellsWhatTheScreenShows(t *testing.T) {
	t.Parallel()
	term := sh(t, "echo what is there; exit 0", 40, 10)
	err := term.Wait("what is not there", patience)
	if err == nil || !strings.Contains(err.Error(), "what is there") || !strings.Contains(err.Error(), "ended") {
		t.Fatalf("error: %v", err)
	}
	term = sh(t, "echo up; read x", 40, 10)
	if err := term.Wait("down", time.Millisecond); err == nil || !strings.Contains(err.Error(), "down") {
		t.Fatalf("error: %v", err)
	}
	if _, err := term.Exit(time.Millisecond); err == nil {
		t.Fatal("Exit returned before the end")
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	term := sh(t, `stty size; read x; stty size`, 0, 0)
	if err := term.Until("size", patience, func(string) bool { return strings.Contains(term.Raw(), "0 0") }); err != nil {
		t.Fatal(err)
	}
	if err := term.Resize(72, 17); err != nil {
		t.Fatal(err)
	}
	_ = term.Send("\r")
	if err := term.Until("size", patience, func(string) bool { return strings.Contains(term.Raw(), "17 72") }); err != nil {
		t.Fatal(err)
	}
}

func TestWholeRunes(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{"": 0, "abc": 3, "a↑": 4, "a↑"[:3]: 1, "a↑"[:2]: 1, "\xff": 1, "例え"[:5]: 3, "é"[:1]: 0} {
		if got := wholeRunes([]byte(s)); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}
