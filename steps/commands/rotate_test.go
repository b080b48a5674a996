package commands

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

// oldID is the number of the old token in the scenario "rotation".
const oldID = 4711

// turning is an arena where ACP has held the old token for an hour.
func turning(t *testing.T, opts ...acptest.Option) *arena {
	t.Helper()
	return turningAt(t, "", opts...)
}

// turningAt is turning at the address of a project, "" for the global one.
func turningAt(t *testing.T, project string, opts ...acptest.Option) *arena {
	t.Helper()
	a := open(t, true, gitlabtest.WithScenario("rotation"), gitlabtest.WithNow(time.Now))
	a.wired(t)
	a.join(t, append([]acptest.Option{acptest.WithNow(time.Now)}, opts...)...)
	stack, err := web.New(web.Options{Transport: a.wire, Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	in, p := gitlab.ParseInstance(a.gitlab.URL())
	if p != nil {
		t.Fatal(p)
	}
	setup.Handover{
		Session: acp.ReadSession(secret.New(a.session), a.acp.URL(), "test"), API: a.acp.URL(), Token: secret.New(a.gitlab.Value(oldID)), Project: project,
		Instance: in, MayReplace: func(acp.Connection) bool { return true },
	}.Run(t.Context(), stack, func(setup.HandoverEvent) {})
	time.Sleep(time.Hour)
	return a
}

// live is what ACP holds: the new token, the old one, or none.
func (a *arena) live() setup.ActiveToken {
	holds := func(value string) bool {
		return a.acp.Holds(a.gitlab.URL(), func(token string) bool { return token == value })
	}
	switch {
	case holds(a.gitlab.Token()):
		return setup.ActiveNew
	case holds(a.gitlab.Value(oldID)):
		return setup.ActiveOld
	}
	return setup.ActiveNone
}

func (a *arena) revoked(id int64) bool {
	return slices.ContainsFunc(a.gitlab.Tokens(), func(t gitlabtest.Token) bool { return t.ID == id && t.Revoked })
}

// remembers saves what the last setup left.
func (a *arena) remembers(t *testing.T, user string, id int64) {
	t.Helper()
	if err := memory.Save(a.config, memory.Memory{
		Setup: memory.Setup{GitLab: a.gitlab.URL(), ACP: a.acp.URL(), Repositories: []string{"team/app"}},
		User:  user, Token: memory.Token{ID: id, Name: gitlab.TokenName},
	}); err != nil {
		t.Fatal(err)
	}
}

// underCtx is call with a context that may end.
func (a *arena) underCtx(t *testing.T, ctx context.Context, args ...string) outcome { //nolint:revive // t is first in tests
	t.Helper()
	var out, errs strings.Builder
	env := Env{
		Args: append(args, "--json"), Stdin: strings.NewReader(a.gitlab.Token()), Stdout: &out, Stderr: &errs,
		Getenv: func(string) string { return "" }, config: a.config, transport: a.wire,
		Secrets: map[string]secret.Text{"ACP_TOKEN": secret.New(a.session)},
	}
	o := outcome{exit: Run(ctx, env)}
	o.stdout, o.stderr = out.String(), errs.String()
	if err := json.Unmarshal([]byte(o.stdout), &o.doc); err != nil {
		t.Fatalf("no document: %v\n%s\n%s", err, o.stdout, o.stderr)
	}
	a.examine(t, o, args)
	return o
}

func (a *arena) rotateArgs(more ...string) []string {
	return append([]string{
		"rotate", "team/app", "--gitlab-url", a.gitlab.URL(), "--acp-url", a.acp.URL(), "--token-stdin",
		"--old-token-id", strconv.Itoa(oldID), "--revoke-old",
	}, more...)
}

func TestRotateTakesTheRestFromTheLastSetup(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := turning(t)
		a.remembers(t, "ada", oldID)
		o := a.underCtx(t, t.Context(), "rotate", "--token-stdin", "--revoke-old", "--acp-url", a.acp.URL())
		if o.exit != problem.ExitOK || a.live() != setup.ActiveNew || !a.revoked(oldID) {
			t.Fatalf("exit %d: %s", o.exit, o.stdout)
		}
		if len(o.doc.Repositories) != 1 || o.doc.Repositories[0].Path != "team/app" || !strings.Contains(o.stderr, setup.FromMemory) {
			t.Errorf("repositories %v, said: %s", o.doc.Repositories, o.stderr)
		}
		after, _ := memory.Load(a.config)
		if after.Token.ID == oldID || after.Token.ID == 0 {
			t.Errorf("remembered: %+v", after.Token)
		}
		// Once more with the same token changes nothing and ends nothing.
		again := a.underCtx(t, t.Context(), "rotate", "--token-stdin", "--acp-url", a.acp.URL())
		if again.exit != problem.ExitOK || a.live() != setup.ActiveNew || a.revoked(after.Token.ID) {
			t.Errorf("the second time: exit %d: %s", again.exit, again.stdout)
		}
		if strings.Contains(again.stdout, "The old one is still") || !strings.Contains(again.stdout, "had already connected it") {
			t.Errorf("it speaks of an old token: %s", again.stdout)
		}
	})
}

func TestRotateRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		user  string
		id    int64
		held  string
		args  []string
		exit  int
		says  string
		asked bool // ACP may be asked
	}{
		{name: "another person", user: "bob", id: oldID, exit: problem.ExitRefused, says: "the old token was @bob's; this one is @ada's"},
		{name: "the new token as the old one", user: "ada", args: []string{"--old-token-id", "4902", "--revoke-old"}, exit: problem.ExitUsage, says: "4902 is the new token, not the old one"},
		{name: "no number to end", exit: problem.ExitUsage, args: []string{"--revoke-old"}, says: "--old-token-id"},
		{name: "a number below zero", exit: problem.ExitUsage, args: []string{"--old-token-id=-1"}, says: "--old-token-id"},
		{name: "another GitLab is connected", user: "ada", held: "https://gitlab.com", exit: problem.ExitNeedsDoing, says: "acp-other-instance", asked: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := open(t, true, gitlabtest.WithScenario("rotation"))
				a.wired(t)
				var opts []acptest.Option
				if tc.held != "" {
					opts = append(opts, acptest.WithConnection(tc.held))
				}
				a.join(t, opts...)
				a.remembers(t, tc.user, tc.id)
				o := a.underCtx(t, t.Context(), append([]string{"rotate", "--token-stdin", "--acp-url", a.acp.URL()}, tc.args...)...)
				if o.exit != tc.exit || !strings.Contains(o.stdout, tc.says) {
					t.Errorf("exit %d, want %d with %q: %s", o.exit, tc.exit, tc.says, o.stdout)
				}
				for _, seen := range a.acp.Requests() {
					if seen.Token || !tc.asked {
						t.Errorf("ACP was asked: %s %s", seen.Method, seen.Path)
					}
				}
			})
		})
	}
}

func TestRotateWithoutWhatItNeeds(t *testing.T) {
	t.Parallel()
	a := &arena{}
	o := a.call(t, "", map[string]string{"GITLAB_TOKEN": "glpat-" + strings.Repeat("z", 20)}, "rotate")
	if o.exit != problem.ExitUsage {
		t.Errorf("exit %d", o.exit)
	}
	for _, need := range []string{"--gitlab-url", "--token-stdin", "--token-file", "--acp-url", "ACP_TOKEN", "GITLAB_TOKEN is not used"} {
		if !strings.Contains(o.stderr, need) {
			t.Errorf("%s is not named: %s", need, o.stderr)
		}
	}
}
