package commands

import (
	"regexp"
	"slices"
	"testing"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// exitOf is the exit code of a run whose only error is code.
func exitOf(code problem.Code) int {
	spec, ok := problem.Lookup(code)
	if !ok || spec.Severity != problem.Error {
		return problem.ExitOK
	}
	return spec.Exit
}

// wantedOfCheck are the scenarios of GitLab in which check ends otherwise than
// with the code of the scenario alone.
var wantedOfCheck = map[string][]problem.Code{
	// A fault while asking git leaves the API's word: a warning.
	"git-silence": nil, "git-reset": nil, "git-unavailable": nil, "git-banned": nil,
	"token-page-missing":         {problem.TokenUnknown},    // the page itself is seen by the person who opens it
	"token-truncated":            {problem.TokenUnknown},    // a warning first, then GitLab's verdict
	"account-too-many-addresses": {problem.GitLabBadAnswer}, // GitLab gives no reason
}

// slack is what a run may take longer than the time-out.
const slack = 2 * time.Second

func TestCheckNamesTheCauseOfEveryScenario(t *testing.T) {
	t.Parallel()
	for _, sc := range gitlabtest.Scenarios() {
		t.Run(sc.Name, func(t *testing.T) {
			t.Parallel()
			inGitLab(t, sc, func(t *testing.T, a *arena) {
				args := a.onGitLab(append([]string{"check"}, a.repositories()...)...)
				limit := defaultTimeout
				if sc.Code == problem.InstanceTimeout {
					limit = time.Second
					args = append(args, "--timeout", "1s")
				}
				o := a.call(t, a.token, nil, args...)
				want, other := wantedOfCheck[sc.Name]
				if !other && exitOf(sc.Code) != 0 {
					want = []problem.Code{sc.Code}
				}
				checkCause(t, o, sc.Code, want)
				if o.took > limit+slack {
					t.Errorf("took %s, the time-out is %s", o.took, limit)
				}
				checkAdvice(t, o)
			})
		})
	}
}

// checkCause holds a run to its errors: these and no others, and the exit code
// of the first. code is the scenario's own, which is always named.
func checkCause(t *testing.T, o outcome, code problem.Code, want []problem.Code) {
	t.Helper()
	if got := o.errors(); !slices.Equal(got, want) {
		t.Errorf("the errors are %v, want %v; usage: %v", got, want, o.doc.Usage)
	}
	exit := problem.ExitOK
	if len(want) > 0 {
		exit = exitOf(want[0])
	}
	if o.exit != exit {
		t.Errorf("exit code %d, want %d", o.exit, exit)
	}
	if exitOf(code) == problem.ExitOK && code != "" && !o.names(code) {
		t.Errorf("no %s in the document", code)
	}
}

// checkAdvice looks for advice to make a new token where GitLab has not judged
// the token.
func checkAdvice(t *testing.T, o outcome) {
	t.Helper()
	judged := false
	for _, p := range o.doc.Problems {
		spec, _ := problem.Lookup(p.Code)
		judged = judged || spec.Area == problem.AreaToken || spec.Area == problem.AreaScopes
		if spec.Area == problem.AreaToken || spec.Area == problem.AreaScopes {
			continue
		}
		for _, line := range append(slices.Clone(p.Fix), p.Title) {
			if freshToken.MatchString(line) {
				t.Errorf("%s advises a new token: %q", p.Code, line)
			}
		}
	}
	if !judged && freshToken.MatchString(o.doc.NextStep) {
		t.Errorf("a new token is advised: %q", o.doc.NextStep)
	}
}

// TestStatusAndDisconnectNameTheCause plays the scenarios of ACP that connect
// does not meet, or meets otherwise.
func TestStatusAndDisconnectNameTheCause(t *testing.T) {
	t.Parallel()
	calls := map[string][]string{"status": {"status"}, "disconnect": {"disconnect", "--yes"}}
	for command, scenarios := range map[string][]string{
		"status": {
			"acp-not-connected", "acp-session-refused", "acp-login-page", "acp-unavailable", "acp-forbidden", "acp-not-acp", "acp-unreachable",
			"acp-url-invalid", "acp-not-https", "acp-session-missing", "silent-status", "error-status", "cut-status", "connected",
		},
		"disconnect": {"cut-disconnect", "silent-disconnect", "error-disconnect", "acp-session-refused", "acp-unavailable", "connected"},
	} {
		for _, sc := range acptest.Scenarios() {
			if !slices.Contains(scenarios, sc.Name) {
				continue
			}
			t.Run(command+" "+sc.Name, func(t *testing.T) {
				t.Parallel()
				inACP(t, sc, func(t *testing.T, a *arena) {
					if command == "disconnect" {
						a.call(t, a.token, a.keys(), a.onACP(a.onGitLab("connect")...)...)
					}
					o := a.call(t, "", a.keys(), a.onACP(calls[command]...)...)
					var want []problem.Code
					if sc.Code != "" {
						want = []problem.Code{sc.Code}
					}
					checkCause(t, o, sc.Code, want)
					checkAdvice(t, o)
				})
			})
		}
	}
}

// freshToken are words that send somebody to make a token.
var freshToken = regexp.MustCompile(`(?i)\b(new|another|fresh)( personal)?( access)? token|\bmake a (new )?token|\brotate\b|\breplace the token`)

// wantedOfConnect are the scenarios of ACP in which connect ends otherwise than
// with the code of the scenario.
var wantedOfConnect = map[string][]problem.Code{
	"acp-not-connected": nil, // that is why one connects
	"cut-after-saving":  nil, // what ACP holds then decides
	"cut-disconnect":    nil,
	"silent-disconnect": nil,
	"error-disconnect":  nil,
}

func TestConnectNamesTheCauseOfEveryScenario(t *testing.T) {
	t.Parallel()
	for _, sc := range acptest.Scenarios() {
		t.Run(sc.Name, func(t *testing.T) {
			t.Parallel()
			inACP(t, sc, func(t *testing.T, a *arena) {
				args := a.onACP(a.onGitLab("connect", "team/app")...)
				if sc.Name == "hostile-strings" {
					args = append(args, "--yes") // it claims to hold another GitLab
				}
				o := a.call(t, a.token, a.keys(), args...)
				want, other := wantedOfConnect[sc.Name]
				if !other && sc.Code != "" {
					want = []problem.Code{sc.Code}
				}
				checkCause(t, o, sc.Code, want)
				checkAdvice(t, o)
			})
		})
	}
}
