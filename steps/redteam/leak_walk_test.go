//go:build unix

package redteam_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// walk is one way through the wizard.
type walk struct {
	gitlab, acp string
	env         []string // "=TOKEN" and "=SESSION" are filled in
	args        []string
	does        func(p *play, s *screen)
	exit        int
	unsaved     bool // no report is saved on the way
}

// toCheck goes from the first screen to the check of the token.
func toCheck(p *play, s *screen) {
	s.see(atStep(setup.IDInstance))
	s.keys("\r")
	s.see("This computer can reach")
	s.keys("\r")
	s.see(atStep(setup.IDTokenPage))
	s.keys("t")
	s.see(atStep(setup.IDPaste), "Paste the token")
	if err := s.Paste(p.token); err != nil {
		s.t.Fatal(err)
	}
	s.see("characters")
	s.keys("\r")
}

// proves chooses a repository and sees that it can be pushed to.
func proves(s *screen) {
	s.see(atStep(setup.IDRepository))
	s.keys("team/app\r")
	s.see("ACP can push to", "enter continue")
	s.keys("\r")
}

// toConnect goes on to the last question.
func toConnect(p *play, s *screen) {
	toCheck(p, s)
	s.see("This token works.", "enter continue")
	s.keys("\r")
	proves(s)
	s.see(atStep(setup.IDConnect))
}

// report looks at the report and saves it.
func report(s *screen) {
	s.t.Helper()
	if err := s.WaitGone("esc stop", patience); err != nil { // a busy screen drops keys
		s.t.Fatal(err)
	}
	s.keys("\x12")
	s.see("everything the report contains")
	s.keys("c")
	s.see("Sent to your clipboard")
	s.keys("s")
	s.see("aved")
	s.keys("\r")
}

func leave(s *screen) { s.keys("\x03\x03") }

