package commands

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
)

// othersID is the number of a token of somebody else.
const othersID = 5005

// administering is an arena whose person is an administrator: GitLab lets them
// revoke anyone's token.
func administering(t *testing.T) *arena {
	t.Helper()
	a := open(t, true, gitlabtest.WithNow(time.Now), gitlabtest.WithScenario("rotation"),
		gitlabtest.WithUser(gitlabtest.User{ID: 42, Username: "ada", Name: "Ada Lovelace", Admin: true}),
		gitlabtest.WithOtherToken(gitlabtest.Token{ID: othersID, Name: "of somebody else", Owner: 7}))
	a.wired(t)
	a.join(t, acptest.WithNow(time.Now))
	return a
}

// TestRotateRevokesOnlyWhatIsOnesOwn: also for an administrator, and before the
// new token goes to ACP.
func TestRotateRevokesOnlyWhatIsOnesOwn(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{"somebody else's": "5005", "nobody's": "123456"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := administering(t)
				o := a.underCtx(t, t.Context(), "rotate", "--gitlab-url", a.gitlab.URL(), "--acp-url", a.acp.URL(), "--token-stdin",
					"--old-token-id", id, "--revoke-old")
				if want := "you have no active token with the number " + id; o.exit != problem.ExitUsage || !strings.Contains(o.stdout, want) {
					t.Errorf("exit %d, want %d with %q: %s", o.exit, problem.ExitUsage, want, o.stdout)
				}
				for _, r := range a.acp.Requests() {
					if r.Token || r.Method != http.MethodGet {
						t.Errorf("ACP was sent %s %s", r.Method, r.Path)
					}
				}
				for _, token := range a.gitlab.Tokens() {
					if token.Revoked {
						t.Errorf("number %d was revoked", token.ID)
					}
				}
			})
		})
	}
}

// listing answers the list of tokens in GitLab's place from the number after on.
type listing struct {
	wire   http.RoundTripper
	after  int
	status int
	body   string

	mu      sync.Mutex
	lists   int
	deletes int
}

func (l *listing) RoundTrip(req *http.Request) (*http.Response, error) {
	l.mu.Lock()
	isList := req.Method == http.MethodGet && strings.HasSuffix(req.URL.Path, "/personal_access_tokens")
	if isList {
		l.lists++
	}
	if req.Method == http.MethodDelete && strings.Contains(req.URL.Path, "/personal_access_tokens/") {
		l.deletes++
	}
	answers := isList && l.lists >= l.after
	l.mu.Unlock()
	if !answers {
		return l.wire.RoundTrip(req)
	}
	return &http.Response{
		StatusCode: l.status, Header: http.Header{"Content-Type": {"application/json"}, "X-Gitlab-Meta": {"{}"}},
		Body: io.NopCloser(strings.NewReader(l.body)), Request: req,
	}, nil
}

// TestRotateLooksAtTheListAgainBeforeItRevokes: what is not in it, or cannot be
// read, is not revoked, and that is said.
func TestRotateLooksAtTheListAgainBeforeItRevokes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		listing *listing
		live    setup.ActiveToken
		exit    int
		says    string
	}{
		"unreadable at first":  {&listing{after: 1, status: 404, body: `{"message":"404 Not Found"}`}, setup.ActiveOld, problem.ExitUnreachable, "your list of tokens could not be read"},
		"unreadable at last":   {&listing{after: 2, status: 404, body: `{"message":"404 Not Found"}`}, setup.ActiveNew, problem.ExitUnreachable, "your list of tokens could not be read"},
		"not in it any more":   {&listing{after: 2, status: 200, body: `[]`}, setup.ActiveNew, problem.ExitNeedsDoing, "you have no active token with the number 4711"},
		"GitLab has a bad day": {&listing{after: 2, status: 500, body: `{"message":"500 Internal Server Error"}`}, setup.ActiveNew, problem.ExitTemporary, "your list of tokens could not be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := turning(t)
				l := tc.listing
				l.wire, a.wire = a.wire, l
				o := a.underCtx(t, t.Context(), a.rotateArgs()...)
				if o.exit != tc.exit || !strings.Contains(o.doc.Note, "The old token was not revoked: "+tc.says) {
					t.Errorf("exit %d, want %d with %q: %s", o.exit, tc.exit, tc.says, o.stdout)
				}
				if a.live() != tc.live || a.revoked(oldID) || l.deletes != 0 {
					t.Errorf("ACP holds %s, %d calls to revoke", a.live(), l.deletes)
				}
			})
		})
	}
}
