//go:build unix

package redteam_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/steps/setup"
)

// TestHTTPIsForThisComputerOnly: other names are refused before a word is
// sent, whatever they look like.
func TestHTTPIsForThisComputerOnly(t *testing.T) {
	t.Parallel()
	p := newPlay(t, "", "")
	t.Cleanup(func() { p.holds(t) }) // when all have been asked
	for _, host := range []string{
		"gitlab.example.com", "gitlab.example.com:8080", "127.0.0.1.example.com", "localhost.example.com", "localhost.localdomain", "my-localhost", "loopback",
		"0.0.0.0:8080", "[::]:8080", "2130706433", "127.1", "0x7f.1", "0177.0.0.1", "10.0.0.1", "128.0.0.1", "[::2]", "[fe80::1]", "127.0.0.1@gitlab.example.com", "gitlab.example.com#@127.0.0.1", "１２７.0.0.1",
	} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			tr := newTrap(t)
			env := append(tr.asProxy(), "GITLAB_TOKEN="+p.token, "ACP_TOKEN="+p.session)
			b := newBox(t)
			b.config(t, `{"api_url":"http://`+host+`","access_token":"`+p.session+`"}`)
			for _, args := range [][]string{
				{"check", "--gitlab-url=http://" + host, "team/app"},
				{"status", "--acp-url=http://" + host},
				{"connect", "--acp-url=http://" + host, "--gitlab-url=" + p.gitlab.URL()},
				{"connect", "--gitlab-url=http://" + host, "--acp-url=" + p.acp.URL()},
				{"status"},
			} {
				if got := b.run(t, "", env, append(args, "--timeout=2s")...); got.code == 0 {
					t.Errorf("%s: exit 0", args)
				}
			}
			for _, seen := range tr.requests() {
				if !strings.HasPrefix(seen, "CONNECT ") || p.secrets.find(seen) != "" {
					t.Errorf("it sent %s", seen)
				}
			}
		})
	}
}

// TestRedirectsAreNotFollowed out of the place that was asked: every command,
// in every scenario that redirects.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	commands := subjects(t, newBox(t))
	for _, s := range []setting{{gitlab: "instance-redirected"}, {gitlab: "redirect-downgrade"}, {gitlab: "redirect-sign-in"}, {acp: "redirected"}} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			p, tr := newPlay(t, s.gitlab, s.acp), newTrap(t)
			p.env = append(p.env, tr.asProxy()...)
			for n, c := range commands {
				p.runs(t, c, 4*n, s.code)
			}
			p.holds(t)
			if seen := tr.requests(); len(seen) > 0 {
				t.Errorf("it followed: %s", seen)
			}
		})
	}
}

// TestASecretDoesNotFollowARedirect that comes only once it has been sent:
// GitLab's for the token, ACP's for the session and for the token in a body.
func TestASecretDoesNotFollowARedirect(t *testing.T) {
	t.Parallel()
	signed := func(r *http.Request) bool { return r.Header.Get("Authorization") != "" }
	posted := func(r *http.Request) bool { return r.Method == http.MethodPost }
	for _, status := range []int{301, 302, 303, 307, 308} {
		for name, target := range map[string]string{"another port": "PATH", "user info": "USER", "without a scheme": "//"} {
			t.Run(fmt.Sprintf("%d to %s", status, name), func(t *testing.T) {
				t.Parallel()
				p, tr := newPlay(t, "", ""), newTrap(t)
				host := strings.TrimPrefix(tr.URL, "http://")
				elsewhere := map[string]string{"PATH": tr.URL + "PATH", "USER": "http://127.0.0.1@" + host + "PATH", "//": "//" + host + "PATH"}[target]
				env := []string{"GITLAB_TOKEN=" + p.token, "ACP_TOKEN=" + p.session}
				for _, at := range []struct{ gitlab, acp string }{
					{between(t, p.gitlab.URL(), status, elsewhere, signed), p.acp.URL()},
					{p.gitlab.URL(), between(t, p.acp.URL(), status, elsewhere, signed)},
					{p.gitlab.URL(), between(t, p.acp.URL(), status, elsewhere, posted)},
				} {
					if got := p.run(t, "", env, "connect", "--timeout=10s", "--gitlab-url="+at.gitlab, "--acp-url="+at.acp, "team/app"); got.code == 0 {
						t.Errorf("exit 0:\n%s", got.stdout)
					}
				}
				if seen := tr.requests(); len(seen) > 0 {
					t.Errorf("it followed: %s", seen)
				}
			})
		}
	}
}

