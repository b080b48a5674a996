package commands

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/problem"
)

// inStore lets act play beside an ACP with the credential store.
func inStore(t *testing.T, act func(*testing.T, *arena), opts ...acptest.StoreOption) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		a := open(t, true)
		a.join(t, acptest.WithStore(opts...))
		act(t, a)
	})
}

// TestCredentialOfTheStore connects twice, rotates and disconnects: one credential,
// under one number, bound once.
func TestCredentialOfTheStore(t *testing.T) {
	t.Parallel()
	inStore(t, func(t *testing.T, a *arena) {
		connect := a.onACP(a.onGitLab("connect", "team/app-docs")...)
		first := a.call(t, a.token, a.keys(), connect...)
		if first.exit != 0 || first.doc.ACP == nil || first.doc.ACP.Store != acp.StoreCredentials || !first.doc.ACP.Connected {
			t.Fatalf("exit code %d: %s", first.exit, first.stdout)
		}
		c := first.doc.ACP.Credential
		if c == nil || c.Project != acptest.Workspace || !c.Bound || c.First == nil || !*c.First {
			t.Fatalf("%+v", c)
		}
		again := a.call(t, a.token, a.keys(), connect...)
		if again.exit != 0 || again.doc.ACP.Credential.ID != c.ID {
			t.Errorf("a second connect: exit code %d: %s", again.exit, again.stdout)
		}
		if got := a.call(t, "", a.keys(), "status", "--acp-url", a.acp.URL()); !strings.Contains(got.stdout, "in project "+acptest.Workspace) {
			t.Errorf("status does not say in which project: %s", got.stdout)
		}
		if got := a.call(t, "", a.keys(), a.onACP("status")...); got.exit != 0 || got.doc.ACP.Credential.ID != c.ID {
			t.Errorf("status: exit code %d: %s", got.exit, got.stdout)
		}
		if got := a.call(t, "", a.keys(), a.onACP("disconnect", "--yes")...); got.exit != 0 || got.doc.ACP.Connected {
			t.Errorf("disconnect: exit code %d: %s", got.exit, got.stdout)
		}
		if all := a.acp.Credentials(); len(all) != 1 || all[0].HasToken || !all[0].Deleted || len(all[0].Projects) > 0 {
			t.Errorf("the store holds %+v", all)
		}
	})
}

// TestRotateKeepsTheNumberOfTheCredential: running sessions hang on it.
func TestRotateKeepsTheNumberOfTheCredential(t *testing.T) {
	t.Parallel()
	inStore(t, func(t *testing.T, a *arena) {
		before := a.call(t, a.token, a.keys(), a.onACP(a.onGitLab("connect", "team/app-docs")...)...)
		if before.exit != 0 {
			t.Fatal(before.stdout)
		}
		got := a.call(t, a.token, a.keys(), a.onACP(a.onGitLab("rotate", "team/app-docs")...)...)
		if got.exit != 0 || got.doc.Rotation == nil || !got.doc.Rotation.ReadBack || got.doc.ACP.Credential.ID != before.doc.ACP.Credential.ID {
			t.Errorf("exit code %d: %s", got.exit, got.stdout)
		}
		if all := a.acp.Credentials(); len(all) != 1 {
			t.Errorf("the store holds %+v", all)
		}
	})
}

// TestWhatMayBeAccepted: these stop before anything is stored, and go on as a
// warning once they are named.
func TestWhatMayBeAccepted(t *testing.T) {
	t.Parallel()
	for _, code := range []problem.Code{problem.ACPSharedProject, problem.ACPStoreOpen, problem.ACPServiceAccount, problem.ACPOtherAccount} {
		t.Run(string(code), func(t *testing.T) {
			t.Parallel()
			i := slices.IndexFunc(acptest.Scenarios(), func(s acptest.Scenario) bool { return s.Code == code })
			inACP(t, acptest.Scenarios()[i], func(t *testing.T, a *arena) {
				connect := a.onACP(a.onGitLab("connect", "team/app-docs")...)
				if o := a.call(t, a.token, a.keys(), connect...); o.exit != exitOf(code) || len(a.acp.Credentials()) > 0 || a.acp.StoredTokens() > 0 {
					t.Fatalf("exit code %d: %s", o.exit, o.stdout)
				}
				o := a.call(t, a.token, a.keys(), append(connect, "--accept", string(code))...)
				if o.exit != problem.ExitOK || !o.names(code) {
					t.Errorf("accepted: exit code %d: %s", o.exit, o.stdout)
				}
			})
		})
	}
}

