//go:build unix

package redteam_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
)

// TestASecretInTheWrongPlace goes nowhere: not into an address, not into a
// name that is looked up, not into the report.
func TestASecretInTheWrongPlace(t *testing.T) {
	t.Parallel()
	p := newPlay(t, "", "")
	s := p.start(t, 100, 40, nil, "--debug")
	s.see(atStep(setup.IDInstance))
	s.keys("\x1b[F\x1b[B\x1b[B\x1b[B\r")
	s.see("What is the address")
	_ = s.Paste(p.token)
	s.keys("\r")
	s.see("looks like a token")
	s.keys("\x15")
	_ = s.Paste("https://ada:" + stranger + "@gitlab.example.com")
	s.keys("\r")
	s.see("Leave out the name and password")
	s.keys("\x15" + p.gitlab.URL() + "\r")
	s.see("This computer can reach")
	s.keys("\r")
	s.see(atStep(setup.IDTokenPage))
	s.keys("t")
	s.see("Paste the token")
	_ = s.Paste(p.token)
	s.keys("\r")
	s.see("This token works.", "enter continue")
	s.keys("\r")
	s.see(atStep(setup.IDRepository))
	_ = s.Paste(p.token)
	s.keys("\r")
	s.see("looks like a token")
	s.keys("\x15team/app\r")
	s.see("ACP can push to", "enter continue")
	s.keys("\r")
	s.see("Where do you open ACP?")
	_ = s.Paste(p.session)
	s.keys("\r")
	s.see("is a token, not an address")
	report(s)
	leave(s)
	s.ends(2)
	p.holds(t)
}

// TestAddressesThatHoldAPassword are refused everywhere without being shown.
func TestAddressesThatHoldAPassword(t *testing.T) {
	t.Parallel()
	p := newPlay(t, "", "")
	bait := "https://ada:" + stranger + "@gitlab.example.com"
	for name, call := range map[string]struct{ env, args []string }{
		"check, GITLAB_HOST":   {[]string{"GITLAB_HOST=" + bait}, []string{"check", "--debug"}},
		"check, --gitlab-url":  {nil, []string{"check", "--json", "--gitlab-url=" + bait}},
		"check, a repository":  {nil, []string{"check", "--json", "--gitlab-url=" + p.gitlab.URL(), bait + "/team/app.git"}},
		"connect, ACP_URL":     {[]string{"ACP_URL=" + bait, "ACP_TOKEN=" + p.session}, []string{"connect", "--gitlab-url=" + p.gitlab.URL()}},
		"status, --acp-url":    {[]string{"ACP_TOKEN=" + p.session}, []string{"status", "--json", "--acp-url=" + bait}},
		"status, AMBIENT's":    {[]string{"AMBIENT_API_URL=" + bait, "AMBIENT_TOKEN=" + p.session}, []string{"status", "--acp-url=" + p.acp.URL()}},
		"check, HTTPS_PROXY":   {[]string{"HTTPS_PROXY=http://ada:" + stranger + "@127.0.0.1:9"}, []string{"check", "--debug", "--gitlab-url=gitlab.example.com"}},
		"check, odd proxy":     {[]string{"HTTPS_PROXY=ada:" + stranger + "@127.0.0.1:9"}, []string{"check", "--json", "--gitlab-url=gitlab.example.com"}},
		"argument, --ca-file":  {nil, []string{"check", "--gitlab-url=gitlab.example.com", "--ca-file=" + bait}},
		"a profile":            {nil, []string{"check", "--json", "--profile=" + p.file(t, "profile.yaml", "gitlab_url: "+bait+"\n")}},
		"a token in a profile": {nil, []string{"check", "--profile=" + p.file(t, "token.yaml", "token_name: "+p.token+"\n")}},
		"a command, argument":  {nil, []string{bait}},
		"argument, a flag":     {nil, []string{"check", "--" + bait}},
		"argument, --timeout":  {nil, []string{"check", "--timeout", bait}},
		"argument, a file":     {nil, []string{"check", "--token-file", bait}},
		"an argument, a token": {nil, []string{"check", "PRIVATE-TOKEN: " + p.token}},
		"an argument, quoted":  {nil, []string{"check", "--json", "\"" + p.token + "\""}},
		"an argument, a key":   {nil, []string{"status", "Bearer " + p.session}},
	} {
		got := p.run(t, "", append([]string{"GITLAB_TOKEN=" + p.token}, call.env...), call.args...)
		p.secrets.absent(t, name+", standard output", got.stdout)
		p.secrets.absent(t, name+", standard error", got.stderr)
		if told := strings.Contains(got.stderr, "shell history"); got.code == 0 || told != strings.Contains(name, "argument") {
			t.Errorf("%s: exit %d\n%s", name, got.code, got.stderr)
		}
	}
	p.holdsOnTheWire(t)
}

