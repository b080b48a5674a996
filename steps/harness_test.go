package steps_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// today is when the example of the documentation plays.
var today = time.Date(2026, 11, 22, 13, 38, 0, 0, time.UTC)

// plot is what a test begins with.
type plot struct {
	gitlab, acp string // scenarios
	cols, rows  int
	coloured    bool     // with colours and signs, as in a terminal
	moving      bool     // lines tick in
	lines       *console // line by line, on this console
	given       func(*harness, *setup.Answers)
	acpOptions  []acptest.Option
	gitOptions  []gitlabtest.Option
	noBrowser   bool
	distrust    bool // the authority of the GitLab is not known here
	ownTLS      bool // connections are the program's own, handshake and all
	// between is what all requests go through, nil for nothing.
	between func(http.RoundTripper) http.RoundTripper
}

// harness is a wizard on both embedded servers, all of it in memory, in
// virtual time.
type harness struct {
	t       *testing.T
	gitlab  *gitlabtest.Server
	acp     *acptest.Server
	cols    int
	env     *setup.Env
	setup   *setup.State
	shell   *ui.Shell
	program *tea.Program
	ended   chan struct{}
	opened  []string
	cancel  context.CancelFunc
	wire    *http.Transport
	dials   atomic.Int32 // connections to a GitLab, in vain too
}

// frame asks for the view on the goroutine of Update.
type frame chan string

type watched struct{ *ui.Wizard }

func (w watched) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if ch, ok := msg.(frame); ok {
		ch <- w.View()
		return w, nil
	}
	_, cmd := w.Wizard.Update(msg)
	return w, cmd
}

// play runs act in a bubble of virtual time, where all that was started must
// have ended before it returns.
func play(t *testing.T, p plot, act func(*harness)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(today)) // virtual: the clock of the bubble starts in 2000
		defer time.Sleep(time.Minute) // virtual: ticks of the shell run out
		th := raise(t, p)
		defer th.close()
		act(th)
	})
}

func raise(t *testing.T, p plot) *harness {
	t.Helper()
	th := &harness{t: t, ended: make(chan struct{})}
	th.startServers(p)
	th.wire = &http.Transport{DialContext: th.dial, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}}
	if !p.distrust {
		th.wire.TLSClientConfig.RootCAs = th.gitlab.CAs()
	}
	journal := setup.NewJournal(nil)
	options := web.Options{Transport: th.wire, Patience: time.Minute, Log: journal.Exchange, Getenv: func(string) string { return "" }}
	if p.between != nil {
		options.Transport = p.between(th.wire)
	}
	if p.ownTLS {
		options.Transport, options.Dial, options.CAPEM = nil, th.dial, th.gitlab.CAPEM()
	}
	stack, err := web.New(options)
	if err != nil {
		t.Fatal(err)
	}
	th.env = &setup.Env{
		Stack: stack, Now: time.Now, Browser: stageBrowser{th, p.noBrowser}, Journal: journal,
		Getenv: func(string) string { return "" }, Host: "build7",
	}
	given := setup.Answers{
		GitLab:   setup.Value{Value: th.gitlab.AddressToUse(), From: "--gitlab-url"},
		ACP:      setup.Value{Value: th.acp.URL(), From: "ACP_URL"},
		Sessions: []acp.Session{acp.ReadSession(secret.New(th.acp.Session()), th.acp.URL(), "ACP_TOKEN")},
	}
	if p.given != nil {
		p.given(th, &given)
	}
	th.setup = setup.New(given, today)
	th.run(p)
	return th
}

func (th *harness) startServers(p plot) {
	opts := []gitlabtest.Option{gitlabtest.WithMemory(), gitlabtest.WithNow(time.Now)}
	if p.gitlab == "" {
		opts = append(opts, gitlabtest.WithName("gitlab.example.com"))
	} else {
		opts = append(opts, gitlabtest.WithScenario(p.gitlab))
	}
	var err error
	if th.gitlab, err = gitlabtest.Start(append(opts, p.gitOptions...)...); err != nil {
		th.t.Fatal(err)
	}
	acpOpts := []acptest.Option{
		acptest.WithMemory(th.gitlab.DialContext), acptest.WithNow(time.Now), acptest.WithOneAddress(),
		acptest.WithRoots(th.gitlab.CAs()), acptest.WithInstance(th.gitlab.URL()),
	}
	if p.acp != "" {
		acpOpts = append(acpOpts, acptest.WithScenario(p.acp))
	}
	if th.acp, err = acptest.Start(append(acpOpts, p.acpOptions...)...); err != nil {
		th.t.Fatal(err)
	}
}

func (th *harness) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if th.acp.Serves(addr) {
		return th.acp.DialContext(ctx, network, addr)
	}
	th.dials.Add(1)
	if host, _, _ := net.SplitHostPort(addr); strings.HasSuffix(host, ".invalid") {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return th.gitlab.DialContext(ctx, network, addr)
}