// TestWhatIsBoundElsewhereIsSaid: disconnect ends 3 where another project still has
// the credential, and removes it everywhere only if that is asked for.
func TestWhatIsBoundElsewhereIsSaid(t *testing.T) {
	t.Parallel()
	inStore(t, func(t *testing.T, a *arena) {
		for _, project := range []string{acptest.Workspace, "second"} {
			args := append(a.onGitLab("connect", "team/app-docs"), "--acp-url", a.acp.URL(), "--acp-project", project)
			if o := a.call(t, a.token, a.keys(), args...); o.exit != 0 {
				t.Fatalf("%s: exit code %d: %s", project, o.exit, o.stdout)
			}
		}
		if all := a.acp.Credentials(); len(all) != 1 || len(all[0].Projects) != 2 {
			t.Fatalf("the store holds %+v", all)
		}
		o := a.call(t, "", a.keys(), a.onACP("disconnect", "--yes")...)
		if all := a.acp.Credentials(); o.exit != problem.ExitNeedsDoing || !o.names(problem.ACPBindingLeft) || all[0].Deleted || !all[0].HasToken {
			t.Errorf("exit code %d: %s; %+v", o.exit, o.stdout, all)
		}
		o = a.call(t, "", a.keys(), a.onACP("disconnect", "--yes", "--all-projects")...)
		if all := a.acp.Credentials(); o.exit != problem.ExitOK || !all[0].Deleted || all[0].HasToken {
			t.Errorf("exit code %d: %s; %+v", o.exit, o.stdout, all)
		}
	}, acptest.StoreProjects("second"))
}

// TestNothingIsRemovedWhereItIsNotBound: disconnect claims nothing about a project
// that never had the credential.
func TestNothingIsRemovedWhereItIsNotBound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := open(t, true)
		a.join(t, acptest.WithStore(acptest.StoreProjects("second")), acptest.WithCredential(acptest.Seeded{
			Owner: acptest.Person, Name: "x", Provider: "gitlab", URL: a.gitlab.URL(), Projects: []string{"second"},
		}))
		o := a.call(t, "", a.keys(), "disconnect", "--yes", "--json", "--acp-url", a.acp.URL(), "--acp-project", acptest.Workspace)
		if o.exit != problem.ExitNeedsDoing || !o.names(problem.ACPBindingLeft) || strings.Contains(o.stdout, "Disconnected") {
			t.Errorf("exit code %d: %s", o.exit, o.stdout)
		}
		if all := a.acp.Credentials(); all[0].Deleted || !slices.Equal(all[0].Projects, []string{"second"}) {
			t.Errorf("left: %+v", all)
		}
	})
}

// TestTwoStoresWantAFlag: commands ask nobody, and status tells both.
func TestTwoStoresWantAFlag(t *testing.T) {
	t.Parallel()
	inStore(t, func(t *testing.T, a *arena) {
		connect := a.onACP(a.onGitLab("connect", "team/app-docs")...)
		o := a.call(t, a.token, a.keys(), connect...)
		if o.exit != problem.ExitUsage || !strings.Contains(o.stdout, "--acp-store") || len(a.acp.Credentials()) > 0 {
			t.Fatalf("exit code %d: %s", o.exit, o.stdout)
		}
		for _, args := range [][]string{a.onACP(a.onGitLab("rotate", "team/app-docs")...), a.onACP("disconnect", "--yes")} {
			if o := a.call(t, a.token, a.keys(), args...); o.exit != problem.ExitUsage || !strings.Contains(o.stdout, "--acp-store") {
				t.Errorf("%s: exit code %d: %s", args[0], o.exit, o.stdout)
			}
		}
		if o := a.call(t, a.token, a.keys(), append(connect, "--acp-store", "credentials")...); o.exit != 0 || o.doc.ACP.Store != acp.StoreCredentials {
			t.Fatalf("exit code %d: %s", o.exit, o.stdout)
		}
		o = a.call(t, "", a.keys(), a.onACP("status")...)
		if o.exit != 0 || len(o.doc.ACPStores) != 2 || o.doc.ACP.Store != acp.StoreCredentials || o.doc.ACPStores[1].Connected {
			t.Errorf("status: exit code %d: %s", o.exit, o.stdout)
		}
	}, acptest.StoreBesideClassic())
}

