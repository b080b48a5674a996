package steps_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
)

// remedied is a problem that the wizard meets in the scenario of its name, and
// what can be done about it there.
type remedied struct {
	code  problem.Code
	meet  func(*harness)
	title string
	// does are the keys that the screen offers, each with what it leads to. The
	// one that Enter takes is "enter".
	does map[string]lead
	// words are what GitLab, git or the network say of it.
	words []string
}

// The ways into a problem.
var (
	atInstance   = func(th *harness) { th.keys("enter"); th.wait(time.Minute) }
	atCheck      = func(th *harness) { th.to(4); th.paste(th.gitlab.Token()); th.keys("enter") }
	atRepository = func(th *harness) { th.to(6); th.keys("team/app", "enter") }
)

// The ways out of it.
var (
	toAddress    = leadsTo(setup.IDInstance, "What is the address of your GitLab?")
	toGitLab     = leadsTo(setup.IDInstance, "Where is your GitLab?")
	toRepository = leadsTo(setup.IDRepository, "Which repository will you use first?")
	onToConnect  = leadsTo(setup.IDConnect, "Enter gives ACP the token.")
	toFinePage   = leadsTo(setup.IDTokenPage, "personal_access_tokens/granular/new")
	toPaste      = leadsTo(setup.IDPaste, "Paste the token")
	toMessage    = lead{"", "Sent to your clipboard.", false}
	again        = lead{"", "", true}
)

// called is how often this GitLab was called, in vain too.
func called(th *harness) int { return len(th.gitlab.Requests()) + int(th.dials.Load()) }

// lead is where a key leads: to a step, to a text, or back to the same screen
// after GitLab was asked once more.
type lead struct {
	step, text string
	asks       bool
}

func leadsTo(step, text string) lead { return lead{step, text, false} }

var remedies = []remedied{
	{
		problem.InstanceGateway, atInstance, "Something in front of 127.0.0.1:8080 blocks programs.",
		map[string]lead{"enter": toMessage, "r": again, "e": toAddress},
		[]string{"<title>Just a moment...</title>", "Making sure you're not a bot!", "Request Rejected"},
	},
	{
		problem.InstanceTLSFailed, atInstance, "Could not make a secure connection to 127.0.0.1:8080.",
		map[string]lead{"enter": again, "e": toAddress, "c": toMessage},
		[]string{"curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to gitlab.example.com:443", "remote error: tls: handshake failure"},
	},
	{
		problem.InstanceTLSIncomplete, atInstance, "127.0.0.1:8080 sends an incomplete certificate chain.",
		map[string]lead{"enter": toMessage, "r": again, "e": toAddress},
		[]string{"SSL certificate problem: unable to get local issuer certificate", "Error: unable to verify the first certificate"},
	},
	{
		problem.InstanceStripsAuthorization, atCheck, "Something in front of 127.0.0.1:8080 removes the token.",
		map[string]lead{"enter": toMessage, "r": again, "e": toGitLab},
		[]string{`{"message":"401 Unauthorized"}`, "remote: HTTP Basic: Access denied"},
	},
	{
		problem.GitLabForbidden, atInstance, "127.0.0.1:8080 refuses your account or your network address.",
		map[string]lead{"enter": again, "c": toMessage},
		[]string{`{"message":"403 Forbidden"}`, "403 Forbidden - Your IP address is not allowed", "User 42 from IP: 192.0.2.7 tried logging from too many ips: 11"},
	},
	{
		problem.PermissionMissing, atRepository, "The token lacks the permission Code: Push.",
		map[string]lead{"enter": toFinePage, "a": toPaste, "c": toMessage},
		[]string{"insufficient_granular_scope", "requires a fine-grained personal access token with the following project permissions: [Code: Push]."},
	},
	{
		problem.RepoLegacyRefused, atRepository, "team/app accepts only fine-grained tokens.",
		map[string]lead{"enter": toFinePage, "a": toRepository, "c": toMessage, "s": onToConnect},
		[]string{"insufficient_granular_scope", "Rotation of legacy personal access tokens is disabled. Use a fine-grained token instead."},
	},
	{
		problem.RepoReadOnly, atRepository, "team/app is read-only: no one can push now.",
		map[string]lead{"enter": toRepository, "c": toMessage, "s": onToConnect, "r": again},
		[]string{
			"remote: Your top-level group is over the user limit and has been placed in a read-only state.",
			"Your push to this repository has been rejected because the namespace storage limit of 10 GiB has been reached.",
			"Pushing code and creation of issues and merge requests has been disabled.",
		},
	},
	{
		problem.RepoNotReady, atRepository, "The repository of team/app does not exist yet.",
		map[string]lead{"enter": again, "a": toRepository, "s": onToConnect},
		[]string{"remote: A repository for this project does not exist yet.", "fatal: A REPOSITORY FOR THIS PROJECT DOES NOT EXIST YET"},
	},
	{
		problem.RepoMergeOff, atRepository, "turned off here: ACP pushes branches only",
		map[string]lead{"enter": onToConnect, "a": toRepository, "r": again},
		[]string{"repo-merge-requests-off", "remote: WARNINGS: Error encountered with push options 'merge_request.create': Merge requests are not enabled for project"},
	},
	{
		problem.RepoRoleEnds, atRepository, "your role here ends on 24 Nov 2026, in 2 days",
		map[string]lead{"enter": onToConnect, "a": toRepository, "r": again},
		[]string{"Your membership will expire in 7 days", "repo-role-ends"},
	},
}

// TestEachRefusalHasItsWayOut: for each of these names there is a page, a
// scenario, words by which explain finds it, and at 80 by 24 a screen that names
// it and whose keys do what they say.
func TestEachRefusalHasItsWayOut(t *testing.T) {
	t.Parallel()
	for _, r := range remedies {
		t.Run(string(r.code), func(t *testing.T) {
			t.Parallel()
			page, ok := assets.Problem(string(r.code))
			if !ok || len(page.Fix) == 0 || page.Why == "" || page.Message == "" {
				t.Errorf("no page, or one without a fix, a reason and a message: %+v", page)
			}
			if !slices.ContainsFunc(gitlabtest.Scenarios(), func(sc gitlabtest.Scenario) bool { return sc.Name == string(r.code) && sc.Code == r.code }) {
				t.Fatal("no scenario")
			}
			for _, words := range r.words {
				found := assets.Find(words)
				if !slices.ContainsFunc(found, func(m assets.Match) bool { return m.Code == string(r.code) && m.Whole }) {
					t.Errorf("explain %q finds %+v", words, found)
				}
			}
			for key, to := range r.does {
				play(t, plot{gitlab: string(r.code), ownTLS: true}, func(th *harness) { r.press(th, key, to) })
			}
		})
	}
}

func (r remedied) press(th *harness, key string, to lead) {
	th.t.Helper()
	r.meet(th)
	th.see(r.title, string(r.code))
	listed := key + " "
	if !strings.Contains(th.view(), "\n "+listed) && !strings.Contains(th.view(), "   "+listed) {
		th.keys("?") // only the help lists it
		th.see("\n " + listed)
		th.keys("esc")
	}
	before := called(th)
	th.keys(key)
	th.wait(time.Minute)
	if to.asks {
		th.see(r.title, string(r.code))
		if called(th) == before {
			th.t.Errorf("%s: GitLab is not asked again", key)
		}
		return
	}
	th.see(to.text)
	if to.step != "" {
		th.see(atStep(to.step))
	}
}
