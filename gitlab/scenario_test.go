package gitlab_test

import (
	"context"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/davecgh/go-spew/spew"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// journey is everything that the checks say about one embedded GitLab.
type journey struct {
	found    gitlab.Found
	pasted   gitlab.Pasted
	inspect  gitlab.Inspection
	repo     gitlab.Repository
	problems []*problem.Problem
	findings []problem.Finding
}

func (j *journey) codes() map[problem.Code]problem.Severity {
	all := map[problem.Code]problem.Severity{}
	for _, p := range j.problems {
		all[p.Code] = p.Severity
	}
	return all
}

// start starts a GitLab that ends with the test.
func start(t *testing.T, opts ...gitlabtest.Option) *gitlabtest.Server {
	t.Helper()
	s, err := gitlabtest.Start(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// timeLimit is for one answer, whole; brief for a connection that never comes
// where time is real.
const (
	timeLimit = 10 * time.Second
	brief     = time.Second
)

// stack returns an HTTP stack that finds and trusts s.
func stack(t *testing.T, s *gitlabtest.Server, trust bool, changes ...func(*web.Options)) *web.Stack {
	t.Helper()
	o := web.Options{Timeout: timeLimit, Patience: 2 * time.Second, Getenv: func(name string) string {
		if name == "HTTPS_PROXY" {
			return s.ProxyURL()
		}
		return ""
	}}
	for _, change := range changes {
		change(&o)
	}
	if pem := s.CAPEM(); trust && pem != nil {
		o.CAFile = filepath.Join(t.TempDir(), "ca.pem")
		if err := os.WriteFile(o.CAFile, pem, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	st, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	return st
}

// travel goes the whole way, as check does, and stops where it would.
func travel(ctx context.Context, t *testing.T, st *web.Stack, address, token, repository string, now func() time.Time) *journey {
	t.Helper()
	j := &journey{}
	emit := func(f problem.Finding) { j.findings = append(j.findings, f) }
	a, p := gitlab.ParseAddress(address)
	if p != nil {
		j.problems = append(j.problems, p)
		return j
	}
	j.found = gitlab.Probe(ctx, st, a, now, emit)
	j.problems = append(j.problems, j.found.Problems...)
	if problem.Stops(j.problems) {
		return j
	}
	j.pasted = gitlab.ReadToken(token)
	if p := j.pasted.Problem; p != nil {
		if j.problems = append(j.problems, p); p.Severity == problem.Error {
			return j
		}
	}
	c, p := gitlab.NewClient(st, j.found.Instance, j.pasted.Token)
	if p != nil {
		t.Fatal(p)
	}
	j.inspect = c.Inspect(ctx, now(), emit)
	if j.problems = append(j.problems, j.inspect.Problems...); repository == "" {
		return j
	}
	path, p := gitlab.ParseRepository(repository, j.found.Instance)
	if p != nil {
		j.problems = append(j.problems, p)
		return j
	}
	var u gitlab.User
	if j.inspect.User != nil {
		u = *j.inspect.User
	}
	j.repo = c.OfKind(j.inspect.Token.Kind).Repository(ctx, path, u, emit)
	j.problems = append(j.problems, j.repo.Problems...)
	return j
}

// elsewhere are scenarios whose problem is told by another part of the
// program.
var elsewhere = map[string]string{"token-page-missing": "told by the person who looks at the page"}

// stopping are scenarios without a code that end in an error all the same.
var stopping = map[string]problem.Code{}

func TestScenariosBringTheirCode(t *testing.T) {
	t.Parallel()
	for _, sc := range gitlabtest.Scenarios() {
		t.Run(sc.Name, func(t *testing.T) {
			t.Parallel()
			if elsewhere[sc.Name] != "" {
				t.Skip(elsewhere[sc.Name])
			}
			if waits(sc) {
				synctest.Test(t, func(t *testing.T) {
					s := start(t, gitlabtest.WithScenario(sc.Name), gitlabtest.WithMemory())
					play(t, sc, s, stack(t, s, true, throughMemory(t, s)))
				})
				return
			}
			s := start(t, gitlabtest.WithScenario(sc.Name))
			play(t, sc, s, stack(t, s, sc.Code != problem.InstanceTLSUntrusted, func(o *web.Options) {
				if sc.Code == problem.InstanceTimeout {
					o.Timeout = brief
				}
			}))
		})
	}
}

// waits says that time passes in a scenario: then it is virtual.
func waits(sc gitlabtest.Scenario) bool {
	switch sc.Code {
	case problem.GitLabTimeout, problem.GitLabUnavailable, problem.GitLabRateLimited:
		return true
	}
	return strings.HasSuffix(sc.Name, "-works") || strings.HasSuffix(sc.Name, "-once")
}

// throughMemory connects to a server without a port.
func throughMemory(t *testing.T, s *gitlabtest.Server) func(*web.Options) {
	t.Helper()
	wire := &http.Transport{DialContext: s.DialContext}
	t.Cleanup(wire.CloseIdleConnections)
	return func(o *web.Options) { o.Transport = wire }
}

func play(t *testing.T, sc gitlabtest.Scenario, s *gitlabtest.Server, st *web.Stack) {
	t.Helper()
	j := travel(t.Context(), t, st, s.AddressToUse(), s.Token(), sc.Repository, time.Now)
	for _, f := range j.findings {
		t.Logf("%-5s %-12s %s", f.State, f.Label, f.Text)
	}
	checkCodes(t, sc, j)
	checkClean(t, s, j)
	if got := s.CreatedProjects(); len(got) > 0 {
		t.Errorf("the probe created projects: %v", got)
	}
}

// checkCodes looks at the problem that a command would end with.
func checkCodes(t *testing.T, sc gitlabtest.Scenario, j *journey) {
	t.Helper()
	want := sc.Code
	if code, ok := stopping[sc.Name]; ok {
		want = code
	}
	severity, met := j.codes()[want]
	if want != "" && !met {
		t.Fatalf("got %v, want %s", j.codes(), want)
	}
	first := problem.First(j.problems)
	switch {
	case sc.Name == "token-truncated": // sent all the same, and then not known
	case severity == problem.Error && first.Code != want:
		t.Errorf("ends with %s, want %s; all: %v", first.Code, want, j.codes())
	case severity != problem.Error && first != nil:
		t.Errorf("ends with %s, want no error", first)
	}
}

// checkClean looks for what must never be shown, and for a secret that went
// astray.
func checkClean(t *testing.T, s *gitlabtest.Server, j *journey) {
	t.Helper()
	shown := spew.Sdump(j.findings, j.problems, j.inspect, j.repo)
	if token := s.Token(); len(token) >= 20 && strings.Contains(shown, token) {
		t.Error("the token is in what is shown")
	}
	for _, p := range j.problems {
		for _, text := range append(slices.Collect(maps.Values(p.Facts.Placeholders())), p.Facts.Hint, p.Facts.Proposed, p.Subject, p.Evidence) {
			if text != web.Clean(text) {
				t.Errorf("%s holds control characters: %q", p.Code, text)
			}
		}
	}
	for _, f := range j.findings {
		if f.Text == "" || f.Text != web.Clean(f.Text) || strings.HasSuffix(f.Text, ".") {
			t.Errorf("line %s reads %q", f.ID, f.Text)
		}
	}
	for _, r := range s.Requests() {
		if r.Server == "gitlab" && r.Path == "/api/v4/user" && slices.Equal(r.TokenIn, []string{"Private-Token"}) {
			continue // the one more question about a token that is not known
		}
		if r.HasToken() && (r.Server != "gitlab" || slices.Contains(r.TokenIn, "url") || len(r.TokenIn) != 1 || r.TokenIn[0] != "Authorization") {
			t.Errorf("the token went to %s %s %s in %v", r.Server, r.Method, r.Path, r.TokenIn)
		}
	}
}
