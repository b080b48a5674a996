package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/steps/profile"
	"acp-gitlab/ui/ptytest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"acp-gitlab": func() {
		// Whoever runs the tests is the administrator of the scripts' computer. The
		// program itself takes no variable for it.
		systemProfile = profile.System{File: os.Getenv("COMPUTER_PROFILE"), Owner: os.Getuid()}
		os.Exit(run())
	}})
}

// patience is how long a script waits for a text before it is called missing.
// It decides nothing where the text comes, on a slow machine as well.
const patience = time.Minute

// rotatedID is the number of the token that the scenario "rotation" replaces.
const rotatedID = 4711

// harness is what one script plays with.
type harness struct {
	gitlab *gitlabtest.Server
	acp    *acptest.Server
	term   *ptytest.Term
}

type harnessKey struct{}

func of(ts *testscript.TestScript) *harness { return ts.Value(harnessKey{}).(*harness) }

func TestScripts(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("these scripts need the tools and the terminal of a Unix")
	}
	play(t, filepath.Join("testdata", "script"))
}

// TestScriptsForEverySystem are those that a Windows console plays as well.
func TestScriptsForEverySystem(t *testing.T) {
	t.Parallel()
	play(t, filepath.Join("testdata", "script", "everywhere"))
}

// play plays the scripts of a folder.
func play(t *testing.T, dir string) {
	t.Helper()
	testscript.Run(t, testscript.Params{
		Dir:           dir,
		UpdateScripts: os.Getenv("UPDATE") != "",
		Setup: func(e *testscript.Env) error {
			th := &harness{}
			e.Values[harnessKey{}] = th
			e.Defer(func() { th.close() })
			home := filepath.Join(e.WorkDir, "home")
			for _, name := range []string{"HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"} {
				e.Setenv(name, home)
			}
			e.Setenv("LANG", "C.UTF-8")
			examples, err := filepath.Abs("examples")
			if err != nil {
				return err
			}
			e.Setenv("EXAMPLES", examples)
			return os.Mkdir(home, 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"world": cmdServers, "tty": cmdTTY, "see": cmdSee, "twice": cmdTwice, "type": cmdType, "paste": cmdPaste,
			"screen": cmdScreen, "ends": cmdEnds, "never": cmdNever, "resize": cmdResize, "wrote": cmdWrote,
			"connected": cmdConnected, "field": cmdField, "reached": cmdReached, "cafile": cmdCAFile, "finegrained": cmdFineGrained,
			"cijob": cmdCIJob,
		},
	})
}

func (th *harness) close() {
	if th.term != nil {
		th.term.Kill()
	}
	if th.acp != nil {
		th.acp.Close()
	}
	if th.gitlab != nil {
		th.gitlab.Close()
	}
}

// world [gitlab=SCENARIO] [acp=SCENARIO] starts both servers and sets GITLAB,
// ACP, SESSION and TOKEN.
func cmdServers(ts *testscript.TestScript, _ bool, args []string) {
	th := of(ts)
	var gl []gitlabtest.Option
	var ac []acptest.Option
	for _, a := range args {
		name, value, _ := strings.Cut(a, "=")
		switch name {
		case "gitlab":
			gl = append(gl, gitlabtest.WithScenario(value))
		case "acp":
			ac = append(ac, acptest.WithScenario(value))
		default:
			ts.Fatalf("world: what is %s?", a)
		}
	}
	var err error
	th.gitlab, err = gitlabtest.Start(gl...)
	ts.Check(err)
	th.acp, err = acptest.Start(append([]acptest.Option{acptest.WithInstance(th.gitlab.URL())}, ac...)...)
	ts.Check(err)
	ts.Setenv("GITLAB", th.gitlab.AddressToUse())
	ts.Setenv("ACP", th.acp.URL())
	ts.Setenv("SESSION", th.acp.Session())
	ts.Setenv("TOKEN", th.gitlab.Token())
	ts.Setenv("LONG", strings.Repeat("longtext..", 500))
	ts.Check(os.WriteFile(ts.MkAbs("token.txt"), []byte(th.gitlab.Token()+"\n"), 0o600))
	if old := th.gitlab.Value(rotatedID); old != "" {
		ts.Check(os.WriteFile(ts.MkAbs("old.txt"), []byte(old+"\n"), 0o600))
	}
}

// cafile FILE writes the certificate of the authority of this world's GitLab.
func cmdCAFile(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), of(ts).gitlab.CAPEM(), 0o600))
}

