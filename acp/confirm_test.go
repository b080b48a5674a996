package acp_test

import (
	"testing"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	const here, there = "https://gitlab.example.com", "https://git.example.org"
	at := func(instance string, second int64) acp.Connection {
		return acp.Connection{Connected: true, InstanceURL: instance, UpdatedAt: time.Unix(second, 0)}
	}
	by := func(name, id string) acp.Connection {
		return acp.Connection{Connected: true, InstanceURL: here, Username: name, UserID: id}
	}
	untold := by("", "")
	told := func(c acp.Connection, second int64) acp.Connection {
		c.UpdatedAt = time.Unix(second, 0)
		return c
	}
	for name, tc := range map[string]struct {
		before, after acp.Connection
		want          acp.Proof
	}{
		"nothing before":                        {acp.Connection{}, at(here, 100), acp.Confirmed},
		"nothing before, and no time":           {acp.Connection{}, untold, acp.Confirmed},
		"another GitLab before":                 {at(there, 100), at(here, 100), acp.Confirmed},
		"another GitLab before, and no time":    {at(there, 0), untold, acp.Confirmed},
		"another time":                          {at(here, 100), at(here, 101), acp.Confirmed},
		"an earlier time":                       {at(here, 100), at(here, 99), acp.Untold},
		"an earlier time, another person":       {told(by("ada", "42"), 100), told(by("bob", "43"), 99), acp.Untold},
		"the same time, another person":         {told(by("ada", "42"), 100), told(by("bob", "43"), 100), acp.Unchanged},
		"the same time, in other letters":       {told(by("ada", "42"), 100), told(by("Ada", "42"), 100), acp.Unchanged},
		"a later time, the same person":         {told(by("ada", "42"), 100), told(by("ada", "42"), 101), acp.Confirmed},
		"no time any more, another person":      {told(by("ada", "42"), 100), by("bob", "43"), acp.Confirmed},
		"the same address in other letters":     {at("https://GitLab.example.com/", 100), at(here, 101), acp.Confirmed},
		"the same time":                         {at(here, 100), at(here, 100), acp.Unchanged},
		"the same, in other letters":            {at("https://GitLab.example.com/", 100), at(here, 100), acp.Unchanged},
		"no time at all":                        {untold, untold, acp.Untold},
		"no time any more":                      {at(here, 100), untold, acp.Untold},
		"a time that was not told before":       {untold, at(here, 100), acp.Untold},
		"v0.0.11, the same person":              {by("ada", "42"), by("ada", "42"), acp.Untold},
		"v0.0.11, another person":               {by("ada", "42"), by("bob", "43"), acp.Confirmed},
		"v0.0.11, another number":               {by("ada", "42"), by("ada", "43"), acp.Confirmed},
		"v0.0.11, another person, no number":    {by("ada", ""), by("bob", ""), acp.Confirmed},
		"v0.0.11, in other letters":             {by("ada", ""), by("Ada", ""), acp.Untold},
		"v0.0.11, the number in another form":   {by("ada", "42"), by("ada", "42.0"), acp.Untold},
		"v0.0.11, a big number in another form": {by("ada", "42000000"), by("ada", "4.2e7"), acp.Untold},
		"v0.0.11, another number in that form":  {by("ada", "42"), by("ada", "43.0"), acp.Confirmed},
		"v0.0.11, no number any more":           {by("ada", "42"), by("ada", "true"), acp.Untold},
		"v0.0.11, the person's new name":        {by("ada", "42"), by("countess", "42"), acp.Untold},
		"v0.0.11, a person who is told no more": {by("ada", "42"), untold, acp.Untold},
		"nothing afterwards":                    {at(here, 100), acp.Connection{}, acp.Nothing},
		"nothing before and after":              {acp.Connection{}, acp.Connection{}, acp.Nothing},
		"another GitLab afterwards":             {acp.Connection{}, at(there, 100), acp.Elsewhere},
	} {
		if got := acp.Judge(tc.before, tc.after, here); got != tc.want {
			t.Errorf("%s: %d, want %d", name, got, tc.want)
		}
	}
}

// TestAnEarlierTimeConfirmsNothing: the record is another one than before, but
// not the one that was just sent.
func TestAnEarlierTimeConfirmsNothing(t *testing.T) {
	t.Parallel()
	const here = "https://gitlab.example.com"
	for name, body := range map[string]string{
		"an earlier time":          `{"connected":true,"instanceUrl":"` + here + `","updatedAt":"900"}`,
		"the same, in other words": `{"connected":true,"instanceUrl":"` + here + `","updatedAt":1000,"username":"Ada","gitlabUserId":42.0}`,
		"the same, another person": `{"connected":true,"instanceUrl":"` + here + `","updatedAt":"1000","username":"eve","gitlabUserId":"43"}`,
		"no time, in other words":  `{"connected":true,"instanceUrl":"` + here + `","username":"ADA","gitlabUserId":42.0}`,
		"no time, and no person":   `{"connected":true,"instanceUrl":"` + here + `"}`,
	} {
		c := newClient(t, newStack(t, web.Options{}), answering(t, map[string]answer{statusCall: {200, "", body}}), oc, "")
		before := acp.Connection{Connected: true, InstanceURL: here, Username: "ada", UserID: "42", UpdatedAt: time.Unix(1000, 0)}
		if _, p := c.Confirm(t.Context(), before, here); p == nil || p.Code != problem.ACPNotConfirmed || p.Facts.Why == "" {
			t.Errorf("%s: %v", name, p)
		}
	}
}

// TestConfirmAtEveryACP replaces a connection: what cannot be told is said.
func TestConfirmAtEveryACP(t *testing.T) {
	t.Parallel()
	for name, w := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gitlab := newGitLab(t)
			srv := newServer(t, acptest.WithDialect(w.dialect), acptest.WithKeys(), acptest.WithNow(hurrying()))
			c := newClient(t, newStack(t, web.Options{}), w.api(srv), w.bearer(srv), w.project)
			var before acp.Connection
			for n, want := range []problem.Code{"", problem.ACPNotConfirmed} {
				if p := c.Connect(t.Context(), token, gitlab); p != nil {
					t.Fatal(p)
				}
				now, p := c.Confirm(t.Context(), before, gitlab)
				if tells := !now.UpdatedAt.IsZero(); tells {
					want = ""
				}
				got := problem.Code("")
				if p != nil {
					got = p.Code
				}
				if got != want || got != "" && p.Facts.Why == "" {
					t.Errorf("connect %d: %v, want %q", n+1, p, want)
				}
				before = now
			}
			if _, p := c.Confirm(t.Context(), before, gitlab); p == nil || p.Code != problem.ACPNotConfirmed {
				t.Errorf("where nothing was sent: %v", p)
			}
		})
	}
}
