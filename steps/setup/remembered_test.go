package setup_test

import (
	"errors"
	"os"
	"testing"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

// left is a set-up whose token ends in days.
func left(days int) memory.Memory {
	return memory.Memory{
		Setup: memory.Setup{GitLab: "https://gitlab.example.com", ACP: "https://acp.example.com"},
		Token: memory.Token{ID: 4902, Name: "laptop", Ends: gitlab.EndDate(noon, days)},
	}
}

func TestWhenToReplaceAToken(t *testing.T) {
	t.Parallel()
	day := func(d int) gitlab.Date { return gitlab.EndDate(noon, d-setup.DaysToAct) }
	ends := gitlab.EndDate(noon, 60)
	disconnected := left(30)
	disconnected.DisconnectedAt = noon
	for name, tc := range map[string]struct {
		of   setup.Remembered
		want gitlab.Date
	}{
		"nothing is known":         {setup.Remembered{}, gitlab.Date{}},
		"remembered":               {setup.Remembered{Memory: left(30)}, day(30)},
		"disconnected since":       {setup.Remembered{Memory: disconnected}, gitlab.Date{}},
		"the same, checked now":    {setup.Remembered{Memory: left(30), Checked: &gitlab.TokenFacts{ID: 4902, ExpiresAt: &ends}}, day(60)},
		"another one, checked now": {setup.Remembered{Memory: left(30), Checked: &gitlab.TokenFacts{ID: 1, ExpiresAt: &ends}}, day(30)},
		"checked, no set-up here":  {setup.Remembered{Checked: &gitlab.TokenFacts{ID: 1, ExpiresAt: &ends}}, day(60)},
	} {
		if got := tc.of.ReplaceFrom(); got != tc.want {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

func TestWhichTokenIsRemindedOf(t *testing.T) {
	t.Parallel()
	ends := gitlab.EndDate(noon, 60)
	disconnected := left(30)
	disconnected.DisconnectedAt = noon
	elsewhere := &acp.Connection{Connected: true, InstanceURL: "https://other.example.com"}
	for name, tc := range map[string]struct {
		of      setup.Remembered
		checked int64 // the number of the token that was checked, 0 for none
		want    gitlab.Date
	}{
		"nothing is known":         {setup.Remembered{}, 0, gitlab.Date{}},
		"remembered":               {setup.Remembered{Memory: left(30)}, 0, gitlab.EndDate(noon, 30)},
		"disconnected since":       {setup.Remembered{Memory: disconnected}, 0, gitlab.Date{}},
		"ACP has another GitLab":   {setup.Remembered{Memory: left(30), Held: elsewhere}, 0, gitlab.Date{}},
		"the same, checked now":    {setup.Remembered{Memory: left(30)}, 4902, ends},
		"another one, checked now": {setup.Remembered{Memory: left(30)}, 1, gitlab.EndDate(noon, 30)},
		"checked, no setup here":   {setup.Remembered{}, 1, ends},
	} {
		s := setup.New(setup.Answers{}, noon)
		if tc.checked != 0 {
			facts := gitlab.TokenFacts{ID: tc.checked, ExpiresAt: &ends}
			tc.of.Checked = &facts
			s.Checked(&gitlab.Inspection{Token: facts})
		}
		got, known := tc.of.Reminder(s)
		if got.Ends != tc.want || known != (tc.want != gitlab.Date{}) {
			t.Errorf("%s: %v %v, want %v", name, got.Ends, known, tc.want)
		}
	}
}

func TestATokenOfTheEnvironmentIsForNoRememberedGitLab(t *testing.T) {
	t.Parallel()
	token := secret.New("glpat-" + "aaaaaaaaaaaaaaaaaaaa")
	remembered, named := setup.Value{Value: "https://gitlab.com", From: setup.FromMemory}, setup.Value{Value: "https://gitlab.com", From: "--gitlab-url"}
	for name, tc := range map[string]struct {
		given setup.Answers
		stray bool
	}{
		"no token":               {setup.Answers{GitLab: remembered}, false},
		"of the environment":     {setup.Answers{GitLab: remembered, Token: token}, true},
		"handed over by a flag":  {setup.Answers{GitLab: remembered, Token: token, TokenByFlag: true}, false},
		"its GitLab is named":    {setup.Answers{GitLab: named, Token: token}, false},
		"no GitLab is known yet": {setup.Answers{Token: token}, false},
	} {
		if got := tc.given.Stray(); got != tc.stray {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestWhatIsRememberedChangesOnlyWhereSomethingIs.
func TestWhatIsRememberedChangesOnlyWhereSomethingIs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	end := setup.Disconnection(setup.Dropped{API: "https://acp.example.com"}, noon)
	if err := setup.Alter(dir, end); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(memory.File(dir)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file came of nothing: %v", err)
	}
	if err := memory.Save(dir, left(30)); err != nil {
		t.Fatal(err)
	}
	for _, change := range []func(*memory.Memory){setup.Disconnection(setup.Dropped{API: "https://other.example.com"}, noon), setup.ForgetEnded(1)} {
		if err := setup.Alter(dir, change); err != nil {
			t.Error(err)
		}
	}
	if m, _ := memory.Load(dir); !m.DisconnectedAt.IsZero() || m.Token.ID != 4902 {
		t.Errorf("another ACP, and another token, changed it: %+v", m)
	}
	for _, change := range []func(*memory.Memory){end, setup.ForgetEnded(4902)} {
		if err := setup.Alter(dir, change); err != nil {
			t.Error(err)
		}
	}
	if m, _ := memory.Load(dir); !m.DisconnectedAt.Equal(noon) || m.Token.ID != 0 {
		t.Errorf("what ended is remembered as it was: %+v", m)
	}
}

// TestOnlyTheConnectionOfTheSetupIsForgotten: an ACP may hold another one, in its
// other store, for another project or in another credential.
func TestOnlyTheConnectionOfTheSetupIsForgotten(t *testing.T) {
	t.Parallel()
	const api = "https://acp.example.com"
	held := func(id, project string) *acp.Connection {
		return &acp.Connection{Stored: &acp.Held{Credential: acp.Credential{ID: id}, Project: project}}
	}
	stored := memory.Setup{ACP: api, Project: "my-team", Store: "credentials", Credential: "one"}
	for name, tc := range map[string]struct {
		s    memory.Setup
		d    setup.Dropped
		want bool
	}{
		"the same":                           {stored, setup.DroppedFrom(api, "my-team", held("one", "my-team"), false), true},
		"the same, its project was found":    {stored, setup.DroppedFrom(api, "", held("one", "my-team"), false), true},
		"another project":                    {stored, setup.DroppedFrom(api, "", held("one", "second"), false), false},
		"another project, and all":           {stored, setup.DroppedFrom(api, "second", held("one", "second"), true), true},
		"another credential":                 {stored, setup.DroppedFrom(api, "my-team", held("two", "my-team"), true), false},
		"the other store":                    {stored, setup.DroppedFrom(api, "my-team", &acp.Connection{}, false), false},
		"classic, and a credential went":     {memory.Setup{ACP: api, Store: "classic"}, setup.DroppedFrom(api, "", held("one", "my-team"), true), false},
		"classic":                            {memory.Setup{ACP: api, Store: "classic"}, setup.DroppedFrom(api, "", &acp.Connection{}, false), true},
		"classic, in another workspace":      {memory.Setup{ACP: api, Project: "a"}, setup.DroppedFrom(api, "b", &acp.Connection{}, false), false},
		"nobody asked for a store":           {memory.Setup{ACP: api}, setup.DroppedFrom(api, "", held("one", "my-team"), false), true},
		"a credential, with no store chosen": {memory.Setup{ACP: api, Credential: "one"}, setup.DroppedFrom(api, "", &acp.Connection{}, false), false},
		"done in the browser":                {memory.Setup{}, setup.DroppedFrom(api, "", nil, false), true},
	} {
		m := memory.Memory{Setup: tc.s}
		setup.Disconnection(tc.d, noon)(&m)
		if got := !m.DisconnectedAt.IsZero(); got != tc.want {
			t.Errorf("%s: forgotten %v", name, got)
		}
	}
}