// tty COLSxROWS PROGRAM ARGS... starts a program in a pseudo-terminal.
func cmdTTY(ts *testscript.TestScript, _ bool, args []string) {
	var cols, rows int
	_, err := fmt.Sscanf(args[0], "%dx%d", &cols, &rows)
	ts.Check(err)
	program, err := exec.LookPath(args[1])
	ts.Check(err)
	cmd := exec.Command(program, args[2:]...)
	cmd.Dir = ts.MkAbs(".")
	for _, name := range []string{"PATH", "HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TEMP", "LANG", "TMPDIR", "ACP_TOKEN", "ACP_URL", "GITLAB_TOKEN", "GITLAB_HOST", "NO_COLOR", "SSH_CONNECTION", "BROWSER", "DISPLAY", "ACCESSIBLE", "ACP_GITLAB_PROFILE", "COMPUTER_PROFILE"} {
		if v := ts.Getenv(name); v != "" {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	cmd.Env = append(cmd.Env, "TERM="+cmp.Or(ts.Getenv("TERM"), "xterm-256color"))
	of(ts).term, err = ptytest.Start(cmd, cols, rows)
	ts.Check(err)
}

// see TEXT... waits until the screen shows every text, on one line or broken at a
// space: where a path stands before it, its length decides that.
func cmdSee(ts *testscript.TestScript, neg bool, args []string) {
	for _, text := range args {
		name := fmt.Sprintf("%q", text)
		if neg {
			name = fmt.Sprintf("the end of %q", text)
		}
		ts.Check(of(ts).term.Until(name, patience, func(screen string) bool {
			return (strings.Contains(screen, text) || strings.Contains(unbroken(screen), text)) != neg
		}))
	}
}

// unbroken is a screen with its lines, and the bar before those of a panel, joined
// by spaces.
func unbroken(screen string) string {
	var lines []string
	for line := range strings.Lines(screen) {
		lines = append(lines, strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "┃")))
	}
	return strings.Join(lines, " ")
}

// twice TEXT waits for a text to come once more, where all lines stay on the screen.
func cmdTwice(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(of(ts).term.Until("twice: "+args[0], patience, func(screen string) bool { return strings.Count(screen, args[0]) >= 2 }))
}

// type KEYS... types; \r is Enter, \x1b esc.
func cmdType(ts *testscript.TestScript, _ bool, args []string) {
	for _, a := range args {
		s, err := strconv.Unquote(`"` + strings.ReplaceAll(a, `"`, `\"`) + `"`)
		ts.Check(err)
		ts.Check(of(ts).term.Send(s))
	}
}

// paste TEXT pastes as a terminal does.
func cmdPaste(ts *testscript.TestScript, _ bool, args []string) { ts.Check(of(ts).term.Paste(args[0])) }

// screen FILE compares the whole screen; ports are written as PORT.
func cmdScreen(ts *testscript.TestScript, _ bool, args []string) {
	th := of(ts)
	got := th.term.Screen()
	for url, name := range map[string]string{th.gitlab.URL(): "$GITLAB", th.acp.URL(): "$ACP"} {
		got = strings.ReplaceAll(got, url, name)
	}
	if want := ts.ReadFile(args[0]); got != want {
		ts.Fatalf("the screen differs, it shows:\n%s\nwanted:\n%s", got, want)
	}
}

// ends CODE waits for the program to end with this exit code.
func cmdEnds(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got, err := of(ts).term.Exit(patience)
	ts.Check(err)
	if got != want {
		ts.Fatalf("exit code %d, wanted %d; it wrote at last:\n%s", got, want, tail(of(ts).term.Raw()))
	}
}

func tail(s string) string { return s[max(0, len(s)-2000):] }

