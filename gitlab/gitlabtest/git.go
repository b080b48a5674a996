package gitlabtest

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// What git says, word for word (GitLab: lib/gitlab/git_access.rb).
const (
	gitUpload    = "You are not allowed to upload code."
	gitPush      = "You are not allowed to push code to this project."
	gitArchived  = "You can't push code to an archived project."
	gitReadOnly  = "The repository is temporarily read-only. Please try again later."
	gitInstance  = "You can't push code to a read-only GitLab instance."
	gitNoHTTP    = "Pushing over HTTP is not allowed."
	gitHTTPOff   = "Git access over HTTP is not allowed"
	gitGranular  = "Access denied: This operation requires a fine-grained personal access token with the following project permissions: [Code: Push]."
	gitUserCap   = "Your top-level group is over the user limit and has been placed in a read-only state."
	gitBanned    = "Too many failed authentication attempts from this IP"
	gitNotFound  = "The project you were looking for could not be found or you don't have permission to view it."
	gitNoRepo    = "A repository for this project does not exist yet."
	gitTimeout   = "The git server, Gitaly, is not available at this time. Please contact your administrator."
	gitPathWrong = "Could not create project: Path can contain only letters, digits, '_', '-' and '.'. Cannot start with '-', end in '.git' or end in '.atom'"
)

const receivePack = "git-receive-pack"

// git answers the first request of a push or a fetch.
func (c *call) git() {
	if c.r.Method == http.MethodHead {
		c.w.WriteHeader(http.StatusForbidden)
		return
	}
	path := strings.Join(c.path[:len(c.path)-2], "/")
	repo, ok := strings.CutSuffix(path, ".git")
	if !ok {
		c.redirect(http.StatusMovedPermanently, "/"+path+".git/info/refs?"+c.r.URL.RawQuery)
		return
	}
	service := c.r.URL.Query().Get("service")
	if r := c.gitRefusal(repo, service); r != nil {
		plain(c.w, r.Status, r.Body)
		return
	}
	p, _, _ := c.s.store.project(repo)
	c.advertise(p, service)
}

// gitRefusal is why git says no; nil when it says yes.
func (c *call) gitRefusal(repo, service string) *Refusal {
	_, value, basic := c.r.BasicAuth()
	t, ok := c.s.store.lookup(value)
	if !basic || !ok || c.s.cfg.noTokens || !t.active(c.s.now()) || !opensGit(t) {
		c.w.Header().Set("Www-Authenticate", `Basic realm="GitLab"`)
		return &Refusal{http.StatusUnauthorized, c.s.accessDenied()}
	}
	c.who = c.s.store.caller(t)
	if reason, refused := c.s.refusal(c.who.user); refused {
		return &Refusal{http.StatusForbidden, reason}
	}
	if words := c.gitPermission(t, repo, service); words != "" {
		return &Refusal{http.StatusForbidden, words}
	}
	if c.s.cfg.git != nil {
		return c.s.cfg.git
	}
	p, _, found := c.s.store.project(repo)
	if !found {
		return c.pushToCreate(repo, service)
	}
	return c.projectRefusal(p, service)
}

// opensGit: a token without any of these is of no use for git at all.
func opensGit(t Token) bool {
	return t.Kind == FineGrained ||
		t.Kind != Impersonation && t.has("api", "read_api", "read_repository", "write_repository")
}

// gitPermission is the refusal of a token without the permission, or of one that
// the group does not accept; "" where it may.
func (c *call) gitPermission(t Token, repo, service string) string {
	permission := "Code: Download"
	if service == receivePack {
		permission = "Code: Push"
	}
	if t.Kind == FineGrained && !t.may(tabProject, permission, repo) || t.Kind != FineGrained && c.enforced(repo) {
		return describeGranular("project", permission)
	}
	return ""
}

func (c *call) projectRefusal(p Project, service string) *Refusal {
	level := p.levelOf(c.who)
	pushing := service == receivePack
	switch {
	case !p.seenBy(c.who):
		return &Refusal{http.StatusNotFound, gitNotFound}
	case p.Git != nil:
		return p.Git
	case pushing && c.who.token.Kind != FineGrained && !c.who.token.has("api", "write_repository"):
		return &Refusal{http.StatusForbidden, gitUpload}
	case pushing && p.Archived:
		return &Refusal{http.StatusForbidden, gitArchived}
	case pushing && level < developer || p.Disabled:
		return &Refusal{http.StatusForbidden, gitPush}
	case p.NoRepository:
		return &Refusal{http.StatusNotFound, gitNoRepo}
	default:
		return nil
	}
}

// pushToCreate is the trap: where the namespace exists and the user may make
// projects there, asking about a path that does not exist makes a project.
func (c *call) pushToCreate(repo, service string) *Refusal {
	i := strings.LastIndex(repo, "/")
	mine := []string{"team", "group", "group/sub", c.who.user.Username}
	if service != receivePack || i < 0 || !slices.Contains(mine, repo[:i]) || !c.who.token.has("api", "write_repository") {
		return &Refusal{http.StatusNotFound, gitNotFound}
	}
	if repo[i+1] == '-' {
		return &Refusal{http.StatusUnprocessableEntity, gitPathWrong}
	}
	c.s.store.create(repo)
	return nil
}

func (s *Server) accessDenied() string {
	return "HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect or you're required to use a token instead of a password. " +
		"If a token was provided, it was either incorrect, expired, or improperly scoped. See " +
		s.URL() + "/help/topics/git/troubleshooting_git.md#error-on-git-fetch-http-basic-access-denied"
}

// advertise lists the references in git's own form.
func (c *call) advertise(p Project, service string) {
	h := c.w.Header()
	h.Set("Content-Type", "application/x-"+service+"-advertisement")
	h.Set("Cache-Control", "no-cache, max-age=0, must-revalidate")
	const able = "report-status report-status-v2 delete-refs side-band-64k quiet atomic ofs-delta object-format=sha1 agent=git/2.43.0"
	first := commitID + " refs/heads/" + p.branch()
	if p.branch() == "" {
		first = strings.Repeat("0", len(commitID)) + " capabilities^{}"
	}
	c.w.WriteHeader(http.StatusOK)
	_, _ = io.WriteString(c.w, packet("# service="+service+"\n")+"0000"+packet(first+"\x00"+able+"\n")+"0000")
}

// packet is one pkt-line: its length in four hexadecimal digits, itself
// counted, then the text.
func packet(text string) string { return fmt.Sprintf("%04x%s", len(text)+4, text) }

func (c *call) redirect(status int, path string) {
	c.w.Header().Set("Location", c.s.URL()+path)
	htmlPage(c.w, status, `<html><body>You are being <a href="`+c.s.URL()+`">redirected</a>.</body></html>`)
}
