package commands

import (
	"maps"
	"regexp"
	"slices"
	"strings"
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

// slack is what a run may take longer than the time-out.
const slack = 2 * time.Second

// TestCheckInEveryScenario walks through all that can happen to GitLab.
func TestCheckInEveryScenario(t *testing.T) {
	t.Parallel()
	known := maps.Clone(metByCheck)
	for _, sc := range gitlabtest.Scenarios() {
		want, ok := known[sc.Name]
		delete(known, sc.Name)
		t.Run(sc.Name, func(t *testing.T) {
			t.Parallel()
			if !ok {
				t.Fatal("stands in no table: metByCheck")
			}
			inGitLab(t, sc, func(t *testing.T, a *arena) {
				o := a.call(t, a.token, nil, a.onGitLab(append([]string{"check"}, a.repositories()...)...)...)
				want.compare(t, o)
				checkAdvice(t, o)
				checkDetail(t, o)
				if a.memory && o.took > defaultTimeout+slack {
					t.Errorf("took %s, the time-out is %s", o.took, defaultTimeout)
				}
			})
		})
	}
	for name := range known {
		t.Errorf("metByCheck has %s, which is no scenario", name)
	}
}

// TestNoRepositoryIsBlamedForTheToken: what stops before the repository is the
// only cause, however many repositories are named.
func TestNoRepositoryIsBlamedForTheToken(t *testing.T) {
	t.Parallel()
	for _, sc := range gitlabtest.Scenarios() {
		if want := metByCheck[sc.Name]; sc.Repository == "" && want.exit != problem.ExitOK {
			t.Run(sc.Name, func(t *testing.T) {
				t.Parallel()
				inGitLab(t, sc, func(t *testing.T, a *arena) {
					want.compare(t, a.call(t, a.token, nil, a.onGitLab("check", "team/app-docs", "shared/lib")...))
				})
			})
		}
	}
}

// TestConnectStatusAndDisconnectInEveryScenario walks through all that can
// happen to ACP.
func TestConnectStatusAndDisconnectInEveryScenario(t *testing.T) {
	t.Parallel()
	known := maps.Clone(metAtACP)
	for _, sc := range acptest.Scenarios() {
		all, ok := known[sc.Name]
		delete(known, sc.Name)
		for command, want := range map[string]met{"connect": all[0], "status": all[1], "disconnect": all[2]} {
			t.Run(sc.Name+" "+command, func(t *testing.T) {
				t.Parallel()
				if !ok {
					t.Fatal("stands in no table: metAtACP")
				}
				inACP(t, sc, func(t *testing.T, a *arena) {
					o := a.playACP(t, sc, command)
					want.compare(t, o)
					checkAdvice(t, o)
					checkDetail(t, o)
					if limit := 2 * defaultTimeout; o.took > limit+slack { // ACP asks GitLab itself
						t.Errorf("took %s, the time-out is %s", o.took, limit)
					}
				})
			})
		}
	}
	for name := range known {
		t.Errorf("metAtACP has %s, which is no scenario", name)
	}
}

// playACP runs a command in a scenario of ACP.
func (a *arena) playACP(t *testing.T, sc acptest.Scenario, command string) outcome {
	t.Helper()
	connect := a.onACP(a.onGitLab("connect", "team/app-docs")...)
	if sc.Name == "hostile-strings" {
		connect = append(connect, "--yes") // it claims to hold another GitLab
	}
	if sc.Code == problem.ACPBindingLeft && command == "disconnect" {
		return a.call(t, "", a.keys(), a.onACP("disconnect", "--yes", "--all-projects")...)
	}
	switch command {
	case "connect":
		return a.call(t, a.token, a.keys(), connect...)
	case "disconnect":
		a.call(t, a.token, a.keys(), connect...)
		return a.call(t, "", a.keys(), a.onACP("disconnect", "--yes")...)
	default:
		return a.call(t, "", a.keys(), a.onACP(command)...)
	}
}

// compare holds a run to what it should meet, and that to the catalogue: no
// second cause beside the right one, whatever its severity.
func (m met) compare(t *testing.T, o outcome) {
	t.Helper()
	var codes []string
	worst := problem.ExitOK
	for _, p := range o.doc.Problems {
		if !slices.Contains(codes, string(p.Code)) {
			codes = append(codes, string(p.Code))
		}
		if p.Severity == problem.Error {
			worst = exitOf(p.Code)
		}
	}
	if got := strings.Join(codes, " "); got != m.codes {
		t.Errorf("met %q, want %q; usage: %v", got, m.codes, o.doc.Usage)
	}
	if o.exit != m.exit || o.exit != worst {
		t.Errorf("exit code %d, want %d; the catalogue says %d", o.exit, m.exit, worst)
	}
}

// TestScenariosAreMetAsTheySay: what a scenario says of itself is what one of
// the commands meets.
func TestScenariosAreMetAsTheySay(t *testing.T) {
	t.Parallel()
	notByCheck := []string{"token-page-missing"} // by the demo, and by who opens the page
	for _, sc := range gitlabtest.Scenarios() {
		if !slices.Contains(notByCheck, sc.Name) && !slices.Contains(strings.Fields(metByCheck[sc.Name].codes), string(sc.Code)) && sc.Code != "" {
			t.Errorf("%s is about %s, and check meets %q", sc.Name, sc.Code, metByCheck[sc.Name].codes)
		}
	}
	wellAfterAll := []string{"cut-after-saving"} // ACP holds it: read back
	for _, sc := range acptest.Scenarios() {
		all := metAtACP[sc.Name]
		got := map[string]met{"": all[0], "status": all[1], "disconnect": all[2]}[sc.Shows]
		if !slices.Contains(wellAfterAll, sc.Name) && got.codes != string(sc.Code) {
			t.Errorf("%s is about %s, and %q is met there", sc.Name, sc.Code, got.codes)
		}
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

// freshToken are words that send somebody to make a token.
var freshToken = regexp.MustCompile(`(?i)\b(new|another|fresh)( personal)?( access)? token|\bmake a (new )?token|\brotate\b|\breplace the token`)
