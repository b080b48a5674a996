package pages_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// program builds acp-gitlab once.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(binaries, "acp-gitlab")
	cmd := exec.Command("go", "build", "-o", path, ".")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return string(out), err
	}
	return path, nil
})

// demo starts the servers of a scenario and returns their addresses; "" is the usual one.
func demo(t *testing.T, scenario string) (gitLab, acp string) {
	t.Helper()
	chromium(t) // skip before anything is built
	path, err := program()
	if err != nil {
		t.Fatal(path, err)
	}
	args := []string{"demo", "--serve"}
	if scenario != "" {
		args = append(args, "--scenario", scenario)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	lines := bufio.NewScanner(out)
	for _, to := range []*string{&gitLab, &acp} {
		if !lines.Scan() {
			t.Fatalf("the demo printed no address: %v", lines.Err())
		}
		*to = lines.Text()
	}
	return gitLab, acp
}

const form = "/-/user_settings/personal_access_tokens?name=Ambient+Code+Platform+Integration&scopes=api,read_api,read_user,write_repository"

// createToken fills in the token page with the keyboard and returns the token
// that it shows.
func (p *tab) createToken(gitLab string) string {
	p.t.Helper()
	p.at(gitLab + form)
	p.tabTo("the name", withID("name"))
	p.tabTo("the expiration date", withID("expires"))
	p.tabTo("the first scope", func(s stop) bool { return s.Name == "personal_access_token[scopes][]" })
	p.press(" ") // api off
	p.press(" ") // and on again
	p.tabTo("the button", withText("Create token"))
	p.enter()
	p.says("Your new token has been created")
	p.says("api, read_user, read_api, write_repository")
	p.tabTo("the token", withID("token"))
	selected := ask[string](p, `(() => { const e = document.activeElement; return e.value.slice(e.selectionStart, e.selectionEnd); })()`)
	if !strings.HasPrefix(selected, "glpat-") {
		p.t.Fatal("the token is not selected when the focus reaches it")
	}
	return selected
}

// connect gives the token to ACP on its page.
func (p *tab) connect(acp, instance, token string) {
	p.t.Helper()
	p.at(acp + "/integrations")
	p.tabTo("Sign in", func(s stop) bool { return strings.HasPrefix(s.Text, "Log in") || strings.HasPrefix(s.Text, "Sign in") })
	p.enter()
	p.tabTo("Connect GitLab", withText("Connect GitLab"))
	p.enter()
	p.says("Personal Access Token")
	p.tabTo("the address", withID("instance"))
	p.all()
	p.press(instance + kb.Tab + token)
	p.tabTo("Save Credentials", withText("Save Credentials"))
	p.enter()
	p.says("Connected")
}

// TestAWholeSetupByKeyboard creates a token and connects ACP without a mouse.
func TestAWholeSetupByKeyboard(t *testing.T) {
	t.Parallel()
	gitLab, acp := demo(t, "")
	p := open(t, looks[0])
	token := p.createToken(gitLab)
	p.tabTo("Copy token", withID("copy"))
	p.press(kb.Enter)
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool](`document.getElementById("copied").textContent !== ""`)); err != nil {
		t.Fatal(err)
	}
	p.connect(acp, gitLab, token)
	p.tabTo("Disconnect", withText("Disconnect"))
	p.enter()
	p.says("Not Connected")
}

// TestEveryPageInEveryLook holds the checks of a page for each of them.
func TestEveryPageInEveryLook(t *testing.T) {
	t.Parallel()
	for _, l := range looks {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			gitLab, acp := demo(t, "")
			p := open(t, l)
			p.at(gitLab + "/-/user_settings/personal_access_tokens")
			p.holds("the list of tokens")
			p.at(gitLab + form)
			p.holds("the token page")
			token := p.createToken(gitLab)
			p.holds("the new token")
			p.at(gitLab + "/no/such/page")
			p.holds("GitLab's page that does not exist")
			p.at(acp + "/integrations")
			p.holds("the sign-in")
			p.connect(acp, gitLab, token)
			p.holds("the integrations, connected")
			p.at(acp + "/integrations?gitlab=edit")
			p.holds("the integrations, edited")
			p.at(acp + "/projects")
			p.holds("the workspaces")
			p.at(acp + "/projects/my-team/keys")
			p.holds("the access keys")
			p.tabTo("Create Key", withText("Create Key"))
			p.enter()
			p.holds("the new key")
			p.at(acp + "/no/such/page")
			p.holds("ACP's page that does not exist")
		})
	}
}

// TestARefusedFormSaysWhy holds that what was wrong is said where a screen
// reader announces it, and that the page stays accessible.
func TestARefusedFormSaysWhy(t *testing.T) {
	t.Parallel()
	gitLab, _ := demo(t, "")
	p := open(t, looks[0])
	p.at(gitLab + "/-/user_settings/personal_access_tokens/legacy/new?name=x")
	p.tabTo("the button", withText("Create token"))
	p.enter()
	alert := ask[string](p, `document.querySelector('[role="alert"]').innerText`)
	if !strings.Contains(alert, "Scopes can't be blank") {
		t.Errorf("the alert says %q", alert)
	}
	p.holds("the refused form")
}
