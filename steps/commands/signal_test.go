package commands

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// signalled stops the run while a DELETE is on its way: before it arrived, or
// once the server has done it, with or without the answer.
type signalled struct {
	wire http.RoundTripper
	how  string
	stop context.CancelFunc
}

func (s signalled) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodDelete {
		return s.wire.RoundTrip(req)
	}
	if s.how == "before" {
		s.stop()
		return s.wire.RoundTrip(req)
	}
	resp, err := s.wire.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(body))
	s.stop()
	if s.how == "done" {
		return nil, context.Canceled
	}
	return resp, nil
}

// TestASignalWhileSomethingEnds: GitLab and ACP are not to blame, and what may
// have happened is said, with the command that tells.
func TestASignalWhileSomethingEnds(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ command, how, tells string }{
		{"revoke", "before", "acp-gitlab check --gitlab-url "},
		{"revoke", "done", "acp-gitlab check --gitlab-url "},
		{"revoke", "answered", ""},
		{"tokens revoke 3870", "before", "acp-gitlab tokens"},
		{"tokens revoke 3870", "done", "acp-gitlab tokens"},
		{"tokens revoke 3870", "answered", ""},
		{"disconnect", "before", "acp-gitlab status"},
		{"disconnect", "done", "acp-gitlab status"},
	} {
		for _, mode := range []string{"--json", "--strict"} {
			t.Run(strings.Join([]string{tc.command, tc.how, mode}, ", "), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					a := open(t, true, gitlabtest.WithScenario("rotation"))
					a.wired(t)
					a.join(t, acptest.WithConnection(a.gitlab.URL()))
					exit, out := a.signalled(t, tc.how, tc.command, mode)
					want := problem.ExitCancelled
					if tc.tells == "" {
						want = problem.ExitOK
					}
					if exit != want || strings.Contains(out, "unavailable") || !strings.Contains(out, tc.tells) {
						t.Errorf("exit %d, want %d and %q:\n%s", exit, want, tc.tells, out)
					}
					if tc.tells != "" && (!strings.Contains(out, " already. To find out: ") || mode == "--json" && !strings.Contains(out, `"next_step": "acp-gitlab `)) {
						t.Errorf("does not say what may have happened:\n%s", out)
					}
				})
			})
		}
	}
}

// signalled runs the command, is sent a signal, and says what it printed.
func (a *arena) signalled(t *testing.T, how, command, mode string) (int, string) {
	t.Helper()
	args := append(strings.Fields(command), "--yes", "--gitlab-url", a.gitlab.URL(), "--token-stdin")
	if command == "disconnect" {
		args = []string{"disconnect", "--yes", "--acp-url", a.acp.URL()}
	}
	if mode == "--json" || !slices.Contains(args, "disconnect") {
		args = append(args, mode)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out strings.Builder
	exit := Run(ctx, Env{
		Args: args, Stdin: strings.NewReader(a.token), Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" },
		config: t.TempDir(), transport: signalled{a.wire, how, stop},
		Secrets: map[string]secret.Text{"ACP_TOKEN": secret.New(a.session)},
	})
	return exit, out.String()
}

// stopsAt stops the run once a call of ACP goes out.
type stopsAt struct {
	wire   http.RoundTripper
	method string
	call   string // how its path ends
	stop   context.CancelFunc
}

func (s stopsAt) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == s.method && strings.HasSuffix(req.URL.Path, s.call) {
		s.stop()
	}
	return s.wire.RoundTrip(req)
}

// TestASignalBeforeTheTokenWentOut does not say that ACP may have taken it; one
// while it is on its way does.
func TestASignalBeforeTheTokenWentOut(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		command, method, call string
		perhaps               bool
	}{
		{"connect", http.MethodGet, "/personal_access_tokens/self", false},
		{"connect", http.MethodGet, "/status", false},
		{"connect", http.MethodPost, "/test", false},
		{"connect", http.MethodPost, "/connect", true},
		{"status", http.MethodGet, "/status", false},
	} {
		t.Run(tc.command+" at "+tc.call, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := open(t, true)
				a.wired(t)
				a.join(t)
				args := []string{tc.command, "--acp-url", a.acp.URL()}
				if tc.command == "connect" {
					args = append(args, "--gitlab-url", a.gitlab.URL(), "--token-stdin")
				}
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				var out strings.Builder
				exit := Run(ctx, Env{
					Args: args, Stdin: strings.NewReader(a.token), Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" },
					config: t.TempDir(), transport: stopsAt{a.wire, tc.method, tc.call, stop},
					Secrets: map[string]secret.Text{"ACP_TOKEN": secret.New(a.session)},
				})
				if said := strings.Contains(out.String(), "ACP may have the token"); exit != problem.ExitCancelled || said != tc.perhaps {
					t.Errorf("exit %d:\n%s", exit, out.String())
				}
			})
		})
	}
}
