//go:build unix

package ui

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// typing is a keyboard whose next keys are known: each text comes at once, and
// after a pause, where one stands before it.
type typing struct {
	t           *testing.T
	read, write *os.File
	next        []any // string or time.Duration
}

func (k *typing) waits() bool { return readable(int(k.read.Fd()), 0) }

// ready is asked whether something comes within d.
func (k *typing) ready(d time.Duration) bool {
	if k.waits() {
		return true
	}
	if len(k.next) == 0 {
		time.Sleep(d)
		return false
	}
	if pause, ok := k.next[0].(time.Duration); ok {
		if pause > d {
			time.Sleep(d)
			k.next[0] = pause - d
			return false
		}
		time.Sleep(pause)
		k.next = k.next[1:]
	}
	k.send()
	return true
}

func (k *typing) send() {
	text, _ := k.next[0].(string)
	k.next = k.next[1:]
	if _, err := k.write.WriteString(text); err != nil {
		k.t.Error(err)
	}
}

// reads returns what Bubble Tea is given, read by read.
func (k *typing) reads(r *pastes) (reads []string) {
	buf := make([]byte, 256)
	for k.waits() || len(k.next) > 0 {
		if !k.ready(time.Hour) {
			continue
		}
		n, err := r.Read(buf)
		if err != nil {
			k.t.Fatal(err)
		}
		if n > 0 {
			reads = append(reads, string(buf[:n]))
		}
	}
	return reads
}

// wantReads checks what the program gets of keys, read by read.
func wantReads(t *testing.T, keys []any, want string) {
	t.Helper()
	read, write := pipe(t)
	synctest.Test(t, func(t *testing.T) {
		k := &typing{t: t, read: read, write: write, next: keys}
		r := &pastes{File: read, ready: k.ready, gone: func() {}}
		if got := strings.Join(k.reads(r), "|"); got != want {
			t.Errorf("given %q, want %q", got, want)
		}
	})
}

// TestAnUnfinishedPaste gives way to the keys: what Bubble Tea is given has an
// end mark, and the ctrl+c behind it.
func TestAnUnfinishedPaste(t *testing.T) {
	t.Parallel()
	const begin, end = "\x1b[200~", "\x1b[201~"
	for name, tc := range map[string]struct {
		keys []any
		want string
	}{
		"keys":                       {[]any{"a", "\x1b[A", "\x03"}, "a|\x1b[A|\x03"},
		"a paste":                    {[]any{begin + "token" + end}, begin + "token" + end},
		"a paste in pieces":          {[]any{begin + "tok", "en" + end[:3], end[3:] + "q"}, begin + "tok|en" + end[:3] + "|" + end[3:] + "q"},
		"R-paste-split":              {[]any{begin[:3], begin[3:] + "glpat-Ex", "ample0" + end}, begin + "glpat-Ex|ample0" + end},
		"a slow paste":               {[]any{begin + "tok", 1900 * time.Millisecond, "e", 1900 * time.Millisecond, "n" + end}, begin + "tok|e|n" + end},
		"no end mark":                {[]any{begin + "token"}, begin + "token" + end},
		"no end mark, then keys":     {[]any{begin + "token", 5 * time.Second, "q"}, begin + "token" + end + "|q"},
		"ctrl+c in it":               {[]any{begin + "token", time.Second, "\x03"}, begin + "token|" + end + "\x03"},
		"ctrl+c again and again":     {[]any{begin + "token", time.Second, "\x03", 900 * time.Millisecond, "\x03", 900 * time.Millisecond, "\x03"}, begin + "token|\x03|" + end + "\x03|\x03"},
		"ctrl+c with it":             {[]any{begin + "token\x03"}, begin + "token" + end + "\x03"},
		"the end mark after all":     {[]any{begin + "token", 3 * time.Second, end, "q"}, begin + "token" + end + "|" + end + "|q"},
		"another one, finished":      {[]any{begin + "one", 3 * time.Second, begin + "two" + end}, begin + "one" + end + "|" + begin + "two" + end},
		"a mark that is none":        {[]any{begin + "a\x1b\x1b[201a" + end + "q"}, begin + "a\x1b\x1b[201a" + end + "q"},
		"no room left for the mark":  {[]any{strings.Repeat("x", 250) + begin, 3 * time.Second, "\x03"}, strings.Repeat("x", 250) + begin + "|" + end + "\x03"},
		"the begin mark in two":      {[]any{begin[:2], begin[2:] + "token"}, begin + "token" + end},
		"nothing but the begin mark": {[]any{begin, 3 * time.Second, "\x03"}, begin + end + "|\x03"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantReads(t, tc.keys, tc.want)
		})
	}
}

