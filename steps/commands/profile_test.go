package commands

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// acme writes a profile for the servers of a, with more lines of its own.
func (a *arena) acme(t *testing.T, more ...string) string {
	t.Helper()
	lines := []string{"gitlab_url: " + a.gitlab.URL()}
	if a.acp != nil {
		lines = append(lines, "acp_url: "+a.acp.URL())
	}
	return fileWith(t, strings.Join(append(lines, more...), "\n"))
}

func TestAProfileAnswersACheck(t *testing.T) {
	t.Parallel()
	a := open(t, false)
	file := a.acme(t, "repositories: [team/app, team/old]")
	o := a.call(t, a.token, nil, "check", "--json", "--token-stdin", "--profile", file)
	checkCause(t, o, "", []problem.Code{problem.RepoArchived})
	if o.doc.GitLab == nil || o.doc.GitLab.URL != a.gitlab.URL() || len(o.doc.Repositories) != 2 {
		t.Errorf("not what the profile says: %+v", o.doc)
	}
	if !strings.Contains(o.doc.NextStep, "--profile "+file) {
		t.Errorf("the next step leaves the profile out: %s", o.doc.NextStep)
	}
	o = a.call(t, a.token, nil, "check", "--json", "--token-stdin", "--profile", file, "team/app-docs")
	if len(o.doc.Repositories) != 1 || o.doc.Repositories[0].Path != "team/app-docs" {
		t.Errorf("the call names one repository, checked: %+v", o.doc.Repositories)
	}
}

func TestFlagsAndVariablesWinOverAProfile(t *testing.T) {
	t.Parallel()
	file := fileWith(t, "gitlab_url: gitlab.profile.example\nacp_url: acp.profile.example\nacp_project: profile\nca_file: ca.pem\ntoken_name: P\ntoken_days: 7\nsupport:\n  name: S")
	for name, tc := range map[string]struct {
		flags               flags
		env                 map[string]string
		gitlab, acp, ca     string
		gitlabBy, projectBy string
	}{
		"the profile alone": {gitlab: "gitlab.profile.example", acp: "acp.profile.example", ca: "ca.pem", gitlabBy: "profile " + file, projectBy: "profile " + file},
		"variables": {
			env:    map[string]string{"GITLAB_HOST": "gitlab.env.example", "ACP_URL": "acp.env.example", "AMBIENT_PROJECT": "env"},
			gitlab: "gitlab.env.example", acp: "acp.env.example", ca: "ca.pem", gitlabBy: "GITLAB_HOST", projectBy: "AMBIENT_PROJECT",
		},
		"flags": {
			flags:  flags{gitlabURL: "gitlab.flag.example", acpURL: "acp.flag.example", acpProject: "flag", caFile: "flag.pem"},
			env:    map[string]string{"GITLAB_HOST": "gitlab.env.example", "ACP_URL": "acp.env.example"},
			gitlab: "gitlab.flag.example", acp: "acp.flag.example", ca: "flag.pem", gitlabBy: "--gitlab-url", projectBy: "--acp-project",
		},
		"a session's own address": {
			env:    map[string]string{"AMBIENT_TOKEN": strings.Repeat("k", 30), "AMBIENT_API_URL": "https://acp.ambient.example"},
			gitlab: "gitlab.profile.example", acp: "https://acp.ambient.example", ca: "ca.pem", gitlabBy: "profile " + file, projectBy: "profile " + file,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := tc.flags
			f.profile = file
			e := Env{Getenv: func(name string) string { return tc.env[name] }, Stderr: &strings.Builder{}, config: t.TempDir()}
			g, err := e.given(&f, nil)
			if err != nil {
				t.Fatal(err)
			}
			ca := f.authority(g)
			if g.GitLab.Value != tc.gitlab || g.GitLab.From != tc.gitlabBy || g.ACP.Value != tc.acp || g.Project.From != tc.projectBy || filepath.Base(ca.file) != tc.ca {
				t.Errorf("GitLab %+v, ACP %+v, project %+v, CA %+v", g.GitLab, g.ACP, g.Project, ca)
			}
			if g.TokenName != "P" || g.TokenDays != 7 || g.Support.Name != "S" {
				t.Errorf("left out: %q, %d days, support %v", g.TokenName, g.TokenDays, g.Support)
			}
			if fromProfile := tc.flags.caFile == ""; fromProfile != slices.Equal(ca.hosts, []string{"gitlab.profile.example", "acp.profile.example"}) {
				t.Errorf("the CA file counts for %v", ca.hosts)
			}
		})
	}
}

