package commands

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

// cron is what a cron job has when it calls status.
type cron struct {
	session bool
	// remembers is the days left of the token that memory names; 0 for no memory.
	remembers int
	// token is the days left of the token at hand; 0 for none.
	token int
}

func (c cron) String() string {
	return fmt.Sprintf("session %v, memory %d, token %d", c.session, c.remembers, c.token)
}

// want is the exit code of status, by the rule: 3 from 7 days on, by the token
// at hand where it is the remembered one; 4 where ACP could not be asked; 64
// where there is nothing to say at all.
func (c cron) want() int {
	switch {
	case c.token > 0 && c.token <= setup.DaysToAct, c.token == 0 && c.remembers > 0 && c.remembers <= setup.DaysToAct:
		return problem.ExitNeedsDoing
	case c.session:
		return problem.ExitOK
	case c.remembers > 0 || c.token > 0:
		return problem.ExitRefused
	}
	return problem.ExitUsage
}

// TestExitOfStatusForACronJob goes through all that a cron job may have.
func TestExitOfStatusForACronJob(t *testing.T) {
	t.Parallel()
	for _, session := range []bool{true, false} {
		for _, remembers := range []int{0, 7, 8} {
			for _, token := range []int{0, 1, 7, 8} {
				c := cron{session, remembers, token}
				t.Run(strings.ReplaceAll(c.String(), " ", "_"), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) { c.run(t) })
				})
			}
		}
	}
}

func (c cron) run(t *testing.T) {
	t.Helper()
	a := open(t, true, gitlabtest.WithNow(time.Now))
	a.join(t, acptest.WithNow(time.Now), acptest.WithConnection(a.gitlab.URL()))
	args, stdin, env := []string{"status", "--acp-url", a.acp.URL(), "--json"}, "", map[string]string(nil)
	if c.session {
		env = a.keys()
	}
	var id int64
	if c.token > 0 {
		stdin = a.gitlab.Mint("at hand", nil, gitlab.EndDate(time.Now(), c.token).String())
		args = append(args, "--token-stdin", "--gitlab-url", a.gitlab.URL())
		id = a.gitlab.Tokens()[len(a.gitlab.Tokens())-1].ID
	}
	if c.remembers > 0 {
		if err := memory.Save(a.config, memory.Memory{
			Setup: memory.Setup{GitLab: a.gitlab.URL(), ACP: a.acp.URL()}, SetUpAt: time.Now(),
			Token: memory.Token{ID: id, Name: "Ambient", Ends: gitlab.EndDate(time.Now(), c.remembers)},
		}); err != nil {
			t.Fatal(err)
		}
	}
	o := a.call(t, stdin, env, args...)
	if o.exit != c.want() {
		t.Errorf("exit %d, want %d: %s", o.exit, c.want(), o.stdout)
	}
	if soon := o.exit == problem.ExitNeedsDoing; soon != o.names(problem.TokenExpiresSoon) && c.token != 8 {
		t.Errorf("token-expires-soon is named: %v, exit %d", !soon, o.exit)
	}
	if o.exit == problem.ExitNeedsDoing && o.doc.NextStep != "acp-gitlab rotate" {
		t.Errorf("next: %s", o.doc.NextStep)
	}
}

// TestStatusTellsTheThreeSourcesApart: what ACP says now, what GitLab says now,
// and what is remembered, in one call.
func TestStatusTellsTheThreeSourcesApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := turning(t)
		a.remembers(t, "ada", oldID)
		o := a.call(t, a.gitlab.Token(), a.keys(), "status", "--acp-url", a.acp.URL(), "--token-stdin", "--gitlab-url", a.gitlab.URL())
		for _, want := range []string{
			"connected to " + a.gitlab.URL() + ", saved ", "(just read)", "from --token-stdin (checked now)",
			strconv.Quote(gitlab.TokenName) + " never expires (as set up here)",
		} {
			if !strings.Contains(o.stdout, want) {
				t.Errorf("no %q in\n%s", want, o.stdout)
			}
		}
	})
}

