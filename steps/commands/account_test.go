package commands

import (
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// before is a setup whose token ends in days.
func before(days int) memory.Memory {
	return memory.Memory{
		Setup:   memory.Setup{GitLab: "https://gitlab.example.com", ACP: "https://acp.example.com", ACPWeb: "https://apps.example.com"},
		Token:   memory.Token{ID: 4902, Name: "Ambient Code Platform Integration", Ends: gitlab.EndDate(noon, days)},
		SetUpAt: noon.AddDate(0, 0, -10),
	}
}

func TestWhatMemoryKnowsOfTheEnd(t *testing.T) {
	t.Parallel()
	here := &acp.Connection{Connected: true, InstanceURL: "https://GITLAB.example.com/"}
	elsewhere := &acp.Connection{Connected: true, InstanceURL: "https://gitlab.com"}
	later := &acp.Connection{Connected: true, InstanceURL: "https://gitlab.example.com", UpdatedAt: noon.AddDate(0, 0, -9)}
	disconnected := before(3)
	disconnected.DisconnectedAt = noon
	for name, tc := range map[string]struct {
		past setup.Remembered
		soon bool
		line string
	}{
		"8 days":               {setup.Remembered{Memory: before(8)}, false, "in 8 days (as set up here on 12 Nov 2026)"},
		"7 days":               {setup.Remembered{Memory: before(7)}, true, "in 7 days"},
		"today":                {setup.Remembered{Memory: before(0)}, true, "expired 22 Nov 2026, today"},
		"over":                 {setup.Remembered{Memory: before(-2)}, true, "expired 20 Nov 2026, 2 days ago"},
		"7 days, ACP has it":   {setup.Remembered{Memory: before(7), Held: here}, true, "in 7 days"},
		"another GitLab":       {setup.Remembered{Memory: before(7), Held: elsewhere}, false, "ACP now has a different GitLab"},
		"replaced since":       {setup.Remembered{Memory: before(7), Held: later}, false, "saved later, so"},
		"disconnected":         {setup.Remembered{Memory: disconnected}, false, "disconnected here on 22 Nov 2026"},
		"checked now":          {setup.Remembered{Memory: before(7), Checked: &gitlab.TokenFacts{ID: 4902}}, false, ""},
		"another one checked":  {setup.Remembered{Memory: before(7), Checked: &gitlab.TokenFacts{ID: 1}}, true, "in 7 days"},
		"no expiration date":   {setup.Remembered{Memory: memory.Memory{Setup: before(0).Setup, Token: memory.Token{ID: 1, Name: "x"}}}, false, `"x" never expires (as set up here)`},
		"nothing is known yet": {setup.Remembered{}, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := tc.past
			p.Now = noon
			soon := p.Ending()
			if got := soon != nil; got != tc.soon {
				t.Errorf("about to end: %v, want %v", got, tc.soon)
			}
			if soon != nil && (soon.Code != problem.TokenExpiresSoon || soon.Severity != problem.Error) {
				t.Errorf("memory gives a verdict: %v", soon)
			}
			var said []string
			for _, l := range words.RememberedRows(p) {
				said = append(said, l.Text)
			}
			if all := strings.Join(said, "; "); !strings.Contains(all, tc.line) || tc.line == "" && all != "" {
				t.Errorf("says %q, want %q", all, tc.line)
			}
		})
	}
}

func TestExitOfStatusWithoutASession(t *testing.T) {
	t.Parallel()
	missing := problem.New(problem.ACPSessionMissing, "")
	soon := problem.New(problem.TokenExpiresSoon, "").WithSeverity(problem.Error)
	for name, tc := range map[string]struct {
		rest bool
		ps   []*problem.Problem
		want int
	}{
		"never set up":                 {false, []*problem.Problem{missing}, problem.ExitUsage},
		"a token at hand, or a set-up": {true, []*problem.Problem{missing}, problem.ExitRefused},
		"about to end":                 {true, []*problem.Problem{missing, soon}, problem.ExitNeedsDoing},
		"with a session, all well":     {true, nil, problem.ExitOK},
	} {
		if got := statusExit(tc.rest, tc.ps, false); got != tc.want {
			t.Errorf("%s: exit %d, want %d", name, got, tc.want)
		}
	}
}

