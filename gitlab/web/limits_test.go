package web

import (
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"acp-gitlab/gitlab/secret"
)

func TestText(t *testing.T) {
	t.Parallel()
	known := secret.NewScrubber(secret.New(madeUp))
	for _, tc := range []struct {
		name, in string
		n        int
		want     string
	}{
		{"short", "Ada Lovelace", 20, "Ada Lovelace"},
		{"as long as allowed", "abc", 3, "abc"},
		{"one more", "abcd", 3, "abc…"},
		{"counted in characters", "äöüß", 3, "äöü…"},
		{"cleaned first", "a\x1b[31mb\nc", 3, "ab …"},
		{"with a secret", "the token " + madeUp + ", gone", 100, "the token [redacted], gone"},
		{"a secret with something invisible in it", madeUp[:9] + "\u200b" + madeUp[9:], 100, "[redacted]"},
		{"a secret where it is cut", strings.Repeat("a ", 5) + madeUp, 12, strings.Repeat("a ", 5) + "[r…"},
		{"a secret where no more is looked at", strings.Repeat("é", enough(5)/2-7) + madeUp + "xyz", 5, "ééééé…"},
	} {
		if got := Text(tc.in, tc.n, known); got != tc.want {
			t.Errorf("%s: got %.80q, want %.80q", tc.name, got, tc.want)
		}
	}
}

// TestHalfASecretIsNotShown: text that is full of secrets becomes short, and what
// is looked at of it ends within one.
func TestHalfASecretIsNotShown(t *testing.T) {
	t.Parallel()
	long := "Zq7" + strings.Repeat("Ab3-", 63)
	const n = 900
	if enough(n)%(len(long)+1) < 12 {
		t.Fatal("what is looked at ends between two secrets")
	}
	got := Text(strings.Repeat(long+" ", 60), n, secret.NewScrubber(secret.New(long)))
	if strings.Contains(got, long[:12]) || !strings.HasSuffix(got, "…") {
		t.Errorf("got %q", got)
	}
}

// TestTextTakesNoTime: what a server may send is looked at in part only.
func TestTextTakesNoTime(t *testing.T) {
	t.Parallel()
	known := secret.NewScrubber(secret.New(madeUp))
	for _, s := range []string{strings.Repeat("x", 8<<20), strings.Repeat("\xff", 1<<20), strings.Repeat(madeUp+" ", 40_000)} {
		got := Text(s, MaxName, known)
		if n := utf8.RuneCountInString(got); n > MaxName+1 || strings.Contains(got, madeUp[:12]) || !utf8.ValidString(got) {
			t.Errorf("%d characters: %.60q", n, got)
		}
	}
}

// TestWordsOfAnyStructure: an answer may be nested and repeated as it likes. One
// level more must not take twice the time, or this test never ends.
func TestWordsOfAnyStructure(t *testing.T) {
	t.Parallel()
	const deep = 5000
	for name, body := range map[string]string{
		"messages in messages":     strings.Repeat(`{"message":`, deep) + "{}" + strings.Repeat("}", deep),
		"errors in errors":         strings.Repeat(`{"errors":[`, deep) + strings.Repeat("]}", deep),
		"lists in lists":           `{"message":` + strings.Repeat("[", deep) + strings.Repeat("]", deep) + "}",
		"a list of many":           `{"message":["` + strings.Repeat(`no","`, 100_000) + `"]}`,
		"an object of many":        `{"message":{"a":"b"` + strings.Repeat(`,"k":["x","y"]`, 50_000) + "}}",
		"one long word":            `{"message":"` + strings.Repeat("x", 1<<20) + `"}`,
		"no JSON":                  strings.Repeat("[{", 1<<18),
		"a title without an end":   "<html><title>" + strings.Repeat("<title>", 1<<16),
		"a million blanks, a word": strings.Repeat(" ", 1<<20) + "x",
	} {
		a := &Answer{Body: []byte(body)}
		if n := utf8.RuneCountInString(a.Words()); n > MaxWords {
			t.Errorf("%s: %d characters", name, n)
		}
	}
}

// TestNamesOfAnAnswerAreBounded: an address and a request's name come in a
// header, which may be long.
func TestNamesOfAnAnswerAreBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 100<<10)
	s := newStack(t, Options{Transport: memory(func(*http.Request) (*http.Response, error) {
		r := reply(http.StatusFound, "")
		r.Header.Set("Location", "https://other.example/"+long)
		r.Header.Set("X-Request-Id", long)
		return r, nil
	})})
	f := failure(t, s, Request{URL: "https://git.example/"})
	if f.Target != "https://other.example" {
		t.Errorf("leads to %.80q, %d bytes", f.Target, len(f.Target))
	}
	a, _ := s.Do(t.Context(), Request{URL: "https://git.example/"})
	if a == nil || a.RequestID != "" || len(a.Location) > MaxAddress {
		t.Errorf("got %.200v", a)
	}
}

// TestAbsurdWaitsAreNotTold: nobody waits for a year; the try is not repeated
// for it either.
func TestAbsurdWaitsAreNotTold(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 23, 50, 0, 0, time.UTC)
	for header, want := range map[[2]string]time.Time{
		{"Retry-After", "60"}:                                    now.Add(time.Minute),
		{"Retry-After", "86400"}:                                 now.Add(24 * time.Hour),
		{"Retry-After", "86401"}:                                 {},
		{"Retry-After", "99999999"}:                              {},
		{"Retry-After", "9223372036854775807"}:                   {},
		{"Retry-After", "253402300799"}:                          {},
		{"Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"}:         {},
		{"RateLimit-Reset", "253402300799"}:                      {},
		{"RateLimit-Reset", "99999999999999999999999999999999"}:  {},
		{"RateLimit-ResetTime", "Fri, 31 Dec 9999 23:59:59 GMT"}: {},
	} {
		a := &Answer{Status: http.StatusTooManyRequests, Header: http.Header{http.CanonicalHeaderKey(header[0]): {header[1]}}}
		if got := a.RetryAt(now); !got.Equal(want) {
			t.Errorf("%s: %s: told %v, want %v", header[0], header[1], got, want)
		}
	}
	o := outcome{resp: &http.Response{StatusCode: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"9223372036854775807"}}}}
	if told := o.toldWait(now); told < 24*time.Hour {
		t.Errorf("waits %v", told)
	}
}
