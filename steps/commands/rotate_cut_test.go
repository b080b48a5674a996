package commands

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
)

// shears cut the request number at on the way.
type shears struct {
	wire http.RoundTripper
	at   int
	cut  func(s *shears, req *http.Request) (*http.Response, error)

	mu   sync.Mutex
	seen []string
	stop context.CancelFunc
}

func (s *shears) RoundTrip(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.seen = append(s.seen, req.Method+" "+req.URL.Path)
	n := len(s.seen)
	s.mu.Unlock()
	if n == s.at {
		return s.cut(s, req)
	}
	return s.wire.RoundTrip(req)
}

var errReset = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}

var cuts = map[string]func(*shears, *http.Request) (*http.Response, error){
	"dropped before it arrived": func(*shears, *http.Request) (*http.Response, error) { return nil, errReset },
	"dropped after it was answered": func(s *shears, req *http.Request) (*http.Response, error) {
		if resp, err := s.wire.RoundTrip(req); err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
		return nil, errReset
	},
	"500 after it was answered": func(s *shears, req *http.Request) (*http.Response, error) {
		if resp, err := s.wire.RoundTrip(req); err == nil {
			_ = resp.Body.Close()
		}
		return fault(req), nil
	},
	"500": func(_ *shears, req *http.Request) (*http.Response, error) { return fault(req), nil },
	"silence": func(_ *shears, req *http.Request) (*http.Response, error) {
		<-req.Context().Done()
		return nil, req.Context().Err()
	},
	"ctrl+c": func(s *shears, req *http.Request) (*http.Response, error) {
		s.stop()
		return s.wire.RoundTrip(req)
	},
	"ctrl+c, answered late": func(s *shears, req *http.Request) (*http.Response, error) {
		s.stop()
		select {
		case <-time.After(5 * time.Second):
			return s.wire.RoundTrip(req)
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	},
}

func fault(req *http.Request) *http.Response {
	return &http.Response{
		StatusCode: http.StatusInternalServerError, Header: http.Header{"Content-Type": {"text/plain"}},
		Body: io.NopCloser(strings.NewReader("Internal Server Error")), Request: req,
	}
}

// road is one ACP at which rotate is cut.
type road struct {
	name    string
	project string
	options []acptest.Option
	// tells says that ACP says when it saved; else what a replacement left is
	// not known for certain.
	tells bool
}

var roads = []road{
	{"global", "", nil, true},
	{"v0.0.21, by its project", acptest.Workspace, []acptest.Option{acptest.WithDialect(acptest.V0021)}, true},
	{"project-scoped only", acptest.Workspace, []acptest.Option{acptest.WithDialect(acptest.V0011), acptest.WithKeys()}, false},
	{"as the guide says", "", []acptest.Option{acptest.WithDialect(acptest.Documented)}, false},
	{"replacing nothing", "", []acptest.Option{acptest.WithoutReplacing()}, true},
}

// travel rotates with s on the way, and ends the old token.
func (r road) travel(t *testing.T, s *shears, act func(*arena, context.Context, outcome)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		a := turningAt(t, r.project, r.options...)
		s.wire, a.wire = a.wire, s
		args := a.rotateArgs()
		if r.project != "" {
			args = append(args, "--acp-project", r.project)
		}
		var ctx context.Context
		ctx, s.stop = context.WithCancel(t.Context())
		defer s.stop()
		act(a, ctx, a.underCtx(t, ctx, args...))
	})
}

// TestRotateCutAtEachRequest cuts the command at each of its requests in turn,
// those of the checks too, at every kind of ACP.
func TestRotateCutAtEachRequest(t *testing.T) {
	t.Parallel()
	for _, r := range roads {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			s := &shears{}
			r.travel(t, s, func(a *arena, ctx context.Context, o outcome) {
				if !r.tells { // it is never certain there, so the old one stays
					if o.exit != problem.ExitACP || !o.names(problem.ACPNotConfirmed) || a.live() != setup.ActiveNew || a.revoked(oldID) {
						t.Fatalf("exit %d: %s", o.exit, o.stdout)
					}
				} else if o.exit != problem.ExitOK || o.doc.Rotation == nil || o.doc.Rotation.Live != "new" || !o.doc.Rotation.OldEnded || !a.revoked(oldID) {
					t.Fatalf("exit %d: %s", o.exit, o.stdout)
				}
				r.judge(t, ctx, a, s, o)
			})
			for n, request := range s.seen {
				for name, cut := range cuts {
					t.Run(strings.ReplaceAll(fmt.Sprintf("%d %s/%s", n+1, request, name), " ", "_"), func(t *testing.T) {
						t.Parallel()
						s := &shears{at: n + 1, cut: cut}
						r.travel(t, s, func(a *arena, ctx context.Context, o outcome) { r.judge(t, ctx, a, s, o) })
					})
				}
			}
		})
	}
}