// TestAddressesThatHoldAPasswordOnTheScreen are named by where they stand.
func TestAddressesThatHoldAPasswordOnTheScreen(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"GITLAB_HOST", "ACP_URL"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t, "", "")
			s := p.start(t, 100, 40, []string{"GITLAB_HOST=" + p.gitlab.URL(), name + "=https://ada:" + stranger + "@gitlab.example.com"})
			if name == "ACP_URL" {
				toCheck(p, s)
				s.see("This token works.", "enter continue")
				s.keys("\r")
				s.see(atStep(setup.IDRepository))
				s.keys("team/app\r")
				s.see("ACP can push to", "enter continue")
			}
			s.see("step ")
			s.keys("\r")
			s.see("Leave out the name and password")
			report(s)
			leave(s)
			s.ends(2)
			p.secrets.absent(t, "the terminal", s.Raw())
			p.holdsOnTheWire(t)
		})
	}
}

// flagName finds the flags in the help of a command.
var flagName = regexp.MustCompile(`(?m)^ +(?:-\w, )?--([a-z][a-z-]*)`)

// commandName finds the commands in the help of one.
var commandName = regexp.MustCompile(`(?m)^  ([a-z]+)  +\S`)

// TestASecretAtEveryPlace puts a token at each flag and argument of each command,
// as the help lists them, and where a shell asks for completions: nothing of it
// comes back, on any stream or in any file, and nobody is asked.
func TestASecretAtEveryPlace(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("two hundred starts of the program")
	}
	p := newPlay(t, "", "")
	const own = "acme-pat-" + stranger
	var calls [][]string
	var walk func(path []string)
	walk = func(path []string) {
		call := func(args ...string) []string { return append(slices.Clone(path), args...) }
		help := p.run(t, "", nil, call("--help")...).stdout
		calls = append(calls, call(own), call("--"+own), call("--no-such-flag", own))
		for _, m := range flagName.FindAllStringSubmatch(help, -1) {
			calls = append(calls, call("--"+m[1], own))
		}
		for _, c := range calls[len(calls)-2:] {
			calls = append(calls, append([]string{"__complete"}, append(c, "")...))
		}
		_, commands, _ := strings.Cut(help, "Usage:")
		commands, _, _ = strings.Cut(commands, "\nFlags:")
		for _, m := range commandName.FindAllStringSubmatch(commands, -1) {
			walk(call(m[1]))
		}
	}
	walk(nil)
	if len(calls) < 150 {
		t.Fatalf("only %d calls: the help cannot be read", len(calls))
	}
	log := filepath.Join(p.tmp, "completions")
	var group sync.WaitGroup
	slots := make(chan struct{}, 4)
	for _, args := range calls {
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			env := []string{"GITLAB_HOST=" + p.gitlab.URL(), "GITLAB_TOKEN=" + p.token, "ACP_URL=" + p.acp.URL(), "ACP_TOKEN=" + p.session, "BASH_COMP_DEBUG_FILE=" + log}
			got := p.run(t, "", env, args...)
			if strings.Contains(got.stdout+got.stderr, stranger) {
				t.Errorf("%q repeats it: exit %d\n%s%s", args, got.code, got.stdout, got.stderr)
			}
			if looked := args[0] == "explain" || args[0] == "__complete"; !looked && got.code != problem.ExitUsage {
				t.Errorf("%q: exit %d\n%s%s", args, got.code, got.stdout, got.stderr)
			}
		})
	}
	group.Wait()
	for name, text := range p.left(t) {
		if strings.Contains(text, stranger) {
			t.Errorf("it stands in %s", name)
		}
	}
	if n := len(p.gitlab.Requests()) - p.since + len(p.acp.Requests()); n > 0 {
		t.Errorf("%d requests", n)
	}
}