// TestWithoutAProjectTheOnlyOneCounts, and of several one has to be named: the
// call lacks something. What is bound to one project is renewed and removed there.
func TestWithoutAProjectTheOnlyOneCounts(t *testing.T) {
	t.Parallel()
	one, two := []string{acptest.Workspace}, []string{acptest.Workspace, "second"}
	for name, tc := range map[string]struct {
		command  string
		projects []string
		bound    []string // from before
		names    []string // those that the usage names; nil where all goes well
	}{
		"connect, one":              {"connect", one, nil, nil},
		"connect, two":              {"connect", two, nil, two},
		"connect, two, bound":       {"connect", two, one, two},
		"rotate, two, bound to one": {"rotate", two, one, nil},
		"rotate, two, bound to two": {"rotate", two, two, two},
		"rotate, two, not bound":    {"rotate", two, nil, two},
		"disconnect, bound to one":  {"disconnect --yes", two, one, nil},
		"disconnect, bound to two":  {"disconnect --yes", two, two, two},
		"disconnect, from all":      {"disconnect --yes --all-projects", two, two, nil},
		"disconnect, nothing":       {"disconnect --yes", two, nil, nil},
	} {
		for _, store := range []string{"", "credentials"} {
			t.Run(name+" "+store, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					a := open(t, true)
					opts := []acptest.Option{acptest.WithStore(acptest.StoreProjects(tc.projects[1:]...))}
					if tc.bound != nil {
						opts = append(opts, acptest.WithCredential(acptest.Seeded{
							Owner: acptest.Person, Name: "x", Provider: "gitlab", URL: a.gitlab.URL(), Projects: tc.bound,
						}))
					}
					a.join(t, opts...)
					before := a.acp.Credentials()
					args := append(strings.Fields(tc.command), "--acp-url", a.acp.URL())
					if !strings.HasPrefix(tc.command, "disconnect") {
						args = a.onGitLab(append(args, "team/app-docs")...)
					}
					if store != "" {
						args = append(args, "--acp-store", store)
					}
					o := a.call(t, a.token, a.keys(), append(slices.DeleteFunc(args, func(s string) bool { return s == "--json" }), "--json")...)
					if tc.names == nil {
						if o.exit != problem.ExitOK {
							t.Errorf("exit code %d: %s", o.exit, o.stdout)
						}
						return
					}
					all := strings.Join(o.doc.Usage, " ")
					if o.exit != problem.ExitUsage || !strings.Contains(all, "--acp-project") || !strings.Contains(all, strings.Join(tc.names, ", ")) {
						t.Errorf("exit code %d: %s", o.exit, o.stdout)
					}
					if !reflect.DeepEqual(a.acp.Credentials(), before) {
						t.Errorf("the store holds %+v", a.acp.Credentials())
					}
				})
			})
		}
	}
}

// TestACredentialWithASecondOwnerIsNotOnesOwn: it is neither given the token nor
// removed.
func TestACredentialWithASecondOwnerIsNotOnesOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := open(t, true)
		const kept = "not-a-token-of-gitlab"
		a.join(t, acptest.WithStore(), acptest.WithCredential(acptest.Seeded{
			Owner: acptest.Person, Besides: []string{acptest.Colleague}, Name: "ours", Provider: "gitlab", URL: a.gitlab.URL(), Token: kept,
		}))
		for _, args := range [][]string{
			a.onACP("disconnect", "--yes"),
			a.onACP(a.onGitLab("connect", "team/app-docs")...),
			a.onACP(a.onGitLab("rotate", "team/app-docs")...),
			a.onACP("disconnect", "--yes"),
		} {
			if o := a.call(t, a.token, a.keys(), args...); o.exit != problem.ExitOK {
				t.Errorf("%s: exit code %d: %s", args[0], o.exit, o.stdout)
			}
			all := a.acp.Credentials()
			if all[0].Deleted || !a.acp.StoreHolds(all[0].ID, func(held string) bool { return held == kept }) || len(all[0].Projects) > 0 {
				t.Fatalf("%s: theirs became %+v", args[0], all[0])
			}
		}
		if all := a.acp.Credentials(); len(all) != 2 || !all[1].Deleted {
			t.Errorf("the store holds %+v", all)
		}
	})
}