// judge holds what must be true however a rotation ended.
func (r road) judge(t *testing.T, ctx context.Context, a *arena, s *shears, o outcome) { //nolint:revive // t is first in tests
	t.Helper()
	live, said := a.live(), o.doc.Rotation
	if live == setup.ActiveNone {
		t.Error("ACP holds no token")
	}
	if said == nil || !strings.Contains(said.Live, live.String()) || r.tells && said.Live != live.String() {
		t.Fatalf("ACP holds %s, and it says %s", live, o.stdout)
	}
	if _, words, _ := strings.Cut(o.doc.Note, "In ACP now: "); !strings.Contains(words, "the "+live.String()+" token") {
		t.Errorf("ACP holds %s, and it says: %s", live, o.doc.Note)
	}
	if a.revoked(oldID) && (live != setup.ActiveNew || !said.ReadBack || !readBackFirst(s.seen)) {
		t.Errorf("the old token was ended too early: %q", s.seen)
	}
	if slices.ContainsFunc(a.gitlab.Tokens(), func(t gitlabtest.Token) bool { return t.ID != oldID && t.Revoked }) {
		t.Error("another token than the old one was ended")
	}
	if said.OldEnded != a.revoked(oldID) {
		t.Errorf("old_ended is %v", said.OldEnded)
	}
	if complete := said.Live == "new" && said.ReadBack && said.OldEnded; complete != (o.exit == problem.ExitOK) {
		t.Errorf("complete %v, exit code %d", complete, o.exit)
	}
	if ctx.Err() != nil && !o.doc.OK && o.exit != problem.ExitCancelled {
		t.Errorf("ctrl+c ends with %d", o.exit)
	}
}

// readBackFirst reports whether ACP was asked for its status after the last
// connect and before the old token was ended: by the requests themselves, not
// by what the program says.
func readBackFirst(requests []string) bool {
	read := false
	for _, r := range requests {
		switch {
		case strings.HasSuffix(r, "/connect"):
			read = false
		case strings.HasPrefix(r, "GET ") && strings.HasSuffix(r, "/status"):
			read = true
		case strings.HasPrefix(r, "DELETE ") && strings.Contains(r, "/personal_access_tokens/"):
			return read
		}
	}
	return true
}

// TestRotateStoppedKeepsWhatWasFound: what was heard about the token before ctrl+c
// is told, and half an answer is not.
func TestRotateStoppedKeepsWhatWasFound(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		at   string
		kept bool
	}{
		"at the repository": {"/api/v4/projects/17/", true},
		"at the token":      {"/api/v4/personal_access_tokens/self", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := open(t, true, gitlabtest.WithScenario(string(problem.TokenExpiresSoon)), gitlabtest.WithNow(time.Now))
				a.wired(t)
				a.join(t, acptest.WithNow(time.Now))
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				wire := a.wire
				a.wire = roundTrip(func(req *http.Request) (*http.Response, error) {
					if strings.HasPrefix(req.URL.Path, tc.at) {
						stop()
						return nil, context.Canceled
					}
					return wire.RoundTrip(req)
				})
				o := a.underCtx(t, ctx, "rotate", "team/app", "--gitlab-url", a.gitlab.URL(), "--acp-url", a.acp.URL(), "--token-stdin")
				if o.exit != problem.ExitCancelled || o.names(problem.TokenExpiresSoon) != tc.kept {
					t.Errorf("exit code %d: %s", o.exit, o.stdout)
				}
				if len(o.doc.Problems) > 1 {
					t.Errorf("half an answer is told: %s", o.stdout)
				}
			})
		})
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
