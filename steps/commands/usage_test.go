package commands

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// cutWire is a network that counts who tries to use it.
type cutWire struct{ tries atomic.Int32 }

func (w *cutWire) RoundTrip(*http.Request) (*http.Response, error) {
	w.tries.Add(1)
	return nil, errors.New("no network in this test")
}

// token is one that no server knows.
var unknownToken = "glpat-" + strings.Repeat("z", 20)

func fileWith(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestCallsThatLackSomething holds every command to exit code 64, at once and
// before any network, naming everything that is missing.
func TestCallsThatLackSomething(t *testing.T) {
	t.Parallel()
	const here = "http://127.0.0.1:1"
	gitlab, token, acpAddress, session := "--gitlab-url", "--token-stdin", "--acp-url", "--acp-token-file"
	for name, tc := range map[string]struct {
		args  string
		stdin string
		env   map[string]string
		names []string // on standard error
		not   []string
		codes []problem.Code
	}{
		"the wizard":          {args: "", names: []string{"needs a terminal", "acp-gitlab connect", gitlab, acpAddress, token}},
		"check":               {args: "check", names: []string{gitlab, "GITLAB_HOST", token, "--token-file", "GITLAB_TOKEN"}},
		"check, token":        {args: "check --token-stdin", stdin: unknownToken, names: []string{gitlab}, not: []string{"no token"}},
		"check, address":      {args: "check --gitlab-url " + here, names: []string{token}, not: []string{"no GitLab address"}},
		"connect":             {args: "connect", names: []string{gitlab, token, acpAddress, session, "ACP_TOKEN"}, codes: []problem.Code{problem.ACPSessionMissing}},
		"connect, no session": {args: "connect --acp-url " + here + " --token-stdin --gitlab-url " + here, stdin: unknownToken, names: []string{session}, not: []string{"no ACP address", "no token"}, codes: []problem.Code{problem.ACPSessionMissing}},
		"status":              {args: "status", names: []string{acpAddress, session}, not: []string{gitlab}, codes: []problem.Code{problem.ACPSessionMissing}},
		"disconnect":          {args: "disconnect", names: []string{acpAddress, session, "--yes"}, codes: []problem.Code{problem.ACPSessionMissing}},
		"tokens":              {args: "tokens", names: []string{gitlab, token}},
		"tokens revoke":       {args: "tokens revoke 7", names: []string{gitlab, token, "--yes"}},
		"tokens revoke what":  {args: "tokens revoke", names: []string{"takes a token number"}},
		"an argument":         {args: "status team/app", names: []string{"status takes no argument", "team/app"}},
		"a word for a time":   {args: "check --timeout soon", names: []string{"--timeout takes a duration"}, not: []string{"soon"}},
		"a flag and no value": {args: "check --token-file", names: []string{"--token-file needs a value"}},
		"half a flag":         {args: "check --gitlab " + here, names: []string{"Did you mean --gitlab-url?", "acp-gitlab check --help"}},
		"a slip":              {args: "stauts", names: []string{"Did you mean status?"}},
		"revoke":              {args: "revoke", names: []string{gitlab, token, "--yes"}, not: []string{"GITLAB_TOKEN"}},
		"revoke, variable":    {args: "revoke --yes --gitlab-url " + here, env: map[string]string{"GITLAB_TOKEN": unknownToken}, names: []string{token}, not: []string{"GITLAB_TOKEN"}},

		"ACP_TOKEN for nobody": {
			args: "status", env: map[string]string{"ACP_TOKEN": strings.Repeat("k", 30)},
			names: []string{acpAddress, "ACP_URL"}, not: []string{"no ACP session"},
		},
		"ACP_TOKEN and a guess": {
			args: "connect --gitlab-url " + here + " --token-stdin", stdin: unknownToken, env: map[string]string{"ACP_TOKEN": strings.Repeat("k", 30)},
			names: []string{acpAddress}, not: []string{"no ACP session"},
		},
		"two tokens":        {args: "check --gitlab-url " + here + " --token-stdin --token-file x", stdin: unknownToken, names: []string{"not both"}},
		"nothing on stdin":  {args: "check --gitlab-url " + here + " --token-stdin", stdin: " \n", names: []string{"--token-stdin is empty"}, codes: []problem.Code{problem.TokenEmpty}},
		"an empty variable": {args: "check --gitlab-url " + here, env: map[string]string{"GITLAB_TOKEN": " "}, names: []string{token}},
		"no such file":      {args: "check --gitlab-url " + here + " --token-file /no/such/file", names: []string{"there is no file"}},
		"no such list":      {args: "check --gitlab-url " + here + " --repos-from /no/such/list", names: []string{"--repos-from", "there is no file"}},
		"not in the list":   {args: "check team/app --gitlab-url " + here + " --after team/none", names: []string{"--after", "team/none", "is not in the list"}},
		"no list":           {args: "check --gitlab-url " + here + " --repos-from /", names: []string{"--repos-from", "cannot be read"}},
		"no such CA":        {args: "check --token-stdin --gitlab-url " + here + " --ca-file /no/such/ca", stdin: unknownToken, names: []string{"--ca-file"}},
		"no such profile":   {args: "check --profile /no/such/profile", names: []string{"profile /no/such/profile", "no such file"}},
		"no time":           {args: "check --token-stdin --gitlab-url " + here + " --timeout 0s", stdin: unknownToken, names: []string{"--timeout"}},
		"accept anything":   {args: "check --token-stdin --gitlab-url " + here + " --accept token-expired", stdin: unknownToken, names: []string{"--accept", "scope-missing"}},
		"an unknown flag":   {args: "check --gitlab " + here, names: []string{"--gitlab"}},
		"an unknown word":   {args: "chekc", names: []string{"chekc"}},
		"a token, typed":    {args: "check " + unknownToken, names: []string{"shell history"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				wire := &cutWire{}
				a := &arena{wire: wire, token: unknownToken}
				o := a.call(t, tc.stdin, tc.env, strings.Fields(tc.args)...)
				if o.exit != problem.ExitUsage || o.stdout != "" {
					t.Errorf("exit code %d, on standard output %q", o.exit, o.stdout)
				}
				if wire.tries.Load() > 0 || o.took > 0 {
					t.Errorf("%d requests, took %s of virtual time", wire.tries.Load(), o.took)
				}
				checkNames(t, o.stderr, tc.names, tc.not)
				if o := a.call(t, tc.stdin, tc.env, append(strings.Fields(tc.args), "--json")...); o.exit != problem.ExitUsage || !slices.Equal(o.errors(), tc.codes) {
					t.Errorf("as a document: exit code %d, errors %v, want %v", o.exit, o.errors(), tc.codes)
				}
			})
		})
	}
}