// TestSessionsGoWhereTheyCameFrom: two ACPs, and whose session may be seen at
// which.
func TestSessionsGoWhereTheyCameFrom(t *testing.T) {
	t.Parallel()
	type call struct {
		config    string // acpctl's, with A, B, SESSION
		env, args []string
		sent      bool // the session is sent to A
	}
	for name, c := range map[string]call{
		"acpctl, its own":                 {`{"api_url":"A","access_token":"KEY_A"}`, nil, []string{"--acp-url=A"}, true},
		"acpctl, alone":                   {`{"api_url":"A","access_token":"KEY_A"}`, nil, nil, true},
		"acpctl, a page of its own":       {`{"api_url":"A/api/","access_token":"KEY_A"}`, nil, []string{"--acp-url=A/projects/my-team"}, true},
		"acpctl, another":                 {`{"api_url":"B","access_token":"KEY_B"}`, nil, []string{"--acp-url=A"}, false},
		"acpctl, another by user info":    {`{"api_url":"http://HOST_A@HOST_B","access_token":"KEY_B"}`, nil, []string{"--acp-url=A"}, false},
		"acpctl, without an address":      {`{"access_token":"KEY_A"}`, nil, []string{"--acp-url=A"}, false},
		"AMBIENT_TOKEN, its own":          {"", []string{"AMBIENT_API_URL=A", "AMBIENT_TOKEN=KEY_A"}, []string{"--acp-url=A"}, true},
		"AMBIENT_TOKEN, another":          {"", []string{"AMBIENT_API_URL=B", "AMBIENT_TOKEN=KEY_B"}, []string{"--acp-url=A"}, false},
		"AMBIENT_TOKEN, no address":       {"", []string{"AMBIENT_TOKEN=KEY_A"}, []string{"--acp-url=A"}, false},
		"AMBIENT_TOKEN, ACP_URL":          {"", []string{"AMBIENT_TOKEN=KEY_A", "ACP_URL=A"}, nil, false},
		"ACP_TOKEN, its own":              {"", []string{"ACP_URL=A", "ACP_TOKEN=KEY_A"}, nil, true},
		"ACP_TOKEN, the flag's":           {"", []string{"ACP_TOKEN=KEY_A"}, []string{"--acp-url=A"}, true},
		"ACP_TOKEN, another":              {"", []string{"ACP_URL=B", "ACP_TOKEN=KEY_B"}, []string{"--acp-url=A"}, false},
		"ACP_TOKEN, no address":           {"", []string{"ACP_TOKEN=KEY_A"}, nil, false},
		"ACP_TOKEN, only acpctl's":        {`{"api_url":"A"}`, []string{"ACP_TOKEN=KEY_A"}, nil, false},
		"ACP_TOKEN, AMBIENT_API_URL":      {"", []string{"ACP_TOKEN=KEY_A", "AMBIENT_API_URL=A"}, nil, false},
		"acpctl beside a session of ours": {`{"api_url":"B","access_token":"KEY_B"}`, []string{"ACP_TOKEN=KEY_A"}, []string{"--acp-url=A"}, true},
		"acpctl, its refresh token":       {`{"api_url":"A","refresh_token":"KEY_A"}`, nil, []string{"--acp-url=A"}, false},
		"a GitLab token as the session":   {"", []string{"ACP_TOKEN=glpat-" + stranger}, []string{"--acp-url=A"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b := newACP(t), newACP(t)
			_, hostA, _ := strings.Cut(a.URL(), "://")
			_, hostB, _ := strings.Cut(b.URL(), "://")
			fill := strings.NewReplacer("KEY_A", a.Session(), "KEY_B", b.Session(), "HOST_A", hostA, "HOST_B", hostB, `"A`, `"`+a.URL(), `"B`, `"`+b.URL(), "=A", "="+a.URL(), "=B", "="+b.URL())
			all := func(in []string) (out []string) {
				for _, s := range in {
					out = append(out, fill.Replace(s))
				}
				return out
			}
			p := newPlay(t, "", "")
			if c.config != "" {
				p.config(t, fill.Replace(c.config))
			}
			env := append(all(c.env), "GITLAB_TOKEN="+p.token)
			p.run(t, "", env, append([]string{"status", "--timeout=5s"}, all(c.args)...)...)
			p.run(t, "", env, append([]string{"connect", "--timeout=5s", "--gitlab-url=" + p.gitlab.URL()}, all(c.args)...)...)
			sent := false
			for _, seen := range a.Requests() {
				sent = sent || seen.Authorization == acptest.BearerAccessKey
				if seen.Authorization == acptest.BearerUnknown || seen.Authorization == acptest.BearerGitLab || seen.Forwarded != acptest.BearerNone {
					t.Errorf("%s %s carried somebody else's session", seen.Method, seen.Path)
				}
			}
			if sent != c.sent {
				t.Errorf("the session was sent: %v", sent)
			}
			for _, seen := range b.Requests() {
				t.Errorf("%s %s came to an ACP that nobody named", seen.Method, seen.Path)
			}
			if reached := a.StoredTokens() > 0; reached != c.sent {
				t.Errorf("it was connected: %v", reached)
			}
		})
	}
}

