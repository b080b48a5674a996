package commands

import (
	"context"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
)

// TestPlainHTTPInsideAPodIsSaidByEveryCommand: whatever goes to ACP without
// encryption says so.
func TestPlainHTTPInsideAPodIsSaidByEveryCommand(t *testing.T) {
	t.Setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
	const backend = "http://vteam-backend:8080"
	for _, command := range [][]string{
		{"connect"}, {"status"}, {"disconnect", "--yes"}, {"rotate", "--old-token-id", strconv.Itoa(oldID), "--revoke-old"},
	} {
		t.Run(command[0], func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := open(t, true, gitlabtest.WithScenario("rotation"), gitlabtest.WithNow(time.Now))
				a.join(t, acptest.WithNow(time.Now), acptest.WithNames("vteam-backend:8080"), acptest.WithScenario("connected"))
				a.wayOut = func(ctx context.Context, network, addr string) (net.Conn, error) {
					if addr == "vteam-backend:8080" {
						addr = a.acp.URL()[len("http://"):]
					}
					return a.dial(ctx, network, addr)
				}
				a.memory = false // wayOut is the way
				args := slices.Concat(command, []string{"--acp-url", backend, "--json"})
				if command[0] == "connect" || command[0] == "rotate" {
					args = append(args, "--gitlab-url", a.gitlab.URL(), "--token-stdin")
				}
				o := a.call(t, a.token, a.keys(), args...)
				if o.exit != problem.ExitOK {
					t.Fatalf("exit %d: %s", o.exit, o.stdout)
				}
				said := 0
				for _, p := range o.doc.Problems {
					if p.Code == problem.ACPNotHTTPS && p.Severity == problem.Warning {
						said++
					}
				}
				if said != 1 {
					t.Errorf("it is said %d times: %s", said, o.stdout)
				}
			})
		})
	}
}

// TestStatusAsksForNoAddressThatWasGiven: what is missing is the session.
func TestStatusAsksForNoAddressThatWasGiven(t *testing.T) {
	t.Parallel()
	const given, remembered = "https://acp.example.com", "https://other.example.com"
	stray := map[string]string{"AMBIENT_TOKEN": "sha256~abcdefghijklmnopqrstuvwxyz", "AMBIENT_API_URL": "https://third.example.com"}
	for name, tc := range map[string]struct {
		left memory.Setup
		env  map[string]string
		says string
		not  string
	}{
		"nothing remembered of ACP": {memory.Setup{}, nil, "not asked: no session. Set ACP_TOKEN.", "Give --acp-url"},
		"another ACP":               {memory.Setup{ACP: remembered}, stray, "it belongs to https://third.example.com.", "Give --acp-url"},
		"another ACP's pages":       {memory.Setup{ACPWeb: remembered}, nil, "not asked: no session. Set ACP_TOKEN.", remembered},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := &arena{config: t.TempDir()}
			left := memory.Memory{Setup: tc.left, User: "ada", Token: memory.Token{ID: 1, Name: "one"}}
			left.GitLab = "https://gitlab.example.com"
			if err := memory.Save(a.config, left); err != nil {
				t.Fatal(err)
			}
			o := a.call(t, "", tc.env, "status", "--acp-url", given)
			if said := strings.Join(strings.Fields(o.stdout), " "); !strings.Contains(said, tc.says) || strings.Contains(said, tc.not) {
				t.Errorf("it says:\n%s", o.stdout)
			}
		})
	}
}
