package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

// script answers one request after another, and notes when they came.
type script struct {
	steps []func() (*http.Response, error)
	at    []time.Duration
	began time.Time
}

func play(steps ...func() (*http.Response, error)) *script {
	return &script{steps: steps, began: time.Now()}
}

func (s *script) RoundTrip(*http.Request) (*http.Response, error) {
	s.at = append(s.at, time.Since(s.began))
	step := s.steps[min(len(s.at), len(s.steps))-1]
	return step()
}

func says(status int, header ...string) func() (*http.Response, error) {
	return func() (*http.Response, error) { return reply(status, "words", header...), nil }
}

func breaks() (*http.Response, error) { return nil, io.ErrUnexpectedEOF }

// once stands for a GET that is not to be repeated.
const once = "GET, once"

func TestTriesOfAGet(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	all := []time.Duration{0, 300 * ms, 1300 * ms}
	tests := []struct {
		name     string
		script   func() *script
		method   string
		patience time.Duration
		timeout  time.Duration
		status   int // 0: a failure
		at       []time.Duration
		waits    int
	}{
		{"ok at once", func() *script { return play(says(200)) }, "GET", 0, 0, 200, all[:1], 0},
		{"a 404 is an answer", func() *script { return play(says(404)) }, "GET", 0, 0, 404, all[:1], 0},
		{"a 500 is an answer", func() *script { return play(says(500)) }, "GET", 0, 0, 500, all[:1], 0},
		{"ok the third time", func() *script { return play(says(502), breaks, says(200)) }, "GET", 0, 0, 200, all, 0},
		{"never", func() *script { return play(says(503)) }, "GET", 0, 0, 503, all, 0},
		{"504", func() *script { return play(says(504), says(200)) }, "GET", 0, 0, 200, all[:2], 0},
		{"429 that tells nothing", func() *script { return play(says(429)) }, "GET", 0, 0, 429, all, 0},
		{"always cut", func() *script { return play(breaks) }, "GET", 0, 0, 0, all, 0},
		{"POST", func() *script { return play(says(503)) }, "POST", time.Minute, 0, 503, all[:1], 0},
		{"a GET that is sent once, cut", func() *script { return play(breaks) }, once, time.Minute, 0, 0, all[:1], 0},
		{"a GET that is sent once, 503", func() *script { return play(says(503, "Retry-After", "1")) }, once, time.Minute, 0, 503, all[:1], 0},
		{"DELETE cut", func() *script { return play(breaks) }, "DELETE", 0, 0, 0, all[:1], 0},
		{"no time left for the second try", func() *script { return play(says(503)) }, "GET", 0, 200 * ms, 503, all[:1], 0},
		{"told a second, nobody waiting", func() *script { return play(says(429, "Retry-After", "1"), says(200)) }, "GET", 0, 0, 200, []time.Duration{0, time.Second}, 0},
		{"told to come at once", func() *script { return play(says(429, "Retry-After", "0"), says(200)) }, "GET", 0, 0, 200, all[:2], 0},
		{"told longer, nobody waiting", func() *script { return play(says(429, "Retry-After", "30")) }, "GET", 0, 0, 429, all[:1], 0},
		{"told longer than the patience", func() *script { return play(says(429, "Retry-After", "61")) }, "GET", time.Minute, 0, 429, all[:1], 0},
		{
			"told and waited out, beyond the time for the answer",
			func() *script { return play(says(429, "Retry-After", "30"), says(200)) },
			"GET", time.Minute, 0, 200,
			[]time.Duration{0, 30 * time.Second},
			1,
		},
		{
			"told twice, the second time too much",
			func() *script { return play(says(503, "Retry-After", "40")) },
			"GET", time.Minute, 0, 503,
			[]time.Duration{0, 40 * time.Second},
			1,
		},
		{
			"told until when, by a clock that is wrong",
			func() *script {
				server := time.Now().Add(-time.Hour).Truncate(time.Second)
				return play(says(429, "Date", server.UTC().Format(http.TimeFormat),
					"RateLimit-Reset", strconv.FormatInt(server.Add(20*time.Second).Unix(), 10)), says(200))
			},
			"GET", time.Minute, 0, 200,
			[]time.Duration{0, 20 * time.Second},
			1,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				wire := test.script()
				waits := 0
				s := newStack(t, Options{
					Transport: wire, Timeout: test.timeout, Patience: test.patience,
					Waiting: func(host string, until time.Time) {
						waits++
						if host != "git.example" || !until.After(time.Now()) {
							t.Errorf("waiting for %s until %s", host, until)
						}
					},
				})
				req := Request{Method: test.method, URL: "https://git.example/x"}
				if test.method == once {
					req.Method, req.Once = "GET", true
				}
				a, err := s.Do(t.Context(), req)
				switch {
				case test.status == 0 && kindOf(err) != Cut:
					t.Errorf("got %v, %v", a, err)
				case test.status != 0 && (err != nil || a.Status != test.status):
					t.Errorf("got %v, %v", a, err)
				}
				if len(wire.at) != len(test.at) || waits != test.waits {
					t.Fatalf("asked at %v, want %v; %d told waits, want %d", wire.at, test.at, waits, test.waits)
				}
				for i, want := range test.at {
					if wire.at[i] != want {
						t.Errorf("try %d after %s, want %s", i+1, wire.at[i], want)
					}
				}
			})
		})
	}
}