func newACP(t *testing.T) *acptest.Server {
	t.Helper()
	s, err := acptest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// TestNothingIsPushedIntoBeing: git is asked only about what the API has
// shown.
func TestNothingIsPushedIntoBeing(t *testing.T) {
	t.Parallel()
	p := newPlay(t, "", "")
	for _, repository := range []string{
		"team/brand-new", "ada/brand-new", "other/private", "team/before", "nobody/nothing", "team/app/deeper", p.gitlab.URL() + "/team/brand-new.git", "team/brand-new.git", "TEAM/APP", "team/app.git/info",
	} {
		p.run(t, "", []string{"GITLAB_TOKEN=" + p.token}, "check", "--json", "--gitlab-url="+p.gitlab.URL(), repository)
	}
	for _, seen := range p.gitlab.Requests() {
		if strings.Contains(seen.Path, "brand-new") && strings.Contains(seen.Path, "/info/refs") {
			t.Errorf("git was asked about %s", seen.Path)
		}
	}
	p.holds(t)
}

// TestATokenOfAnotherGitLab in the environment is not sent by Enter.
func TestATokenOfAnotherGitLab(t *testing.T) {
	t.Parallel()
	p := newPlay(t, "", "")
	s := p.start(t, 80, 24, []string{"GITLAB_TOKEN=glpat-" + stranger})
	s.see(atStep(setup.IDInstance))
	s.keys("\x1b[B\r")
	s.see("What is the address")
	s.keys(p.gitlab.URL() + "\r")
	s.see("This computer can reach")
	s.keys("\r")
	s.see(atStep(setup.IDTokenPage))
	s.keys("t")
	s.see("GITLAB_TOKEN holds a token")
	s.keys("\r")
	s.see("Paste the token")
	leave(s)
	s.ends(2)
	for _, seen := range p.gitlab.Requests() {
		if seen.HasToken() {
			t.Errorf("%s %s carried it", seen.Method, seen.Path)
		}
	}
}

// TestAGitLabThatIsNone gets no token: it says yes to everything but what
// GitLab says before anybody has signed in.
func TestAGitLabThatIsNone(t *testing.T) {
	t.Parallel()
	tr := newTrap(t)
	p := newPlay(t, "", "")
	for _, args := range [][]string{{"check"}, {"connect", "--acp-url=" + p.acp.URL()}} {
		p.run(t, "", []string{"GITLAB_TOKEN=" + p.token, "ACP_TOKEN=" + p.session}, append([]string{args[0], "--gitlab-url=" + tr.URL, "--timeout=5s"}, args[1:]...)...)
	}
	for _, seen := range tr.requests() {
		if strings.Contains(seen, p.token) {
			t.Error("it was sent the token")
		}
	}
	p.holds(t)
}
