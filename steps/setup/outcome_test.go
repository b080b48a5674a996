package setup_test

import (
	"testing"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// Two tokens of one person.
var (
	first  = secret.New("glpat-" + "first-token-of-this-run")
	second = secret.New("glpat-" + "second-token-of-the-run")
)

// withToken is a state whose GitLab has accepted the first token.
func withToken(t *testing.T) *setup.State {
	t.Helper()
	in, p := gitlab.ParseInstance("https://gitlab.example.com")
	if p != nil {
		t.Fatal(p)
	}
	s := &setup.State{}
	s.SetInstance(gitlab.Found{Instance: in})
	accept(s, first, 1)
	return s
}

func accept(s *setup.State, token secret.Text, id int64) {
	s.SetToken(token, "prompt")
	in := gitlab.Inspection{User: &gitlab.User{Username: "ada"}}
	in.Token.ID, in.Token.Active, in.Token.Name = id, true, "token"
	s.Checked(&in)
}

var (
	sent      = setup.HandoverEvent{Sent: &setup.Sent{}}
	lost      = setup.HandoverEvent{Problem: problem.New(problem.ACPUnavailable, "acp"), MayHold: true}
	refused   = setup.HandoverEvent{Problem: problem.New(problem.ACPRefusedToken, "acp")}
	unsent    = setup.HandoverEvent{Problem: problem.New(problem.ACPUnavailable, "acp"), Unsent: true}
	connected = setup.HandoverEvent{Connected: &acp.Connection{Connected: true, InstanceURL: "https://gitlab.example.com"}}
	existing  = setup.HandoverEvent{Existing: &acp.Connection{Connected: true, InstanceURL: "https://other.example.com"}}
)

// TestHandedOver: what the events of a handover make of the token.
func TestHandedOver(t *testing.T) {
	t.Parallel()
	end := func(s *setup.State) { s.EndHere() }
	keep := func(s *setup.State) { s.KeepOld() }
	for name, tc := range map[string]struct {
		events []setup.HandoverEvent
		then   func(*setup.State)
		want   setup.Outcome
		given  bool
	}{
		"connected":                     {[]setup.HandoverEvent{sent, connected}, nil, setup.Connected, true},
		"connected by an earlier run":   {[]setup.HandoverEvent{connected}, nil, setup.Connected, true},
		"stopped on the way":            {[]setup.HandoverEvent{sent}, nil, setup.Unfinished, true},
		"lost":                          {[]setup.HandoverEvent{sent, lost}, end, setup.NotConfirmed, true},
		"refused":                       {[]setup.HandoverEvent{sent, refused}, end, setup.NotConnected, false},
		"not even sent":                 {[]setup.HandoverEvent{unsent}, end, setup.NotConnected, false},
		"lost, and then not sent again": {[]setup.HandoverEvent{sent, lost, unsent}, end, setup.NotConfirmed, true},
		"lost, and then refused":        {[]setup.HandoverEvent{sent, lost, sent, refused}, end, setup.NotConnected, false},
		"kept":                          {[]setup.HandoverEvent{existing}, keep, setup.KeptOld, false},
		"nothing to keep":               {nil, keep, setup.Unfinished, false},
		"connected and then ended":      {[]setup.HandoverEvent{sent, connected}, end, setup.Connected, true},
	} {
		s := withToken(t)
		for _, ev := range tc.events {
			s.Handed(ev, noon)
		}
		if tc.then != nil {
			tc.then(s)
		}
		if s.Outcome() != tc.want || s.HandedOver() != tc.given {
			t.Errorf("%s: outcome %d, handed over %v", name, s.Outcome(), s.HandedOver())
		}
	}
}

// TestOutcomeBelongsToOneToken: another token begins anew, and what the one
// before left at ACP stays said; the first one taken up again is not taken for
// one that ACP was never given.
func TestOutcomeBelongsToOneToken(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		events []setup.HandoverEvent
		change setup.ChangeKind
	}{
		"connected": {[]setup.HandoverEvent{sent, connected}, setup.EarlierConnected},
		"lost":      {[]setup.HandoverEvent{sent, lost}, setup.EarlierSent},
	} {
		s := withToken(t)
		for _, ev := range tc.events {
			s.Handed(ev, noon)
		}
		accept(s, second, 2)
		if s.Outcome() != setup.Unfinished || s.AcpMayHold() {
			t.Errorf("%s: the second token begins at %d, may hold %v", name, s.Outcome(), s.AcpMayHold())
		}
		if c := s.Changes(); len(c) != 1 || c[0].Kind != tc.change {
			t.Errorf("%s: changes %+v", name, c)
		}
		if u := s.Unused(); len(u) != 0 {
			t.Errorf("%s: a token that ACP may hold is offered to be ended: %+v", name, u)
		}
		accept(s, first, 1)
		if !s.AcpMayHold() || s.Outcome() == setup.Connected {
			t.Errorf("%s: the first one again: outcome %d, may hold %v", name, s.Outcome(), s.AcpMayHold())
		}
		if c := s.Changes(); len(c) != 0 {
			t.Errorf("%s: changes %+v for the token in hand", name, c)
		}
	}
}