// TestRepliesOfTheTerminal are no typing, in however many pieces they come; esc,
// alt and the keys that begin like one still are.
func TestRepliesOfTheTerminal(t *testing.T) {
	t.Parallel()
	const colour, st = "\x1b]11;rgb:1e1e/1e1e/2e2e", "\x1b\\"
	const paste = PasteBegins + "token" + PasteEnds
	pieces := func(s string) (out []any) {
		for _, b := range []byte(s) {
			out = append(out, 10*time.Millisecond, string([]byte{b}))
		}
		return out[1:]
	}
	for name, tc := range map[string]struct {
		keys []any
		want string
	}{
		"OSC":                       {[]any{colour + st}, ""},
		"OSC with BEL":              {[]any{colour + "\a"}, ""},
		"before a paste":            {[]any{colour + st + paste}, paste},
		"behind a key":              {[]any{"q" + colour + st + "w"}, "qw"},
		"DCS, XTVERSION":            {[]any{"\x1bP>|xterm(390)" + st + "q"}, "q"},
		"DCS, XTGETTCAP":            {[]any{"\x1bP1+r544e=787465726d" + st}, ""},
		"APC, kitty":                {[]any{"\x1b_Gi=31;OK" + st}, ""},
		"byte by byte":              {pieces(colour + st), ""},
		"byte by byte, with a key":  {append(pieces(colour+"\a"), "q"), "q"},
		"DA1 in two":                {[]any{"\x1b[?61;6", 20 * time.Millisecond, ";7c"}, "\x1b[?61;6;7c"},
		"an arrow in two":           {[]any{"\x1b", 20 * time.Millisecond, "[A"}, "\x1b[A"},
		"without an end":            {[]any{colour, 2 * time.Second, "q"}, "q"},
		"without an end, enter":     {[]any{colour, "\r"}, "\r"},
		"without an end, ctrl+c":    {[]any{colour, "\x03"}, "\x03"},
		"cut off by an arrow":       {[]any{colour + "\x1b[A"}, "\x1b[A"},
		"esc":                       {[]any{"\x1b", time.Second, "q"}, "\x1b|q"},
		"quick esc and enter":       {[]any{"\x1b\r"}, "\x1b\r"},
		"esc esc":                   {[]any{"\x1b\x1b"}, "\x1b\x1b"},
		"alt and a key like one":    {[]any{"\x1b]", time.Second, "1"}, "\x1b]|1"},
		"alt+P, then a letter":      {[]any{"\x1bPq"}, "\x1bPq"},
		"inside a paste it is text": {[]any{PasteBegins + colour + st + PasteEnds}, PasteBegins + colour + st + PasteEnds},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantReads(t, tc.keys, tc.want)
		})
	}
}

// TestAPasteThatIsTooLong is handed on so far that it is refused, and at once;
// the rest is dropped, and ctrl+c is heard meanwhile.
func TestAPasteThatIsTooLong(t *testing.T) {
	t.Parallel()
	for name, behind := range map[string][]any{
		"to its end": {"\x1b[20", "1~q"}, "until it stops": {3 * time.Second, "q"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read, write := pipe(t)
			synctest.Test(t, func(t *testing.T) {
				k := &typing{t: t, read: read, write: write, next: []any{"\x1b[200~" + strings.Repeat("\x03x", 100)}}
				for range 2 << 20 / 200 {
					k.next = append(k.next, strings.Repeat("qwert", 40))
				}
				k.next = append(k.next, "\x03", strings.Repeat("q", 100), "q\x03q")
				k.next = append(k.next, behind...)
				r := &pastes{File: read, ready: k.ready, gone: func() {}}
				got := strings.Join(k.reads(r), "")
				paste, rest, _ := strings.Cut(got, "\x1b[201~")
				if n := len(paste) - len(PasteBegins); n <= MaxText || n > maxPaste+1 {
					t.Errorf("%d bytes are handed on", n)
				}
				if rest != "\x03\x03q" {
					t.Errorf("behind the paste %q are keys", rest)
				}
			})
		})
	}
}

// TestTheKeyboardGoesAway: its end is told, and so is a fault of reading it.
func TestTheKeyboardGoesAway(t *testing.T) {
	t.Parallel()
	read, write := pipe(t)
	gone := 0
	r := &pastes{File: read, gone: func() { gone++ }}
	_ = write.Close()
	if _, err := r.Read(make([]byte, 256)); !errors.Is(err, io.EOF) || gone != 1 {
		t.Errorf("%v, told %d times", err, gone)
	}
	read, write = pipe(t)
	var fault *Fault
	r = &pastes{File: read, ready: func(time.Duration) bool { panic("broken by the test") }, broke: func(f *Fault) { fault = f }}
	_, _ = write.WriteString("\x1b[200~")
	if _, err := r.Read(make([]byte, 256)); err == nil || fault == nil {
		t.Errorf("%v, %v", err, fault)
	}
}

func pipe(t *testing.T) (read, write *os.File) {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = read.Close(), write.Close() })
	return read, write
}
