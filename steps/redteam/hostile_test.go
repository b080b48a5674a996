//go:build unix

package redteam_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"acp-gitlab/steps/setup"
)

// nasty is what somebody could put wherever text can be put: a title, a colour,
// a wiped screen, a link, the clipboard, text that runs backwards, another line.
const nasty = "\x1b]0;owned\a\x1b[31m\x1b[2J\x1b]8;;https://evil.example/\x1b\\\x1b]52;c;b3duZWQ=\a\u202eevil\u2066\u200f\u009b2J\u0085\x7f\x08\r\nok"

// TestHostileAnswers: what GitLab and ACP say, in every command and on every
// screen.
func TestHostileAnswers(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]setting{"GitLab": {gitlab: "hostile-names"}, "ACP": {acp: "hostile-strings"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t, s.gitlab, s.acp)
			for n, c := range subjects(t, p.box) {
				for i := range 2 {
					got := p.runs(t, c, n*2+i, s.code)
					soundPlain(t, "standard output of "+c.name, got.stdout)
					soundPlain(t, "standard error of "+c.name, got.stderr)
				}
			}
		})
		t.Run(name+", the wizard", func(t *testing.T) {
			t.Parallel()
			p := newPlay(t, s.gitlab, s.acp)
			term := p.start(t, 100, 40, []string{"ACP_TOKEN=" + p.session}, "--debug", "--gitlab-url="+p.gitlab.URL(), "--acp-url="+p.acp.URL())
			toConnect(p, term)
			term.see("Enter gives ACP the token")
			term.keys("\r")
			if name == "ACP" {
				term.see("keeps only one")
				term.keys("y")
				term.see("acp-refused-token")
			} else {
				term.see("ACP is connected to", "enter continue")
			}
			report(term)
			leave(term)
			if _, err := term.Exit(patience); err != nil {
				t.Fatal(err)
			}
			soundScreen(t, term.Raw())
			soundReport(t, p.box)
		})
	}
}

// hostileBox is a computer on which everything has a hostile name.
func hostileBox(t *testing.T) *box {
	t.Helper()
	b := newBox(t)
	b.work = filepath.Join(b.work, strings.ReplaceAll(nasty, "/", ""))
	if err := os.Mkdir(b.work, 0o700); err != nil {
		t.Fatal(err)
	}
	if git, err := exec.LookPath("git"); err == nil {
		for _, args := range [][]string{
			{"init", "-q"},
			{"config", "remote.origin.url", "https://gitlab.example.com/team/app" + nasty + ".git"},
			{"config", "remote." + strings.ReplaceAll(nasty, "\n", "") + ".url", "https://git.example.com/team/lib.git"},
			{"config", "remote.other.url", "https://git" + nasty + "lab.example.net/team/app.git"},
		} {
			cmd := exec.CommandContext(t.Context(), git, args...)
			cmd.Dir = b.work
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("git %q: %s", args, out)
			}
		}
	}
	claims, _ := json.Marshal(map[string]any{"sub": nasty, "preferred_username": nasty, "name": nasty, "iss": "https://sso.example.com/" + nasty, "exp": time.Now().Add(time.Hour).Unix()})
	jwt := strings.Join([]string{"eyJhbGciOiJub25lIn0", base64.RawURLEncoding.EncodeToString(claims), "c2lnbmF0dXJl"}, ".")
	config, _ := json.Marshal(map[string]any{"api_url": "http://127.0.0.1:9", "access_token": jwt, "project": nasty, nasty: nasty})
	b.config(t, string(config))
	b.env = append(b.env, "LC_ALL=C.UTF-8"+nasty, "AMBIENT_API_URL=https://acp.example.com/"+nasty, "AMBIENT_TOKEN="+jwt, "AMBIENT_PROJECT="+nasty)
	return b
}