// TestUnusedTokens are those that GitLab took and ACP was not given.
func TestUnusedTokens(t *testing.T) {
	t.Parallel()
	s := withToken(t)
	accept(s, second, 2)
	if u := s.Unused(); len(u) != 1 || !u[0].Token.Equal(first) {
		t.Fatalf("unused: %+v", u)
	}
	s.EndHere()
	if u := s.Unused(); len(u) != 2 || !u[1].Token.Equal(second) {
		t.Fatalf("unused after ending here: %+v", u)
	}
	s.EndedUnused(s.Unused()[0])
	if u := s.Unused(); !u[0].Ended || u[1].Ended {
		t.Errorf("ended: %+v", u)
	}
	s.Handed(sent, noon)
	s.Handed(connected, noon)
	if u := s.Unused(); len(u) != 1 {
		t.Errorf("unused once connected: %+v", u)
	}
}

// TestFlowsThatHandNothingOver goes through their outcomes, and through what is
// not possible.
func TestFlowsThatHandNothingOver(t *testing.T) {
	t.Parallel()
	none, one := acp.Connection{}, acp.Connection{Connected: true, InstanceURL: "https://gitlab.example.com"}
	acts := []struct {
		name string
		do   func(*setup.State) bool
		want setup.Outcome
		// whether it is possible where ACP was not asked, holds none, holds one
		unasked, none, one bool
	}{
		{"check", (*setup.State).EndCheck, setup.Checked, true, true, true},
		{"look", (*setup.State).EndLook, setup.LookedAt, false, true, true},
		{"disconnect", func(s *setup.State) bool { return s.Disconnected(noon) }, setup.Disconnected, false, false, true},
		{"nothing held", (*setup.State).EndNothingHeld, setup.NothingHeld, false, true, false},
		{"keep", (*setup.State).KeepOld, setup.KeptOld, false, false, true},
		{"browser", (*setup.State).DoneInBrowser, setup.InBrowser, true, true, true},
		{"list", func(s *setup.State) bool { return s.List(3) }, setup.Listed, true, true, true},
		{"finish", (*setup.State).EndHere, setup.Unfinished, false, false, false},
	}
	for _, a := range acts {
		for held, possible := range map[*acp.Connection]bool{nil: a.unasked, &none: a.none, &one: a.one} {
			s := withToken(t)
			s.BeginFlow(setup.FlowDisconnect)
			if held != nil {
				s.SetHeld(*held)
			}
			want := setup.Unfinished
			if possible {
				want = a.want
			}
			if ok := a.do(s); ok != possible || s.Outcome() != want {
				t.Errorf("%s, held %+v: %v, outcome %d", a.name, held, ok, s.Outcome())
			}
		}
		if s := withToken(t); a.name != "browser" && a.name != "finish" && a.do(s) {
			t.Errorf("%s is possible while a token is handed over", a.name)
		}
	}
}

