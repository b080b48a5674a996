//go:build unix

package redteam_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
)

// play is one scenario: a GitLab, an ACP, a box, and everything secret in it.
type play struct {
	*box
	gitlab  *gitlabtest.Server
	acp     *acptest.Server
	token   string
	session string
	secrets traces

	mu    sync.Mutex
	since int // requests at GitLab before the program was started
	early []string

	// handed is closed when the token reaches connect at ACP.
	handed  chan struct{}
	handing sync.Once
}

// stranger is a secret that belongs to nobody here: in the environment beside
// a token that a flag hands over, and in acpctl's file.
const stranger = "Jv5tXq8bWn3cRk7yHs2m"

// echoed are the scenarios in which GitLab and ACP repeat what they were sent.
// Known prefixes would hide there what is not known by its value, so token and
// session have none in them.
const (
	echoed          = "hostile-echo"
	echoedByACP     = "session-echoed"
	unmarkedToken   = "Zk4rTq8wLm2xVb6nPs9c"
	unmarkedSession = "Wd7hGy3jCv5sKf2tQx8eRm4nBz6pLa9u"
)

// newPlay starts the servers of a scenario of GitLab, of ACP, or of none.
func newPlay(t *testing.T, inGitLab, inACP string) *play {
	t.Helper()
	p := &play{box: newBox(t), secrets: traces{}, handed: make(chan struct{})}
	var gl []gitlabtest.Option
	if inGitLab == echoed || inACP == echoedByACP {
		gl = append(gl, gitlabtest.WithToken(gitlabtest.Token{Value: secret.New(unmarkedToken)}))
	}
	if inGitLab != "" {
		gl = append(gl, gitlabtest.WithScenario(inGitLab))
	}
	var err error
	if p.gitlab, err = gitlabtest.Start(gl...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.gitlab.Close)
	ac := []acptest.Option{acptest.WithInstance(p.gitlab.URL()), acptest.WithRoots(p.gitlab.CAs()), acptest.WithDelay(0), acptest.OnRequest(p.reachedACP)}
	if inGitLab == echoed || inACP == echoedByACP {
		ac = append(ac, acptest.WithSession(unmarkedSession))
	}
	if inACP != "" {
		ac = append(ac, acptest.WithScenario(inACP))
	}
	if p.acp, err = acptest.Start(ac...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.acp.Close)
	p.token, p.session = marked(p.gitlab), p.acp.Session()
	p.secrets.add("the token", p.token)
	p.secrets.session("the session", p.session)
	p.secrets.add("the login of oc", p.acp.OCSession())
	p.secrets.add("somebody's other secret", stranger)
	p.file(t, "token", p.token+"\n")
	p.file(t, "session", p.session+"\n")
	p.file(t, "oc", p.acp.OCSession()+"\n")
	if pem := p.gitlab.CAPEM(); pem != nil {
		p.file(t, "ca.pem", string(pem))
	}
	p.env = append(p.env, "HTTPS_PROXY="+p.gitlab.ProxyURL())
	return p
}

// marked is what is pasted: a token of the server, or what the scenario is
// about with a middle that can be searched for.
func marked(s *gitlabtest.Server) string {
	const mark = "Hw6zTn4dLf9vYc2pMb7s"
	switch text := s.Scenario().Token; {
	case text == "":
		return s.Token()
	case strings.Contains(text, "xxxx"):
		return text[:strings.IndexByte(text, '-')+1] + mark
	case strings.HasPrefix(text, "glpat-"):
		return "glpat-" + mark[:10]
	default:
		return text
	}
}

// reachedACP notes a token that comes to ACP before GitLab has accepted it.
func (p *play) reachedACP(seen acptest.Seen) {
	if !seen.Token {
		return
	}
	if strings.HasSuffix(seen.Path, "/connect") {
		p.handing.Do(func() { close(p.handed) })
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	accepted := func(s gitlabtest.Seen) bool { return s.HasToken() && s.Status == 200 }
	if !slices.ContainsFunc(p.gitlab.Requests()[p.since:], accepted) {
		p.early = append(p.early, seen.Method+" "+seen.Path)
	}
}

// begins forgets what GitLab accepted for an earlier run.
func (p *play) begins() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.since = len(p.gitlab.Requests())
}

// headers are all that this program sends.
var headers = []string{"Accept", "Accept-Encoding", "Authorization", "Connection", "Content-Length", "Content-Type", "Git-Protocol", "Private-Token", "Proxy-Connection", "Referer", "User-Agent", "X-Forwarded-Access-Token"}