// TestHostileSurroundings: variables, arguments, files, folders, remotes.
func TestHostileSurroundings(t *testing.T) {
	t.Parallel()
	b := hostileBox(t)
	url := "--gitlab-url=http://127.0.0.1:9"
	for name, call := range map[string]struct{ env, args []string }{
		"GITLAB_HOST":      {[]string{"GITLAB_HOST=https://gitlab.example.com/" + nasty}, []string{"check"}},
		"the host itself":  {[]string{"GITLAB_HOST=git" + nasty + "lab.invalid"}, []string{"check"}},
		"ACP_URL":          {[]string{"ACP_URL=http://127.0.0.1:9/" + nasty, "ACP_TOKEN=" + nasty}, []string{"status"}},
		"ACP_TOKEN":        {[]string{"ACP_URL=http://127.0.0.1:9", "ACP_TOKEN=" + nasty}, []string{"status"}},
		"acpctl's config":  {nil, []string{"status"}},
		"HTTPS_PROXY":      {[]string{"HTTPS_PROXY=http://127.0.0.1:9/" + nasty}, []string{"check", "--gitlab-url=gitlab.example.com"}},
		"a command":        {nil, []string{nasty}},
		"a flag":           {nil, []string{"check", "--" + nasty}},
		"a value":          {nil, []string{"check", "--timeout", nasty}},
		"a code":           {nil, []string{"check", url, "--accept", nasty}},
		"a repository":     {nil, []string{"check", url, nasty}},
		"an address":       {nil, []string{"check", "--gitlab-url", nasty}},
		"a token file":     {nil, []string{"check", url, "--token-file", nasty}},
		"a session file":   {nil, []string{"status", "--acp-url=http://127.0.0.1:9", "--acp-token-file", nasty}},
		"a CA file":        {nil, []string{"check", url, "--ca-file", nasty}},
		"a list":           {nil, []string{"check", url, "--repos-from", nasty}},
		"lines of a list":  {nil, []string{"check", url, "--repos-from", b.file(t, "list", "team/app\n"+nasty+"\nteam/"+nasty+"\n")}},
		"a word to look":   {nil, []string{"explain", nasty}},
		"words of a topic": {nil, []string{"guide", nasty}},
		"a scenario":       {nil, []string{"demo", "--scenario", nasty}},
		"a profile":        {nil, []string{"check", "--profile", nasty}},
		"a value in it":    {nil, []string{"check", "--profile", b.file(t, "value.yaml", "token_name: "+strconv.Quote(nasty)+"\nsupport: {name: "+strconv.Quote(nasty)+"}\ngitlab_url: http://127.0.0.1:9\n")}},
		"a key in it":      {nil, []string{"check", "--profile", b.file(t, "key.yaml", strconv.Quote(nasty)+": 1\n")}},
		"an address in it": {nil, []string{"check", "--profile", b.file(t, "address.yaml", "gitlab_url: "+strconv.Quote("https://gitlab.example.com/"+nasty)+"\n")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, args := range [][]string{call.args, append(call.args[:len(call.args):len(call.args)], "--json"), append(call.args[:len(call.args):len(call.args)], "--debug")} {
				got := b.run(t, "", append([]string{"GITLAB_TOKEN=glpat-" + stranger}, call.env...), args...)
				soundPlain(t, "standard output", got.stdout)
				soundPlain(t, "standard error", got.stderr)
				if strings.Contains(got.stderr, "goroutine ") {
					t.Error(got.stderr)
				}
			}
		})
	}
}

// TestHostileSurroundingsOnTheScreen shows them all, and the report of them.
func TestHostileSurroundingsOnTheScreen(t *testing.T) {
	t.Parallel()
	b := hostileBox(t)
	s := b.start(t, 100, 40, []string{"GITLAB_HOST=https://gitlab" + nasty + ".invalid/" + nasty, "ACP_URL=https://acp.example.com/" + nasty, "GITLAB_TOKEN=" + nasty}, "--debug", "--no-browser", "--ca-file=")
	s.see(atStep(setup.IDInstance))
	s.keys("\r")
	if err := s.Until("an answer", patience, func(screen string) bool {
		return strings.Contains(screen, "instance-") || strings.Contains(screen, "What is the address")
	}); err != nil {
		t.Fatal(err)
	}
	_ = s.Paste("https://git" + nasty + "lab.invalid/" + nasty)
	report(s)
	leave(s)
	s.ends(2)
	soundScreen(t, s.Raw())
	soundReport(t, b)
}

// TestAHostileCertificate names an issuer.
func TestAHostileCertificate(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "CA" + nasty, Organization: []string{nasty}}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		DNSNames: []string{"localhost"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	b := newBox(t)
	got := b.run(t, "", []string{"GITLAB_TOKEN=glpat-" + stranger}, "check", "--json", "--gitlab-url="+server.URL)
	if !strings.Contains(got.stdout, "instance-tls-untrusted") || !strings.Contains(got.stdout, "CA") {
		t.Errorf("the issuer is not named:\n%s", got.stdout)
	}
	soundPlain(t, "standard output", got.stdout)
	got = b.run(t, "", []string{"GITLAB_TOKEN=glpat-" + stranger}, "status", "--acp-url="+server.URL, "--debug")
	soundPlain(t, "standard error", got.stderr)
	s := b.start(t, 100, 40, nil, "--gitlab-url="+server.URL)
	s.see(atStep(setup.IDInstance))
	s.keys("\r")
	s.see("instance-tls-untrusted")
	report(s)
	leave(s)
	s.ends(2)
	soundScreen(t, s.Raw())
	soundReport(t, b)
}