// TestAWordThatIsNoneIsNotRepeated: it may be a token of an old kind, without a
// prefix, or of an instance with its own.
func TestAWordThatIsNoneIsNotRepeated(t *testing.T) {
	t.Parallel()
	mixed := "aB3dEfGh1jKlMn0p" + "QrSt"
	for _, value := range []string{mixed, strings.ToLower(mixed), "own-" + strings.ToLower(mixed)} {
		for _, line := range []string{
			"status X", "version X", "X", "help X", "explain X", "guide X", "check --X", "check --timeout X", "check --accept X", "completion X", "demo --scenario=X", "tokens revoke X", "forget team/X",
		} {
			args := strings.Fields(strings.ReplaceAll(line, "X", value))
			for _, form := range [][]string{nil, {"--json"}} {
				o := (&arena{}).call(t, "", nil, append(slices.Clone(args), form...)...)
				if o.exit != problem.ExitUsage || strings.Contains(o.stdout+o.stderr, value) {
					t.Errorf("%s: exit %d\n%s%s", line, o.exit, o.stdout, o.stderr)
				}
				if strings.HasPrefix(line, "status") && !strings.Contains(o.stderr, "shell history. Revoke it") {
					t.Errorf("%s does not say what to do:\n%s", line, o.stderr)
				}
			}
		}
	}
}

