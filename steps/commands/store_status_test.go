package commands

import (
	"strings"
	"testing"
	"testing/synctest"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/problem"
)

// TestStatusOfWhatNoSessionUses: a credential that is stored and helps nobody ends
// status with 3, and where it stands is said as far as it can be known.
func TestStatusOfWhatNoSessionUses(t *testing.T) {
	t.Parallel()
	const here = acptest.Workspace
	yes, no := true, false
	for name, tc := range map[string]struct {
		owner, provider, url string // a binding before Ada's; "" for none
		bound                []string
		exit                 int
		code                 problem.Code
		first                *bool
	}{
		"bound, and first":              {"", "", "", []string{here}, problem.ExitOK, "", &yes},
		"stored, not bound":             {"", "", "", nil, problem.ExitNeedsDoing, problem.ACPNotBound, nil},
		"bound to another project only": {"", "", "", []string{"second"}, problem.ExitNeedsDoing, problem.ACPNotBound, nil},
		"behind an older one":           {acptest.Person, "gitlab", "https://gitlab.com", []string{here}, problem.ExitNeedsDoing, problem.ACPOtherBinding, &no},
		"behind one of GitHub":          {acptest.Person, "github", "https://github.com", []string{here}, problem.ExitOK, "", &yes},
		"behind one that is unreadable": {acptest.Colleague, "gitlab", "https://gitlab.com", []string{here}, problem.ExitOK, problem.ACPBindingUnknown, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := open(t, true)
				opts := []acptest.Option{acptest.WithStore(acptest.StoreProjects("second"))}
				if tc.owner != "" {
					opts = append(opts, acptest.WithCredential(acptest.Seeded{Owner: tc.owner, Name: "older", Provider: tc.provider, URL: tc.url, Projects: []string{here}}))
				}
				a.join(t, append(opts, acptest.WithCredential(acptest.Seeded{
					Owner: acptest.Person, Name: "hers", Provider: "gitlab", URL: a.gitlab.URL(), Projects: tc.bound,
				}))...)
				o := a.call(t, a.token, a.keys(), a.onACP(a.onGitLab("status")...)...)
				if o.exit != tc.exit || tc.code != "" && !o.names(tc.code) || o.doc.ACP == nil || o.doc.ACP.Credential == nil {
					t.Fatalf("exit code %d: %s", o.exit, o.stdout)
				}
				c := o.doc.ACP.Credential
				if len(tc.bound) > 0 && c.Bound != (tc.bound[0] == here) || (c.First == nil) != (tc.first == nil) || c.First != nil && *c.First != *tc.first {
					t.Errorf("%+v: %s", c, o.stdout)
				}
			})
		})
	}
}

// TestNoAccountOfAProgramConnectsUnaccepted: whichever ACP it is, and whichever of
// its accounts, ACP keeps nothing for it until the person has accepted that.
func TestNoAccountOfAProgramConnectsUnaccepted(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		opts    []acptest.Option
		session func(*acptest.Server) string
	}{
		"the cluster's, at the API":         {[]acptest.Option{acptest.WithDialect(acptest.SSO)}, (*acptest.Server).ServiceAccountSession},
		"the cluster's, at the pages":       {[]acptest.Option{acptest.WithSSOFrontend()}, (*acptest.Server).ServiceAccountSession},
		"the single sign-on's, at the API":  {[]acptest.Option{acptest.WithDialect(acptest.SSO)}, (*acptest.Server).ClientSession},
		"the single sign-on's, in a store":  {[]acptest.Option{acptest.WithStore(acptest.StoreClient())}, (*acptest.Server).ClientSession},
		"the single sign-on's, via gateway": {[]acptest.Option{acptest.WithScenario("gateway")}, (*acptest.Server).ClientSession},
	} {
		for _, command := range []string{"connect", "rotate"} {
			t.Run(command+" "+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					a := open(t, true)
					a.join(t, tc.opts...)
					a.session = tc.session(a.acp)
					args := a.onACP(a.onGitLab(command, "team/app-docs", "--accept", string(problem.ACPSharedProject))...)
					o := a.call(t, a.token, a.keys(), args...)
					if o.exit != problem.ExitRefused || !o.names(problem.ACPServiceAccount) || len(a.acp.Credentials()) > 0 || a.acp.StoredTokens() > 0 {
						t.Errorf("exit code %d: %s", o.exit, o.stdout)
					}
					o = a.call(t, a.token, a.keys(), append(args, "--accept", string(problem.ACPServiceAccount))...)
					if o.exit != problem.ExitOK || !o.names(problem.ACPServiceAccount) {
						t.Errorf("accepted: exit code %d: %s", o.exit, o.stdout)
					}
				})
			})
		}
	}
}

// TestOneOfTwoIsRemoved: of two credentials, for two GitLabs, the one that sessions
// use is removed, and what is still there is said.
func TestOneOfTwoIsRemoved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := open(t, true)
		opts := []acptest.Option{acptest.WithStore()}
		for _, url := range []string{"https://gitlab.com", a.gitlab.URL()} {
			opts = append(opts, acptest.WithCredential(acptest.Seeded{
				Owner: acptest.Person, Name: "hers", Provider: "gitlab", URL: url, Projects: []string{acptest.Workspace},
			}))
		}
		a.join(t, opts...)
		o := a.call(t, "", a.keys(), a.onACP("disconnect", "--yes")...)
		all := a.acp.Credentials()
		if o.exit != problem.ExitOK || !all[0].Deleted || all[1].Deleted || !strings.Contains(o.doc.Note, "still connected to "+a.gitlab.URL()) {
			t.Errorf("exit code %d: %s; %+v", o.exit, o.stdout, all)
		}
	})
}
