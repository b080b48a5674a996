package commands

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// TestMain keeps what is remembered on this computer away from the tests.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "acp-gitlab-test")
	if err != nil {
		panic(err)
	}
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "AppData"} {
		if err := os.Setenv(name, dir); err != nil {
			panic(err)
		}
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// arena is a GitLab and an ACP, and the way to them.
type arena struct {
	gitlab *gitlabtest.Server
	acp    *acptest.Server
	// memory says that both are in memory, not on the network.
	memory bool
	// wire takes the place of the program's own transport; nil for that one.
	wire http.RoundTripper
	// caFile holds the authority of GitLab's certificate, if it has one that
	// should be known.
	caFile string
	// wayOut takes the place of names and connections; nil for what memory says.
	wayOut func(ctx context.Context, network, addr string) (net.Conn, error)
	// demo keeps the servers of the demo in memory.
	demo bool
	// token and session are what the person has.
	token, session string
	// config is where setups are remembered.
	config string
}

// outcome is what one run left behind.
type outcome struct {
	exit           int
	stdout, stderr string
	took           time.Duration
	doc            Result
}

// errors are the codes of the errors in the document, each once.
func (o outcome) errors() []problem.Code {
	var codes []problem.Code
	for _, p := range o.doc.Problems {
		if p.Severity == problem.Error && !slices.Contains(codes, p.Code) {
			codes = append(codes, p.Code)
		}
	}
	return codes
}

func (o outcome) names(code problem.Code) bool {
	return slices.ContainsFunc(o.doc.Problems, func(p ProblemResult) bool { return p.Code == code })
}

// call runs the program without a terminal, with stdin on standard input and
// the variables in env; of env, those with secrets are handed over as such.
func (a *arena) call(t *testing.T, stdin string, env map[string]string, args ...string) outcome {
	t.Helper()
	e := Env{Args: args, Stdin: strings.NewReader(stdin), Version: "1.2.3", Secrets: map[string]secret.Text{}, transport: a.wire, config: a.config, inMemory: a.demo}
	if e.dial = a.wayOut; a.memory && a.wire == nil {
		e.dial = a.dial
	}
	if e.config == "" {
		e.config = t.TempDir()
	}
	for _, name := range SecretVariables {
		if v, ok := env[name]; ok {
			e.Secrets[name] = secret.New(v)
		}
	}
	e.Getenv = func(name string) string {
		switch {
		case slices.Contains(SecretVariables, name):
			return ""
		case name == "HTTPS_PROXY" && a.gitlab != nil:
			return a.gitlab.ProxyURL()
		}
		return env[name]
	}
	var out, errs strings.Builder
	e.Stdout, e.Stderr = &out, &errs
	begun := time.Now()
	o := outcome{exit: Run(t.Context(), e), took: time.Since(begun), stdout: out.String(), stderr: errs.String()}
	if slices.Contains(args, "--json") {
		if err := json.Unmarshal([]byte(o.stdout), &o.doc); err != nil {
			t.Fatalf("%v: no document on standard output: %v\n%s\n%s", args, err, o.stdout, o.stderr)
		}
		a.examine(t, o, args)
	}
	return o
}

// examine holds every document to the schema and the rules.
func (a *arena) examine(t *testing.T, o outcome, args []string) {
	t.Helper()
	if err := valid(o.stdout); err != nil {
		t.Errorf("%v: the document is not as the schema says: %v", args, err)
	}
	if o.doc.OK != (o.exit == problem.ExitOK) {
		t.Errorf("%v: ok is %v, exit code %d", args, o.doc.OK, o.exit)
	}
	if err := runnable(o.doc.NextStep); err != nil {
		t.Errorf("%v: the next step %q: %v", args, o.doc.NextStep, err)
	}
	for _, value := range []string{a.token, a.session} {
		if part := partOf(value, o.stdout); part != "" {
			t.Errorf("%v: a part of a secret is in the document", args)
		}
		if part := partOf(value, o.stderr); part != "" {
			t.Errorf("%v: a part of a secret is on standard error", args)
		}
	}
}

// runnable says why a next step is no command of this program that may be run as
// it stands; nil for none, and for one that may.
func runnable(step string) error {
	if step == "" {
		return nil
	}
	if strings.ContainsAny(step[len(step)-1:], ".,;:") || regexp.MustCompile(`[,;:] | [A-Z]+( |$)`).MatchString(step) {
		return errors.New("it has words in it that are for people")
	}
	words := strings.Fields(step)
	root := (&call{env: Env{Getenv: func(string) string { return "" }}}).root()
	cmd, rest, err := root.Find(words[1:])
	if words[0] != "acp-gitlab" || err != nil {
		return errors.New("it is no command of acp-gitlab")
	}
	return cmp.Or(cmd.ParseFlags(rest), cmd.ValidateArgs(cmd.Flags().Args()))
}

// telling is how long a part of a secret is that gives something away.
const telling = 8

// partOf returns a part of value that text holds, "" if it holds none.
func partOf(value, text string) string {
	for i := 0; i+telling <= len(value); i++ {
		if strings.Contains(text, value[i:i+telling]) {
			return value[i : i+telling]
		}
	}
	return ""
}

// onGitLab are the flags that lead to the arena's GitLab.
func (a *arena) onGitLab(args ...string) []string {
	args = append(args, "--gitlab-url", a.gitlab.AddressToUse(), "--token-stdin", "--json")
	if a.caFile != "" {
		args = append(args, "--ca-file", a.caFile)
	}
	return args
}

// onACP are the flags that lead to the arena's ACP.
func (a *arena) onACP(args ...string) []string {
	return append(args, "--acp-url", a.acp.URL(), "--acp-project", acptest.Workspace, "--json")
}

// keys is the environment with the session.
func (a *arena) keys() map[string]string {
	if a.session == "" {
		return nil
	}
	keys := map[string]string{"ACP_TOKEN": a.session}
	if a.acp == nil {
		return keys
	}
	if other := a.acp.OtherSession(); other != "" {
		keys["AMBIENT_TOKEN"], keys["AMBIENT_API_URL"] = other, a.acp.URL()
	}
	return keys
}

// repositories are those of the scenario.
func (a *arena) repositories() []string {
	if r := a.gitlab.Scenario().Repository; r != "" {
		return []string{r}
	}
	return nil
}

// inGitLab starts a GitLab with the scenario and lets act play there, in memory
// and virtual time; but a proxy has to be on the network.
func inGitLab(t *testing.T, sc gitlabtest.Scenario, act func(*testing.T, *arena)) {
	t.Helper()
	if sc.Code == problem.InstanceProxy {
		act(t, open(t, false, gitlabtest.WithScenario(sc.Name)))
		return
	}
	synctest.Test(t, func(t *testing.T) { act(t, open(t, true, gitlabtest.WithScenario(sc.Name))) })
}

// inACP starts an ACP with the scenario, beside a GitLab where all is well.
func inACP(t *testing.T, sc acptest.Scenario, act func(*testing.T, *arena)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		a := open(t, true)
		a.join(t, acptest.WithScenario(sc.Name))
		act(t, a)
	})
}

