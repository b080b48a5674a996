package gitlabtest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// TestSilenceInVirtualTime: a server in memory can be used where time is
// virtual, so that a time-out costs nothing.
func TestSilenceInVirtualTime(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{"silence", "instance-timeout", "slow-answer"} {
		synctest.Test(t, func(t *testing.T) {
			s, err := Start(WithMemory(), WithScenario(scenario))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			begun := time.Now()
			r, _ := http.NewRequestWithContext(ctx, http.MethodGet, s.AddressToUse()+self, nil)
			r.Header.Set("Private-Token", s.Token())
			resp, err := client(s).Do(r)
			if err == nil {
				_, err = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
			if !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != 10*time.Second {
				t.Errorf("%s: %v after %v", scenario, err, time.Since(begun))
			}
		})
	}
}

// TestMuteSaysNothing: not a byte comes before Close, whatever is sent.
func TestMuteSaysNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := Start(WithMemory(), WithScenario("instance-timeout"))
		if err != nil {
			t.Fatal(err)
		}
		conn, err := s.DialContext(t.Context(), "tcp", "")
		if err != nil {
			t.Fatal(err)
		}
		var said []byte
		ended := false
		go func() { _, _ = io.WriteString(conn, "GET / HTTP/1.0\r\n\r\n") }()
		go func() {
			said, _ = io.ReadAll(conn)
			ended = true
		}()
		synctest.Wait()
		if ended {
			t.Errorf("it ended before Close and said %q", said)
		}
		s.Close()
		synctest.Wait()
		if !ended || len(said) > 0 {
			t.Errorf("after Close: ended %v, said %q", ended, said)
		}
	})
}

func TestResumeEndsASlowAnswer(t *testing.T) {
	t.Parallel()
	s := start(t, WithScenario("slow-answer"))
	s.Resume()
	s.Resume()
	if g := get(t, s, theUser, s.Token()); g.json(t)["name"] != "Ada Lovelace" {
		t.Errorf("%s", g.body)
	}
}

func TestCloseEndsSilence(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	s := start(t, WithScenario("silence"), OnRequest(func(Seen) { close(arrived) }))
	done := make(chan int)
	go func() { done <- statusOf(s) }()
	<-arrived
	s.Close()
	if status := <-done; status != 0 {
		t.Errorf("answered %d", status)
	}
}
