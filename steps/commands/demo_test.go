package commands

import (
	"strings"
	"testing"
	"testing/synctest"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// TestDemoReachesWhatAScenarioIsAbout walks through every scenario of both
// servers without a terminal. TLS and proxies are on the network, where nothing
// in these scenarios takes time; the others in memory and virtual time.
func TestDemoReachesWhatAScenarioIsAbout(t *testing.T) {
	t.Parallel()
	wellAfterAll := map[string]bool{"cut-after-saving": true}
	reaches := func(name string, code problem.Code, memory bool) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play := func(t *testing.T) {
				a := &arena{demo: memory}
				checkDemo(t, a.call(t, "", nil, "demo", "--json", "--scenario", name), code, !wellAfterAll[name])
			}
			if !memory {
				play(t)
				return
			}
			synctest.Test(t, play)
		})
	}
	for _, sc := range gitlabtest.Scenarios() {
		network := strings.Contains(sc.Name, "-tls-") || sc.Name == "instance-proxy" || sc.Name == "named" ||
			sc.Name == "acp-ignores-host" || sc.Name == "redirect-downgrade"
		reaches(sc.Name, sc.Code, !network)
	}
	for _, sc := range acptest.Scenarios() {
		reaches(sc.Name, sc.Code, sc.Name != "acp-tls-untrusted")
	}
}

// checkDemo holds the demo to the problem that its scenario is about; of several
// the first decides.
func checkDemo(t *testing.T, o outcome, code problem.Code, met bool) {
	t.Helper()
	if code == "" || !met {
		if first := o.errors(); len(first) > 0 && first[0] != problem.GitLabBadAnswer {
			t.Errorf("ends in %v", first)
		}
		return
	}
	if !o.names(code) {
		t.Fatalf("does not reach %s: %v, usage %q", code, o.doc.Problems, o.doc.Usage)
	}
	for _, other := range o.errors() {
		if other != code && code != problem.TokenTruncated {
			t.Errorf("%s beside %s", other, code)
		}
	}
}