// holdsOnTheWire checks where the secrets went.
func (p *play) holdsOnTheWire(t *testing.T) {
	t.Helper()
	known, unknown := false, false
	for _, seen := range p.gitlab.Requests() {
		what := fmt.Sprintf("%s %s at %s", seen.Method, seen.Path, seen.Server)
		p.secrets.absent(t, "the address of "+what, seen.Path+"?"+seen.Query+" "+seen.Host)
		switch {
		case seen.Server == "elsewhere":
			t.Errorf("%s: a redirect was followed", what)
		case seen.HasToken() && seen.Server != "gitlab":
			t.Errorf("%s carried a token", what)
		case unknown && seen.Method == http.MethodGet && strings.HasSuffix(seen.Path, "/api/v4/user") && slices.Equal(seen.TokenIn, []string{"Private-Token"}):
			// GitLab has called the token unknown: one question more, whether
			// something on the way took the header (DESIGN 5).
		case seen.HasToken() && !slices.Equal(seen.TokenIn, []string{"Authorization"}):
			t.Errorf("%s carried a token in %s", what, seen.TokenIn)
		case seen.HasToken() && !known:
			t.Errorf("%s carried a token before GitLab had answered", what)
		case !seen.HasToken() && (seen.HasHeader("Authorization") || seen.HasHeader("X-Forwarded-Access-Token")):
			t.Errorf("%s carried another secret", what)
		}
		known = known || seen.Server == "gitlab" && !seen.HasToken() && seen.Status != 0
		unknown = unknown || seen.HasToken() && seen.Status == http.StatusUnauthorized
		p.onlyKnown(t, what, seen.Headers)
	}
	if created := p.gitlab.CreatedProjects(); len(created) > 0 {
		t.Errorf("asking git created %s", created)
	}
	p.holdsAtACP(t)
}

// holds checks what must hold after every run, whatever has happened.
func (p *play) holds(t *testing.T) {
	t.Helper()
	p.holdsOnTheWire(t)
	for name, text := range p.left(t) {
		p.secrets.absent(t, name, text)
	}
}

// credentialStore begins the calls of ACP's credential store.
const credentialStore = "/api/ambient/v1/"

// takesToken reports whether a call is one of those that hand the token over.
func takesToken(seen acptest.Seen) bool {
	switch {
	case seen.Method == http.MethodPost && seen.Path == credentialStore+"credentials":
		return true
	case seen.Method == http.MethodPatch && strings.HasPrefix(seen.Path, credentialStore+"credentials/"):
		return true
	}
	return seen.Method == http.MethodPost && (strings.HasSuffix(seen.Path, "/auth/gitlab/test") || strings.HasSuffix(seen.Path, "/auth/gitlab/connect"))
}

func (p *play) holdsAtACP(t *testing.T) {
	t.Helper()
	for _, seen := range p.acp.Requests() {
		what := seen.Method + " " + seen.Path + " at ACP"
		p.secrets.absent(t, "the address of "+what, seen.Path)
		switch {
		case seen.Misplaced, seen.Authorization == acptest.BearerGitLab, seen.Forwarded == acptest.BearerGitLab:
			t.Errorf("%s carried the GitLab token outside its body", what)
		case seen.Authorization == acptest.BearerUnknown, seen.Forwarded == acptest.BearerUnknown:
			t.Errorf("%s carried somebody else's session", what)
		case seen.Token && !takesToken(seen):
			t.Errorf("%s carried the token", what)
		case seen.Query && (seen.Method != http.MethodGet || !strings.HasPrefix(seen.Path, credentialStore)): // a search, which Misplaced has looked at
			t.Errorf("%s has a query", what)
		}
		p.onlyKnown(t, what, seen.Headers)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.early) > 0 {
		t.Errorf("the token came to ACP before GitLab had accepted it: %s", p.early)
	}
}

func (p *play) onlyKnown(t *testing.T, what string, names []string) {
	t.Helper()
	for _, name := range names {
		if !slices.Contains(headers, name) {
			t.Errorf("%s has a header %s", what, name)
		}
	}
}

// patient is how long the program waits for one answer: long, unless waiting
// is what the scenario is about.
func patient(code problem.Code, name string) string {
	spec, _ := problem.Lookup(code)
	if spec.Exit == problem.ExitTemporary || code == problem.InstanceTimeout || strings.HasPrefix(name, "silent") {
		return "--timeout=300ms"
	}
	return "--timeout=10s"
}

// atStep is how a screen says at which step of setting up it stands.
func atStep(id string) string {
	return fmt.Sprintf("step %d of %d", slices.Index(setup.StepOrder, id)+1, len(setup.StepOrder))
}