// TestDisconnectedIsSaidOnce, however often it is looked at again.
func TestDisconnectedIsSaidOnce(t *testing.T) {
	t.Parallel()
	s := withToken(t)
	s.BeginFlow(setup.FlowDisconnect)
	s.SetHeld(acp.Connection{Connected: true, InstanceURL: "https://gitlab.example.com"})
	if !s.Disconnected(noon) || s.Disconnected(noon) || len(s.Changes()) != 1 {
		t.Errorf("changes %+v", s.Changes())
	}
	if s.ShownByACP().Connected {
		t.Error("ACP is said to hold what it was disconnected from")
	}
}

// TestAnotherFlowKeepsWhatIsKnown: it has its own outcome, and what earlier
// flows changed is not its own.
func TestAnotherFlowKeepsWhatIsKnown(t *testing.T) {
	t.Parallel()
	s := withToken(t)
	s.Handed(sent, noon)
	s.Handed(connected, noon)
	s.BeginFlow(setup.FlowTokens)
	s.TokenEnded(gitlab.TokenFacts{Name: "lost", ID: 12}, false)
	s.List(2)
	if s.Outcome() != setup.Listed || !s.AcpMayHold() || s.TokenLives() {
		t.Errorf("outcome %d, may hold %v, token lives %v", s.Outcome(), s.AcpMayHold(), s.TokenLives())
	}
	s.BeginFlow(setup.FlowDisconnect)
	if !s.TokenLives() || len(s.ChangesOfFlow()) != 0 || len(s.Changes()) != 1 {
		t.Errorf("changes %+v, of this flow %+v", s.Changes(), s.ChangesOfFlow())
	}
}

// TestStale: what is remembered may be about another token than ACP's.
func TestStale(t *testing.T) {
	t.Parallel()
	const here = "https://gitlab.example.com"
	saved := func(at time.Time) *acp.Connection {
		return &acp.Connection{Connected: true, InstanceURL: here, UpdatedAt: at}
	}
	remembered := func(change func(*memory.Memory)) memory.Memory {
		m := memory.Memory{Setup: memory.Setup{GitLab: here}, SetUpAt: noon}
		if change != nil {
			change(&m)
		}
		return m
	}
	told := remembered(func(m *memory.Memory) { m.SavedAt = noon })
	for name, tc := range map[string]struct {
		m    memory.Memory
		now  *acp.Connection
		want setup.StaleReason
	}{
		"not asked":                     {remembered(nil), nil, setup.NotStale},
		"no connection":                 {remembered(nil), &acp.Connection{}, setup.NotStale},
		"disconnected here":             {remembered(func(m *memory.Memory) { m.DisconnectedAt = noon }), saved(noon), setup.StaleDisconnected},
		"another GitLab":                {remembered(nil), &acp.Connection{Connected: true, InstanceURL: "https://other.example.com"}, setup.StaleOtherGitLab},
		"ACP does not say when":         {remembered(nil), saved(time.Time{}), setup.NotStale},
		"15 minutes later":              {remembered(nil), saved(noon.Add(15 * time.Minute)), setup.NotStale},
		"a second more":                 {remembered(nil), saved(noon.Add(15*time.Minute + time.Second)), setup.StaleSavedLater},
		"ACP's own time is the same":    {told, saved(noon.Add(time.Millisecond)), setup.NotStale},
		"ACP's own time is a second on": {told, saved(noon.Add(time.Second)), setup.StaleSavedLater},
	} {
		if got := setup.Stale(tc.m, tc.now); got != tc.want {
			t.Errorf("%s: %d, want %d", name, got, tc.want)
		}
	}
}