func checkNames(t *testing.T, text string, names, not []string) {
	t.Helper()
	for _, want := range names {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
	for _, other := range not {
		if strings.Contains(text, other) {
			t.Errorf("%q in:\n%s", other, text)
		}
	}
	if strings.Contains(text, unknownToken) {
		t.Error("a token is repeated")
	}
}

// TestAcceptAndStrict holds the ways to let something pass, and to let nothing
// pass.
func TestAcceptAndStrict(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		scenario string
		args     string
		exit     int
		severity problem.Severity
		code     problem.Code
	}{
		{"scope-missing", "", problem.ExitNeedsDoing, problem.Error, problem.ScopeMissing},
		{"scope-missing", "--accept scope-missing", problem.ExitOK, problem.Warning, problem.ScopeMissing},
		{"scope-missing", "--accept scope-dangerous", problem.ExitNeedsDoing, problem.Error, problem.ScopeMissing},
		{"scope-missing", "--accept scope-missing --strict", problem.ExitNeedsDoing, problem.Warning, problem.ScopeMissing},
		{"scope-read-only", "--accept scope-missing", problem.ExitNeedsDoing, problem.Error, problem.ScopeMissing},
		{"scope-dangerous", "--accept scope-missing --accept scope-dangerous", problem.ExitOK, problem.Warning, problem.ScopeDangerous},
		{"scope-dangerous", "--accept scope-missing,scope-dangerous", problem.ExitOK, problem.Warning, problem.ScopeDangerous},
		{"scope-excess", "", problem.ExitOK, problem.Warning, problem.ScopeExcess},
		{"scope-excess", "--strict", problem.ExitNeedsDoing, problem.Warning, problem.ScopeExcess},
		{"token-expires-soon", "--strict", problem.ExitNeedsDoing, problem.Warning, problem.TokenExpiresSoon},
		{"token-lifetime-long", "--strict", problem.ExitOK, problem.Note, problem.TokenLifetimeLong},
		{"token-expired", "--strict", problem.ExitRefused, problem.Error, problem.TokenExpired},
	} {
		t.Run(tc.scenario+" "+tc.args, func(t *testing.T) {
			t.Parallel()
			a := open(t, false, gitlabtest.WithScenario(tc.scenario))
			o := a.call(t, a.token, nil, a.onGitLab(append([]string{"check"}, strings.Fields(tc.args)...)...)...)
			if o.exit != tc.exit {
				t.Errorf("exit code %d, want %d", o.exit, tc.exit)
			}
			if !slices.ContainsFunc(o.doc.Problems, func(p ProblemResult) bool { return p.Code == tc.code && p.Severity == tc.severity }) {
				t.Errorf("no %s as %s in %v", tc.code, tc.severity, o.doc.Problems)
			}
		})
	}
}

func TestRepositoriesFromAFile(t *testing.T) {
	t.Parallel()
	a := open(t, false)
	list := fileWith(t, "# ours\n\n  team/app-docs  # the docs\r\nteam/old\n\x1b[31mshared/lib\n")
	o := a.call(t, a.token, nil, a.onGitLab("check", "team/app", "--repos-from", list)...)
	var paths []string
	for _, r := range o.doc.Repositories {
		paths = append(paths, r.Path)
	}
	if want := []string{"team/app", "team/app-docs", "team/old", "shared/lib"}; !slices.Equal(paths, want) {
		t.Errorf("checked %q, want %q", paths, want)
	}
	checkCause(t, o, "", []problem.Code{problem.RepoArchived})
	long := fileWith(t, strings.Repeat("#", maxList+1))
	o = a.call(t, a.token, nil, a.onGitLab("check", "--repos-from", long)...)
	if o.exit != problem.ExitUsage || !strings.Contains(o.stderr, "too long") {
		t.Errorf("a list of %d bytes: exit code %d, %s", maxList+1, o.exit, o.stderr)
	}
}

// bait is a standard input that nobody may read.
type bait struct{ reads atomic.Int32 }

func (b *bait) Read([]byte) (int, error) {
	b.reads.Add(1)
	return 0, errors.New("standard input was read")
}

// TestWhatIsMissingIsNamedBeforeTheTokenIsRead: whoever feeds standard input may
// take long, and a file may be a pipe.
func TestWhatIsMissingIsNamedBeforeTheTokenIsRead(t *testing.T) {
	t.Parallel()
	const here = " --gitlab-url http://127.0.0.1:1"
	for line, want := range map[string]string{
		"check": "--gitlab-url", "connect" + here: "--acp-url", "rotate" + here: "--acp-url", "tokens": "--gitlab-url",
		"tokens revoke 7" + here: "--yes", "revoke" + here: "--yes", "status": "--acp-url",
	} {
		for _, flag := range []string{"--token-stdin", "--token-file /no/such/file"} {
			t.Run(line+" "+flag, func(t *testing.T) {
				t.Parallel()
				in, errs := &bait{}, &strings.Builder{}
				exit := Run(t.Context(), Env{
					Args: strings.Fields(line + " " + flag), Stdin: in, Stdout: io.Discard, Stderr: errs,
					Getenv: func(string) string { return "" }, config: t.TempDir(), transport: &cutWire{},
				})
				if exit != problem.ExitUsage || in.reads.Load() > 0 {
					t.Errorf("exit code %d, standard input was read %d times", exit, in.reads.Load())
				}
				checkNames(t, errs.String(), []string{want}, []string{"no token", "no new token", "standard input", "no file"})
			})
		}
	}
}