// open starts a GitLab, on the network or in memory.
func open(t *testing.T, memory bool, opts ...gitlabtest.Option) *arena {
	t.Helper()
	a := &arena{config: t.TempDir(), memory: memory}
	if memory {
		opts = append(opts, gitlabtest.WithMemory())
	}
	var err error
	if a.gitlab, err = gitlabtest.Start(opts...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.gitlab.Close)
	a.token = a.gitlab.Token()
	if given := a.gitlab.Scenario().Token; given != "" {
		a.token = given
	}
	if pem := a.gitlab.CAPEM(); pem != nil && a.gitlab.Scenario().Code != problem.InstanceTLSUntrusted {
		a.caFile = filepath.Join(t.TempDir(), "ca.pem")
		if err := os.WriteFile(a.caFile, pem, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// join starts an ACP beside the GitLab.
func (a *arena) join(t *testing.T, opts ...acptest.Option) {
	t.Helper()
	opts = append([]acptest.Option{acptest.WithInstance(a.gitlab.URL()), acptest.WithDelay(time.Second)}, opts...)
	if a.memory {
		opts = append(opts, acptest.WithMemory(a.gitlab.DialContext), acptest.WithRoots(a.gitlab.CAs()))
	}
	var err error
	if a.acp, err = acptest.Start(opts...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.acp.Close)
	a.session = a.acp.Session()
	if a.acp.URL() == a.acp.GatewayURL() {
		a.session = a.acp.SSOSession()
	}
}

// wired gives the arena a wire to the servers in memory, for tests that cut it.
func (a *arena) wired(t *testing.T) {
	t.Helper()
	wire := &http.Transport{DialContext: a.dial}
	t.Cleanup(wire.CloseIdleConnections)
	a.wire = wire
}

// dial leads to both servers in memory; there is no other host.
func (a *arena) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	to := a.gitlab.DialContext
	host, _, _ := net.SplitHostPort(addr)
	switch {
	case a.acp != nil && a.acp.Serves(addr):
		to = a.acp.DialContext
	case !strings.HasPrefix(host, "127.") && !strings.Contains(a.gitlab.URL(), "://"+host):
		return nil, &net.OpError{Op: "dial", Net: network, Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
	}
	return to(ctx, network, addr)
}