func (th *harness) run(p plot) {
	if p.cols == 0 {
		p.cols, p.rows = 80, 24
	}
	th.cols = p.cols
	var ctx context.Context
	ctx, th.cancel = context.WithCancel(context.Background())
	theme := ui.NewTheme(func(name string) string { return map[string]string{"LANG": "C.UTF-8", "TERM": "xterm"}[name] }, p.coloured)
	th.shell = ui.New(ctx, ui.Options{
		Steps: steps.SettingUp(th.env, th.setup),
		Place: func() string {
			if th.setup.Instance.IsZero() {
				return ""
			}
			return th.setup.Instance.Host()
		},
		Leaving: func() []string { return words.Leaving(th.setup, time.Now()) },
		Report:  func() string { return words.Report(th.env, th.setup, "acp-gitlab test") },
		Theme:   theme, Still: !p.moving, Clip: func(string) error { return nil },
	})
	if p.lines != nil {
		th.talk(ctx, p.lines)
		return
	}
	th.program = tea.NewProgram(watched{ui.NewWizard(th.shell)}, tea.WithContext(ctx), tea.WithInput(nil),
		tea.WithOutput(new(strings.Builder)), tea.WithoutSignalHandler(), tea.WithFPS(1)) // virtual hours are many frames
	go func() {
		defer close(th.ended)
		_, _ = th.program.Run()
	}()
	th.send(tea.WindowSizeMsg{Width: p.cols, Height: p.rows})
}

func (th *harness) close() {
	if th.cancel != nil {
		th.cancel()
		<-th.ended
		th.env.Stack.Close()
		th.wire.CloseIdleConnections()
		th.cancel = nil
	}
	th.acp.Close()
	th.gitlab.Close()
}

// send hands messages over and waits until nothing moves any more.
func (th *harness) send(msgs ...tea.Msg) {
	for _, m := range msgs {
		th.program.Send(m)
		synctest.Wait()
	}
}

// keys types: "enter", "esc", "y", or a text of several letters.
func (th *harness) keys(keys ...string) {
	named := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "esc": tea.KeyEsc, "up": tea.KeyUp, "down": tea.KeyDown, "ctrl+c": tea.KeyCtrlC,
		"ctrl+u": tea.KeyCtrlU, "ctrl+r": tea.KeyCtrlR, "tab": tea.KeyTab, "space": tea.KeySpace,
	}
	for _, k := range keys {
		if kind, ok := named[k]; ok {
			th.send(tea.KeyMsg{Type: kind})
			continue
		}
		for _, r := range k {
			th.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
	}
}

// wait lets time pass until everything has come to rest.
func (th *harness) wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (th *harness) paste(text string) {
	th.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

// view is the screen without its colours and links.
func (th *harness) view() string { return ansi.Strip(th.raw()) }

// raw is the screen as it is written.
func (th *harness) raw() string {
	ch := make(frame, 1)
	th.program.Send(ch)
	select {
	case v := <-ch:
		return v
	case <-th.ended:
		return "(ended)"
	}
}

func (th *harness) see(texts ...string) {
	th.t.Helper()
	v := th.view()
	for _, text := range texts {
		if !strings.Contains(v, text) {
			_, _, line, _ := runtime.Caller(1)
			th.t.Fatalf("line %d: no %q on the screen:\n%s", line, text, v)
		}
	}
}

// to goes to a step with good answers everywhere.
func (th *harness) to(step int) {
	th.t.Helper()
	for n, act := range []func(){
		func() { th.keys("enter"); th.see("its API answers"); th.keys("enter") },
		func() { th.keys("enter") },
		func() { th.keys("enter") },
		func() { th.paste(th.gitlab.Token()); th.keys("enter") },
		func() { th.keys("enter") },
		func() { th.keys("team/app", "enter"); th.keys("enter") },
		func() { th.keys("enter"); th.keys("enter") },
	} {
		if n+1 < step {
			act()
		}
	}
}

type stageBrowser struct {
	th    *harness
	never bool
}

func (b stageBrowser) MayOpen() (bool, string) { return !b.never, "over SSH" }

func (b stageBrowser) Open(url string) error { b.th.opened = append(b.th.opened, url); return nil }

func secretOf(th *harness) secret.Text { return secret.New(th.gitlab.Token()) }

func sized(cols, rows int) tea.Msg { return tea.WindowSizeMsg{Width: cols, Height: rows} }

// atStep is how a screen says at which step of setting up it stands.
func atStep(id string) string {
	return fmt.Sprintf("step %d of %d", slices.Index(setup.StepOrder, id)+1, len(setup.StepOrder))
}