func TestOnlyTokenStdinReadsStandardInput(t *testing.T) {
	t.Parallel()
	a := open(t, false)
	a.join(t)
	tokenFile, keyFile := fileWith(t, a.token), fileWith(t, a.session)
	for _, line := range []string{
		"check", "connect --yes", "status", "tokens", "tokens revoke 3870 --yes", "disconnect --yes", "forget --yes", "report", "report read testdata/report.md", "profile check ../../examples/profile.yaml", "profile schema", "explain", "guide", "licenses", "version", "demo --list",
		"check team/app --strict --accept scope-missing", "",
	} {
		t.Run(line, func(t *testing.T) {
			args := strings.Fields(line)
			for flag, value := range map[string]string{
				"gitlab-url": a.gitlab.URL(), "acp-url": a.acp.URL(), "token-file": tokenFile, "acp-token-file": keyFile,
			} {
				if slices.Contains(flagsOf(line), flag) {
					args = append(args, "--"+flag, value)
				}
			}
			in := &bait{}
			Run(t.Context(), Env{Args: args, Stdin: in, Stdout: &strings.Builder{}, Stderr: &strings.Builder{}, Getenv: func(string) string { return "" }})
			if in.reads.Load() > 0 {
				t.Errorf("%q reads standard input", line)
			}
		})
	}
}

// flagsOf are the flags of the command that a line calls.
func flagsOf(line string) []string {
	c := &call{env: Env{Getenv: func(string) string { return "" }}}
	cmd, _, err := c.root().Find(strings.Fields(line))
	if err != nil {
		return nil
	}
	var names []string
	for _, name := range []string{"gitlab-url", "acp-url", "token-file", "acp-token-file"} {
		if cmd.Flags().Lookup(name) != nil {
			names = append(names, name)
		}
	}
	return names
}

func TestTheDocumentIsAskedForInEveryForm(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"check --json": true, "--json": true, "check --json=true": true, "check --json=1": true,
		"check": false, "check --json=false": false, "check -- --json": false, "check --jsonp": false,
	} {
		if got := asksForJSON(strings.Fields(line)); got != want {
			t.Errorf("%q asks for the document: %v, want %v", line, got, want)
		}
	}
}

// TestADocumentInEveryFormOfAsking: wrong usage is answered with one as well.
func TestADocumentInEveryFormOfAsking(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"--json", "--json=true", "--json=1", "--json=T"} {
		for _, rest := range [][]string{{"--no-such-flag"}, {"--timeout", "soon"}, {"--timeout", "0s"}, {}} {
			var out strings.Builder
			e := Env{Args: append([]string{"check", form}, rest...), Stdin: strings.NewReader(""), Stdout: &out, Stderr: io.Discard}
			e.Getenv, e.config = func(string) string { return "" }, t.TempDir()
			var doc Result
			if exit := Run(t.Context(), e); json.Unmarshal([]byte(out.String()), &doc) != nil || exit != problem.ExitUsage || len(doc.Usage) == 0 || doc.OK {
				t.Errorf("%v: exit code %d: %s", e.Args, exit, out.String())
			}
		}
	}
}

// TestAPatientCallEndsInTime holds a run against a silent GitLab to the
// time-out that was asked for.
func TestAPatientCallEndsInTime(t *testing.T) {
	t.Parallel()
	for _, timeout := range []time.Duration{time.Second, 30 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			a := open(t, true, gitlabtest.WithScenario("silence"))
			o := a.call(t, a.token, nil, a.onGitLab("check", "--timeout", timeout.String())...)
			checkCause(t, o, problem.GitLabTimeout, []problem.Code{problem.GitLabTimeout})
			if o.took < timeout || o.took > timeout+slack {
				t.Errorf("took %s with --timeout %s", o.took, timeout)
			}
		})
	}
}