// TestACAFileOfAProfileIsForItsHostsOnly uses one server under two names, both
// in its certificate.
func TestACAFileOfAProfileIsForItsHostsOnly(t *testing.T) {
	t.Parallel()
	a := open(t, false, gitlabtest.WithTLS(gitlabtest.TLSOwnCA))
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, a.gitlab.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	file := a.acme(t, "ca_file: "+ca)
	o := a.call(t, a.token, nil, "check", "--json", "--token-stdin", "--profile", file)
	checkCause(t, o, "", nil)
	elsewhere := strings.Replace(a.gitlab.URL(), "127.0.0.1", "localhost", 1)
	o = a.call(t, a.token, nil, "check", "--json", "--token-stdin", "--profile", file, "--gitlab-url", elsewhere)
	checkCause(t, o, "", []problem.Code{problem.InstanceTLSUntrusted})
	o = a.call(t, a.token, nil, "check", "--json", "--token-stdin", "--profile", file, "--gitlab-url", elsewhere, "--ca-file", ca)
	checkCause(t, o, "", nil)
}

func TestWithoutATerminalOnlyAFlagNamesAProfile(t *testing.T) {
	t.Parallel()
	a := open(t, false)
	o := a.call(t, a.token, map[string]string{profileVariable: a.acme(t)}, "check", "--json", "--token-stdin")
	if o.exit != problem.ExitUsage || !strings.Contains(o.stderr, "--gitlab-url") || !strings.Contains(o.stderr, profileVariable+" is ignored without a terminal") {
		t.Errorf("exit code %d: %s", o.exit, o.stderr)
	}
	if n := len(a.gitlab.Requests()); n > 0 {
		t.Errorf("%d requests", n)
	}
}

func TestWhichSessionsAreForTheACPOfAProfile(t *testing.T) {
	t.Parallel()
	a := open(t, false)
	a.join(t)
	file := a.acme(t)
	// A variable is not part of the call: a profile may be somebody's bait.
	o := a.call(t, a.token, a.keys(), "connect", "--json", "--token-stdin", "--profile", file)
	if o.exit != problem.ExitUsage || !slices.Equal(o.errors(), []problem.Code{problem.ACPSessionMissing}) || !strings.Contains(o.stderr, "ACP_URL") {
		t.Errorf("exit code %d, errors %v: %s", o.exit, o.errors(), o.stderr)
	}
	if n := len(a.acp.Requests()); n > 0 {
		t.Errorf("%d requests to ACP", n)
	}
	key := fileWith(t, a.session)
	o = a.call(t, a.token, nil, "connect", "--json", "--token-stdin", "--profile", file, "--acp-token-file", key)
	checkCause(t, o, "", nil)
	if o.doc.ACP == nil || !o.doc.ACP.Connected {
		t.Errorf("not connected: %+v", o.doc)
	}
}

func TestGITLAB_TOKENIsForTheGitLabOfAProfile(t *testing.T) {
	t.Parallel()
	a := open(t, false)
	for _, command := range []string{"check", "tokens"} {
		o := a.call(t, "", map[string]string{"GITLAB_TOKEN": a.token}, command, "--json", "--profile", a.acme(t))
		checkCause(t, o, "", nil)
	}
}

func TestAWrongProfileIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	for _, cmd := range withJSON() {
		if cmd.Flags().Lookup("profile") == nil {
			continue
		}
		t.Run(nameOf(cmd), func(t *testing.T) {
			t.Parallel()
			file := fileWith(t, "acp_project: x\ngitlab_urls: y\n")
			args := append(strings.Fields(nameOf(cmd)), "--json", "--profile", file)
			if nameOf(cmd) == "tokens revoke" {
				args = append(args, "7")
			}
			wire := &cutWire{}
			o := (&arena{wire: wire}).call(t, "", nil, args...)
			want := fmt.Sprintf("profile %s, line 2, column 1: unknown key", file)
			if o.exit != problem.ExitUsage || len(o.doc.Usage) != 1 || !strings.HasPrefix(o.doc.Usage[0], want) || wire.tries.Load() > 0 {
				t.Errorf("exit code %d: %q, want %q", o.exit, o.doc.Usage, want)
			}
		})
	}
}

func TestReportsAndPagesNameTheSupport(t *testing.T) {
	t.Parallel()
	a := open(t, false)
	file := a.acme(t, "support:\n  name: Platform team\n  email: help@example.com")
	o := a.call(t, "", nil, "report", "--json", "--profile", file)
	if r := o.doc.Report; r == nil || r.Profile != file || r.Support != "Platform team, help@example.com" {
		t.Errorf("the report says %+v", o.doc.Report)
	}
	if o := a.call(t, "", nil, "explain", "token-expired", "--profile", file); !strings.Contains(o.stdout, "Your support: Platform team, help@example.com") {
		t.Errorf("the page says:\n%s", o.stdout)
	}
	if o := a.call(t, "", nil, "report", "--profile", file); !strings.Contains(o.stdout, "- support: Platform team, help@example.com") {
		t.Errorf("the report says:\n%s", o.stdout)
	}
}