// walks are the ways on which a secret could get lost.
var walks = map[string]walk{
	"the whole way": {env: []string{"ACP_TOKEN=SESSION", "ACP_URL=ACP"}, does: func(p *play, s *screen) {
		s.see(atStep(setup.IDInstance))
		s.keys("\r")
		s.see("This computer can reach")
		s.keys("\r")
		s.see(atStep(setup.IDTokenPage))
		s.keys("c") // OSC 52, and tmux
		s.see("clipboard")
		s.keys("p")
		s.see("Press Enter to return")
		s.keys("\r")
		s.see(atStep(setup.IDTokenPage), "personal_access_tokens")
		s.keys("\r") // the browser
		s.see(atStep(setup.IDScopes))
		s.keys("\r")
		s.see("Paste the token")
		_ = s.Paste("export GITLAB_TOKEN=\"" + p.token + "\"")
		s.see("characters")
		s.keys("\r")
		s.see("This token works.", "enter continue")
		report(s)
		s.see(atStep(setup.IDValidation))
		s.keys("\r")
		proves(s)
		s.see("Enter gives ACP the token")
		s.keys("\r")
		s.see("ACP is connected to", "enter continue")
		s.keys("\r")
		s.see(atStep(setup.IDDone))
		s.keys("c")
		s.see("Sent to your clipboard")
		s.keys("\r")
	}},
	"an access key is pasted, and ACP repeats the token": {acp: "token-echoed", exit: 2, does: func(p *play, s *screen) {
		toConnect(p, s)
		s.see("With a key")
		s.keys("\x1b[B\r")
		s.see("Paste an ACP access key")
		_ = s.Paste(p.session)
		s.see("access key of workspace")
		s.keys("\r")
		s.see("Enter gives ACP the token")
		s.keys("\r")
		s.see("acp-refused-token")
		report(s)
		leave(s)
	}},
	"the login of oc": {exit: 2, acp: "acp-session-refused", does: func(p *play, s *screen) {
		toConnect(p, s)
		s.see("With oc")
		s.keys("\x1b[B\x1b[B\r")
		s.see("oc login")
		s.keys("\r")
		s.see("acp-session-refused")
		report(s)
		leave(s)
	}},
	"a token of the environment": {gitlab: "token-expired", exit: 2, env: []string{"GITLAB_TOKEN=TOKEN"}, does: func(_ *play, s *screen) {
		s.see(atStep(setup.IDInstance))
		s.keys("\r")
		s.see("This computer can reach")
		s.keys("\r")
		s.see(atStep(setup.IDTokenPage))
		s.keys("t")
		s.see("GITLAB_TOKEN holds a token")
		s.keys("u")
		s.see("token-expired")
		report(s)
		leave(s)
	}},
	"a deploy token, sent all the same": {gitlab: "token-wrong-kind", exit: 2, does: func(p *play, s *screen) {
		toCheck(p, s)
		s.see("token-wrong-kind")
		s.keys("y")
		s.see("token-unknown")
		report(s)
		leave(s)
	}},
	"a new token in the place of an old one": {gitlab: "rotation", args: []string{"rotate"}, env: []string{"ACP_TOKEN=SESSION"}, does: func(p *play, s *screen) {
		s.see(atStep(setup.IDInstance))
		s.keys("\r")
		s.see("This computer can reach")
		s.keys("\r")
		s.see(atStep(setup.IDTokenPage))
		s.keys("\r")
		s.see(atStep(setup.IDScopes))
		s.keys("\r")
		s.see(atStep(setup.IDPaste))
		_ = s.Paste(p.token)
		s.see("characters")
		s.keys("\r")
		s.see("This token works.", "enter continue")
		s.keys("\r")
		proves(s)
		s.see("Enter gives ACP the token")
		s.keys("\r")
		s.see("ACP is connected to", "enter continue")
		report(s)
		s.see(atStep(setup.IDConnect))
		s.keys("\r")
		s.see(atStep(setup.IDDone), "Revoke it (y)")
		s.keys("y")
		s.see("was revoked")
		s.keys("\r")
	}},
	"line by line": {args: []string{"--plain"}, env: []string{"ACP_TOKEN=SESSION"}, unsaved: true, does: func(p *play, s *screen) {
		s.see("Enter alone for 1:")
		s.keys("\r")
		s.see("Press Enter to continue:")
		s.keys("\r")
		s.see(words.Capital(atStep(setup.IDTokenPage)))
		s.keys("t\r")
		s.see("while you paste:")
		_ = s.Paste(p.token)
		s.keys("\r")
		s.see("This token works.")
		s.keys("\r")
		s.see(words.Capital(atStep(setup.IDRepository)))
		s.keys("team/app\r")
		s.see("git says this token can push")
		s.keys("\r")
		s.see("Press Enter to connect:")
		s.keys("\r")
		s.see("ACP is connected to")
		s.keys("\r")
		s.see(words.Capital(atStep(setup.IDDone)))
		s.keys("\r")
	}},
	"GitLab does not answer": {gitlab: "gitlab-timeout", exit: 2, args: []string{"--timeout=1s"}, does: func(p *play, s *screen) {
		toCheck(p, s)
		s.see("gitlab-timeout")
		report(s)
		leave(s)
	}},
}

func TestNoWalkLeaks(t *testing.T) {
	t.Parallel()
	for name, w := range walks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t, w.gitlab, w.acp)
			fill := strings.NewReplacer("=TOKEN", "="+p.token, "=SESSION", "="+p.session, "=ACP", "="+p.acp.URL())
			env := make([]string, len(w.env))
			for i, kv := range w.env {
				env[i] = fill.Replace(kv)
			}
			args := append(slices.Clone(w.args), "--debug", "--gitlab-url="+p.gitlab.AddressToUse(), "--acp-url="+p.acp.URL())
			s := p.start(t, 120, 100, env, args...)
			w.does(p, s)
			s.ends(w.exit)
			p.secrets.absent(t, "the terminal", s.Raw())
			p.holds(t)
			if w.unsaved {
				return
			}
			if text, err := os.ReadFile(filepath.Join(p.work, "acp-gitlab-report.md")); err != nil || !strings.Contains(string(text), "/api/v4/") {
				t.Errorf("the report does not tell of the requests: %v", err)
			}
		})
	}
}
