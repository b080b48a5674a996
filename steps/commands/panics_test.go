package commands

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// breaking panics at its n-th request, with what no one may see.
type breaking struct {
	wire  http.RoundTripper
	at    int32
	asked *atomic.Int32
	words string
}

func (b breaking) RoundTrip(req *http.Request) (*http.Response, error) {
	if b.asked.Add(1) == b.at {
		panic(b.words)
	}
	return b.wire.RoundTrip(req)
}

// TestAPanicAtEachRequest, in whatever goroutine it is made, is an apology: it
// ends the run with 1, without the dump and without what was panicked with.
func TestAPanicAtEachRequest(t *testing.T) {
	t.Parallel()
	for _, command := range []string{
		"check team/app team/docs", "connect team/app --yes", "status", "disconnect --yes", "tokens", "revoke --yes",
		"rotate --yes",
	} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			for n := int32(1); ; n++ {
				reached := false
				synctest.Test(t, func(t *testing.T) { reached = breaksAt(t, n, command) })
				if !reached {
					if n < 4 {
						t.Errorf("only %d requests were made", n-1)
					}
					return
				}
			}
		})
	}
}

// breaksAt runs a command that breaks at its n-th request, and reports whether
// it came so far.
func breaksAt(t *testing.T, n int32, command string) bool {
	t.Helper()
	a := open(t, true, gitlabtest.WithScenario("rotation"))
	a.wired(t)
	a.join(t, acptest.WithConnection(a.gitlab.URL()))
	b := breaking{wire: a.wire, at: n, asked: new(atomic.Int32), words: "the words of " + a.token}
	a.wire = b
	args := strings.Fields(command)
	if args[0] != "tokens" && args[0] != "revoke" && args[0] != "check" {
		args = append(args, "--acp-url="+a.acp.URL())
	}
	if args[0] != "disconnect" {
		args = append(args, "--gitlab-url="+a.gitlab.URL(), "--token-stdin")
	}
	args = append(args, "--json")
	o := a.call(t, a.token, map[string]string{"ACP_TOKEN": a.session}, args...)
	if b.asked.Load() < n {
		return false
	}
	if o.exit != problem.ExitUnexpected || !strings.Contains(o.stderr, "unexpected fault (string)") {
		t.Errorf("at request %d: exit %d\n%s", n, o.exit, o.stderr)
	}
	for _, bad := range []string{a.token, "the words", "goroutine ", ".go:"} {
		if strings.Contains(o.stderr+o.stdout, bad) {
			t.Errorf("at request %d it shows %q:\n%s%s", n, bad, o.stdout, o.stderr)
		}
	}
	return true
}

// TestAPanicInADial, which net/http makes in a goroutine of its own.
func TestAPanicInADial(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := open(t, true)
		a.memory = false
		a.wayOut = func(context.Context, string, string) (net.Conn, error) { panic("the words of " + a.token) }
		o := a.call(t, a.token, nil, "check", "--gitlab-url="+a.gitlab.URL(), "--token-stdin", "--json")
		if o.exit != problem.ExitUnexpected || strings.Contains(o.stderr+o.stdout, "the words") || !strings.Contains(o.stderr, "unexpected fault (string)") {
			t.Errorf("exit %d\n%s%s", o.exit, o.stdout, o.stderr)
		}
	})
}

// TestAPanicWhileAsking: the answer is read in a goroutine of its own.
func TestAPanicWhileAsking(t *testing.T) {
	t.Parallel()
	e := Env{Stdin: brokenReader{}, Stderr: io.Discard, Getenv: func(string) string { return "" }}
	for name, ask := range map[string]func(){
		"a word":   func() { (&call{env: e}).confirm(t.Context(), "yes", "Sure?") },
		"an Enter": func() { _, _ = e.enter(t.Context()) },
		"a command": func() {
			Run(t.Context(), Env{Args: []string{"check"}, Stdin: brokenReader{}, Stdout: io.Discard, Stderr: io.Discard, Getenv: func(string) string { panic("broken") }})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if v := recover(); (v == nil) != (name == "a command") {
					t.Errorf("recovered %v", v)
				}
			}()
			ask()
		})
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { panic(errors.New("broken")) }