func TestTimeForTheAnswerCoversItsTries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		slow := memory(func(req *http.Request) (*http.Response, error) {
			tries++
			select {
			case <-time.After(4 * time.Second):
				return reply(503, ""), nil
			case <-req.Context().Done():
				return nil, req.Context().Err()
			}
		})
		s := newStack(t, Options{Transport: slow}).Scaled(1)
		began := time.Now()
		f := failure(t, s, Request{URL: "https://git.example"})
		if took := time.Since(began); took != 10*time.Second || tries != 3 {
			t.Errorf("%d tries in %s", tries, took)
		}
		if f.Kind != AnswerTimeout || f.Limit != 10*time.Second {
			t.Errorf("got %s, limit %s", f.Kind, f.Limit)
		}
	})
}

// TestTimeForTheAnswerBeginsAnewBehindAToldWait: the wait would be for nothing.
func TestTimeForTheAnswerBeginsAnewBehindAToldWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		slow := memory(func(req *http.Request) (*http.Response, error) {
			tries++
			select {
			case <-time.After(9 * time.Second):
			case <-req.Context().Done():
				return nil, req.Context().Err()
			}
			if tries == 1 {
				return reply(429, "", "Retry-After", "30"), nil
			}
			return reply(200, ""), nil
		})
		s := newStack(t, Options{Transport: slow, Patience: time.Minute})
		began := time.Now()
		a, err := s.Do(t.Context(), Request{URL: "https://git.example"})
		if took := time.Since(began); err != nil || a.Status != http.StatusOK || took != 48*time.Second {
			t.Errorf("got %+v, %v after %s", a, err, took)
		}
	})
}

func TestCallerStopsAWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		wire := play(says(429, "Retry-After", "30"))
		s := newStack(t, Options{Transport: wire, Patience: time.Minute})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(5*time.Second, cancel)
		began := time.Now()
		_, err := s.Do(ctx, Request{URL: "https://git.example"})
		if !errors.Is(err, context.Canceled) || time.Since(began) != 5*time.Second || len(wire.at) != 1 {
			t.Errorf("got %v after %s, %d requests", err, time.Since(began), len(wire.at))
		}
	})
}

func TestFourAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		now, most := make(chan int, 1), 0
		now <- 0
		count := func(by int) {
			n := <-now + by
			most = max(most, n)
			now <- n
		}
		wire := memory(func(*http.Request) (*http.Response, error) {
			count(1)
			defer count(-1)
			time.Sleep(9 * time.Second)
			return reply(200, ""), nil
		})
		s := newStack(t, Options{Transport: wire})
		stacks := []*Stack{s, s.Scaled(2)}
		done := make(chan error)
		for i := range 12 {
			go func() {
				_, err := stacks[i%2].Do(t.Context(), Request{URL: "https://git.example"})
				done <- err
			}()
		}
		began := time.Now()
		for range 12 {
			if err := <-done; err != nil {
				t.Errorf("waiting for a slot counts as waiting for the answer: %v", err)
			}
		}
		if most != 4 || time.Since(began) != 27*time.Second {
			t.Errorf("%d at a time, %s in all", most, time.Since(began))
		}
	})
}

func TestCallerStopsWaitingForASlot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		wire := memory(func(*http.Request) (*http.Response, error) {
			<-hold
			return reply(200, ""), nil
		})
		s := newStack(t, Options{Transport: wire})
		for range 4 {
			go func() { _, _ = s.Do(t.Context(), Request{URL: "https://git.example"}) }()
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.Do(ctx, Request{URL: "https://git.example"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		close(hold)
		synctest.Wait()
	})
}

func TestRetryAt(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	date := now.Format(http.TimeFormat)
	for _, test := range []struct {
		name   string
		status int
		header []string
		want   time.Duration // 0: not told
	}{
		{"nothing", 429, nil, 0},
		{"seconds", 429, []string{"Retry-After", " 40 "}, 40 * time.Second},
		{"a date", 503, []string{"Date", date, "Retry-After", now.Add(time.Minute).Format(http.TimeFormat)}, time.Minute},
		{"Unix time", 429, []string{"RateLimit-Reset", strconv.FormatInt(now.Unix()+7, 10)}, 7 * time.Second},
		{"seconds as in the draft", 429, []string{"RateLimit-Reset", "7"}, 7 * time.Second},
		{"GitLab's date", 429, []string{"RateLimit-ResetTime", now.Add(9 * time.Second).Format(http.TimeFormat)}, 9 * time.Second},
		{"Retry-After first", 429, []string{"Retry-After", "3", "RateLimit-Reset", "7"}, 3 * time.Second},
		{"a reset on any other answer", 200, []string{"RateLimit-Reset", "7"}, 0},
		{"not a number", 429, []string{"Retry-After", "soon"}, 0},
		{"below zero", 429, []string{"Retry-After", "-5"}, 0},
	} {
		a := &Answer{Status: test.status, Header: reply(0, "", test.header...).Header}
		got := a.RetryAt(now)
		if test.want == 0 != got.IsZero() || test.want != 0 && !got.Equal(now.Add(test.want)) {
			t.Errorf("%s: got %s", test.name, got)
		}
	}
}
