package setup

import (
	"testing"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
)

// TestOnePlaceJudgesTheAddressOfACP: the wizard stands still where nothing is
// open, and asks about a guess; a command may not.
func TestOnePlaceJudgesTheAddressOfACP(t *testing.T) {
	t.Parallel()
	const web, api = "https://acp.example.com", "https://api.example.com"
	login := problem.New(problem.ACPLoginPage, web)
	warning := problem.New(problem.ACPNotHTTPS, web).WithSeverity(problem.Warning)
	oc := Answers{Sessions: []acp.Session{{Origin: web, Kind: acp.OC}}}
	for name, tc := range map[string]struct {
		found  ACPFound
		given  Answers
		closed bool
		at     string // where a command connects
		stops  bool   // it does not
		met    int
	}{
		"an API":             {ACPFound{Endpoint: acp.Endpoint{Web: web, API: api}}, Answers{}, false, api, false, 0},
		"with a warning":     {ACPFound{Endpoint: acp.Endpoint{API: api}, Warnings: []*problem.Problem{warning}}, Answers{}, false, api, false, 1},
		"pages alone":        {ACPFound{Endpoint: acp.Endpoint{Web: web}, Problem: login}, Answers{}, false, "", true, 1},
		"pages, oc login":    {ACPFound{Endpoint: acp.Endpoint{Web: web}, Problem: login}, oc, false, web, false, 0},
		"a guess":            {ACPFound{Endpoint: acp.Endpoint{Web: web, API: api, Beside: true}}, Answers{}, false, api, true, 1},
		"a guess, oc login":  {ACPFound{Endpoint: acp.Endpoint{Web: web, API: api, Beside: true}}, oc, false, web, false, 0},
		"nothing there":      {ACPFound{Problem: problem.New(problem.ACPUnreachable, web)}, Answers{}, true, "", true, 1},
		"a login page alone": {ACPFound{Problem: login}, Answers{}, true, "", true, 1},
	} {
		if got := tc.found.Closed() != nil; got != tc.closed {
			t.Errorf("%s: closed %v", name, got)
		}
		at, met := tc.found.Unasked(tc.given)
		if at.API != tc.at || problem.Stops(met) != tc.stops || len(met) != tc.met {
			t.Errorf("%s: connects to %q, met %v", name, at.API, met)
		}
	}
}