// TestAnAddressThatCannotBeReadIsWhatIsSaid, and not that no address says whose
// the session is.
func TestAnAddressThatCannotBeReadIsWhatIsSaid(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"foo bar", "http://acp.example.com", "https://ada:pass@acp.example.com"} {
		for _, form := range []string{"--json", "--strict"} {
			env := map[string]string{"ACP_TOKEN": "sha256~" + unmarked, "AMBIENT_TOKEN": "sha256~" + unmarked}
			o := (&arena{}).call(t, "", env, "status", "--acp-url", address, form)
			checkNames(t, o.stdout+o.stderr, []string{"ACP"}, []string{"is not used", "does not say"})
			env = map[string]string{"ACP_TOKEN": "sha256~" + unmarked, "ACP_URL": address}
			o = (&arena{}).call(t, "", env, "status", form)
			checkNames(t, o.stdout+o.stderr, []string{"ACP"}, []string{"does not say"})
		}
	}
}

// TestAFaultOfGitLabLeavesStatusTheRest: a GitLab that does not answer says
// nothing about the token, and the exit code names it.
func TestAFaultOfGitLabLeavesStatusTheRest(t *testing.T) {
	t.Parallel()
	a := &arena{}
	o := a.call(t, "glpat-"+strings.Repeat("z", 20), nil, "status", "--gitlab-url", "http://127.0.0.1:1", "--token-stdin", "--json")
	if o.exit != problem.ExitUnreachable || !o.names(problem.InstanceRefused) || !o.names(problem.ACPSessionMissing) {
		t.Errorf("exit %d: %s", o.exit, o.stdout)
	}
}

// TestDaysAreCountedByGitLabsClock: where this computer's clock is wrong, the
// commands count by the clock that ends the token, and say so.
func TestDaysAreCountedByGitLabsClock(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		ahead time.Duration // GitLab's clock
		days  int           // left by this computer's
		want  int
		exit  int
	}{
		{0, 8, 8, problem.ExitOK},
		{-10 * time.Minute, 7, 8, problem.ExitOK}, // it is midnight here
		{10 * time.Minute, 7, 7, problem.ExitNeedsDoing},
		{3 * 24 * time.Hour, 10, 7, problem.ExitNeedsDoing},
		{-3 * 24 * time.Hour, 5, 8, problem.ExitOK},
	} {
		t.Run(fmt.Sprintf("%v_%d", tc.ahead, tc.days), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := open(t, true, gitlabtest.WithNow(func() time.Time { return time.Now().Add(tc.ahead) }))
				a.join(t, acptest.WithConnection(a.gitlab.URL()))
				token := a.gitlab.Mint("at hand", nil, gitlab.EndDate(time.Now(), tc.days).String())
				a.remembersEnd(t, gitlab.EndDate(time.Now(), tc.days))
				for _, command := range []string{"status", "check", "tokens"} {
					args := []string{command, "--gitlab-url", a.gitlab.URL(), "--token-stdin", "--json"}
					if command == "status" {
						args = append(args, "--acp-url", a.acp.URL())
					}
					o := a.call(t, token, a.keys(), args...)
					if o.doc.Token == nil || o.doc.Token.DaysLeft == nil || *o.doc.Token.DaysLeft != tc.want {
						t.Fatalf("%s: %s", command, o.stdout)
					}
					if r := o.doc.Account; r != nil && r.Remembered != nil && *r.Remembered.DaysLeft != tc.want {
						t.Errorf("%s remembers %d days", command, *r.Remembered.DaysLeft)
					}
					if command == "status" && o.exit != tc.exit {
						t.Errorf("exit %d, want %d: %s", o.exit, tc.exit, o.stdout)
					}
					if o.names(problem.ClockOff) != (tc.ahead != 0) {
						t.Errorf("%s says that the clock is off: %v", command, tc.ahead == 0)
					}
				}
			})
		})
	}
}

// remembersEnd saves a setup whose token ends then.
func (a *arena) remembersEnd(t *testing.T, ends gitlab.Date) {
	t.Helper()
	if err := memory.Save(a.config, memory.Memory{
		Setup: memory.Setup{GitLab: a.gitlab.URL(), ACP: a.acp.URL()}, SetUpAt: time.Now(), Token: memory.Token{ID: 1, Name: "Ambient", Ends: ends},
	}); err != nil {
		t.Fatal(err)
	}
}