// never TEXT... checks that the program has not written any of them at all.
func cmdNever(ts *testscript.TestScript, _ bool, args []string) {
	for _, a := range args {
		s, err := strconv.Unquote(`"` + a + `"`)
		ts.Check(err)
		if strings.Contains(of(ts).term.Raw(), s) {
			ts.Fatalf("the program wrote %q", a)
		}
	}
}

// wrote TEXT... checks what stands in the terminal after the program has ended.
func cmdWrote(ts *testscript.TestScript, _ bool, args []string) {
	for _, a := range args {
		if !strings.Contains(of(ts).term.Screen(), a) {
			ts.Fatalf("no %q is left in the terminal:\n%s", a, of(ts).term.Screen())
		}
	}
}

// resize COLSxROWS changes the size of the terminal.
func cmdResize(ts *testscript.TestScript, _ bool, args []string) {
	var cols, rows int
	_, err := fmt.Sscanf(args[0], "%dx%d", &cols, &rows)
	ts.Check(err)
	ts.Check(of(ts).term.Resize(cols, rows))
}

// connected [TOKEN] checks that ACP holds the token of this world, or TOKEN, for its
// GitLab; with ! that it holds none.
func cmdConnected(ts *testscript.TestScript, neg bool, args []string) {
	th := of(ts)
	want := th.gitlab.Token()
	if len(args) > 0 {
		want = args[0]
	}
	holds := th.acp.Holds(th.gitlab.URL(), func(token string) bool { return token == want })
	if holds == neg {
		ts.Fatalf("ACP holds the token: %v", holds)
	}
}

// finegrained REPOSITORY creates a fine-grained token on GitLab's page, as step 3
// says, and sets FINE.
func cmdFineGrained(ts *testscript.TestScript, _ bool, args []string) {
	th := of(ts)
	var page string
	for _, p := range gitlab.TokenPages(gitlab.Instance{}, "", nil) {
		if p.Kind == gitlab.PageGranularNew {
			page = th.gitlab.URL() + p.URL[strings.Index(p.URL, "/-/"):]
		}
	}
	form := url.Values{"name": {gitlab.TokenName}, "description": {"ACP"}, "access": {"selected_memberships"}, "spaces[]": {args[0]}}
	form.Set("expires_at", time.Now().AddDate(0, 0, gitlab.DefaultDays).Format(time.DateOnly))
	for _, p := range gitlab.RequiredPermissions() {
		form.Add(map[string]string{"User": "user[]", "Group and project": "project[]"}[p.Tab], p.Name())
	}
	form.Set("authenticity_token", between(ts, page, nil, `name="authenticity_token" value="`))
	ts.Setenv("FINE", between(ts, page, form, `<input id="token" type="text" value="`))
}

// between opens a page, or sends it a form, and returns what stands behind a text up
// to the next quote.
func between(ts *testscript.TestScript, page string, form url.Values, text string) string {
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(context.Background(), method, page, strings.NewReader(form.Encode()))
	ts.Check(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(r)
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	_, after, found := strings.Cut(string(body), text)
	if !found {
		ts.Fatalf("no %s on %s:\n%s", text, page, body)
	}
	value, _, _ := strings.Cut(after, `"`)
	return value
}

// reached checks that a GitLab token has come to ACP; with ! that none has.
func cmdReached(ts *testscript.TestScript, neg bool, _ []string) {
	reached := false
	for _, seen := range of(ts).acp.Requests() {
		reached = reached || seen.Token
	}
	if reached == neg {
		ts.Fatalf("a token has reached ACP: %v", reached)
	}
}

// field PATH WANT checks a field of the JSON on standard output: "gitlab.url",
// "problems.0.code".
func cmdField(ts *testscript.TestScript, _ bool, args []string) {
	var v any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &v))
	for _, part := range strings.Split(args[0], ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(x) {
				ts.Fatalf("no %s in %v", args[0], x)
			}
			v = x[i]
		default:
			ts.Fatalf("no %s", args[0])
		}
	}
	if got := fmt.Sprint(v); got != args[1] {
		ts.Fatalf("%s is %s, wanted %s", args[0], got, args[1])
	}
}