// TestTheListOfTokensCountsInUTC: the same moment, wherever the clock hangs.
func TestTheListOfTokensCountsInUTC(t *testing.T) {
	t.Parallel()
	moment := time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)
	ends := gitlab.Date{Year: 2026, Month: 11, Day: 29}
	for name, zone := range map[string]*time.Location{
		"UTC": time.UTC, "UTC-11": time.FixedZone("west", -11*3600), "UTC+14": time.FixedZone("east", 14*3600),
	} {
		now := moment.In(zone)
		list := []setup.ListedToken{
			{TokenFacts: gitlab.TokenFacts{
				ID: 4711, Name: "Ambient Code Platform Integration", Scopes: []string{"api", "read_api", "read_user", "write_repository"},
				CreatedAt: moment.AddDate(0, 0, -90).In(zone), LastUsedAt: moment.Add(-23 * time.Hour).In(zone), ExpiresAt: &ends, DaysLeft: ends.DaysFrom(now),
			}, Soon: true, Current: true},
			{TokenFacts: gitlab.TokenFacts{ID: 3870, Name: "laptop", Scopes: []string{"read_user"}, CreatedAt: moment}, Never: true},
		}
		got := drawn(words.TokenList(list, before(7), now, ui.Room{Cols: 200}))
		want := []string{
			"  id    name                               created      used   expires                    scopes",
			"* 4711  Ambient Code Platform Integration  24 Aug 2026  today  29 Nov 2026  soon: 7 days  ACP's four",
			"  3870  laptop                             today        never  never                      read_user",
			"* probably the one ACP uses (set up here on 12 Nov 2026)",
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	if lines := drawn(words.TokenList(nil, memory.Memory{}, moment, ui.Room{Cols: 200})); len(lines) != 1 {
		t.Errorf("without tokens: %q", lines)
	}
}

func TestWhatToDoNextAboutTokens(t *testing.T) {
	t.Parallel()
	old := setup.ListedToken{TokenFacts: gitlab.TokenFacts{ID: 4711, Name: gitlab.TokenName}}
	current := setup.ListedToken{TokenFacts: gitlab.TokenFacts{ID: 4902, Name: gitlab.TokenName + " (Nov 2026)", CreatedAt: noon}, Current: true}
	younger := old
	younger.ID, younger.CreatedAt = 5000, noon.Add(time.Hour)
	soon := current
	soon.Soon = true
	other := setup.ListedToken{TokenFacts: gitlab.TokenFacts{ID: 1, Name: "laptop"}}
	asking := old
	asking.Asking = true
	for name, tc := range map[string]struct {
		list []setup.ListedToken
		want string
	}{
		"not set up here":     {[]setup.ListedToken{old, other}, ""},
		"about to end":        {[]setup.ListedToken{soon, old}, "acp-gitlab rotate"},
		"one taken over from": {[]setup.ListedToken{other, old, current}, "acp-gitlab tokens revoke 4711"},
		"created since":       {[]setup.ListedToken{current, younger}, ""},
		"the one that asks":   {[]setup.ListedToken{asking, current}, ""},
		"all is well":         {[]setup.ListedToken{other, current}, ""},
	} {
		if got := nextForTokens(tc.list); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

// TestTheListOfTokensInANarrowTerminal tells the same in two lines a token.
func TestTheListOfTokensInANarrowTerminal(t *testing.T) {
	t.Parallel()
	ends := gitlab.Date{Year: 2026, Month: 11, Day: 29}
	list := []setup.ListedToken{
		{TokenFacts: gitlab.TokenFacts{ID: 4711, Name: gitlab.TokenName, CreatedAt: noon, LastUsedAt: noon, ExpiresAt: &ends, DaysLeft: 7}, Soon: true, Current: true},
		{TokenFacts: gitlab.TokenFacts{ID: 3870, Name: "laptop", Scopes: []string{"read_user"}, CreatedAt: noon}, Never: true},
	}
	lines := drawn(words.TokenList(list, before(7), noon, ui.Room{Cols: 80}))
	for i, want := range []string{"* 4711  " + gitlab.TokenName + ", expires 29 Nov 2026, soon: 7 days", "created today, used today", "  3870  laptop, expires never", "used never, scopes: read_user", "* probably the one ACP uses"} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("line %d is %q, want %q", i, lines[i], want)
		}
	}
	for _, l := range lines {
		if len(l) > 80 {
			t.Errorf("wider than 80 columns: %q", l)
		}
	}
}
