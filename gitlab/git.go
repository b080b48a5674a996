package gitlab

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// gitAnswers are git's answers by path. It is safe for concurrent use.
type gitAnswers struct {
	mu   sync.Mutex
	said map[string]func() outcome
}

// AskingGitOnce returns a client that asks git once about each repository, also
// where it is looked at by two of its paths: a moved project is found by its
// old path, too.
func (c *Client) AskingGitOnce() *Client {
	once := *c
	once.git = &gitAnswers{said: map[string]func() outcome{}}
	return &once
}

// about returns what git said about path; ask asks, the first time.
func (g *gitAnswers) about(path string, ask func() outcome) outcome {
	path = strings.ToLower(path)
	g.mu.Lock()
	answer, ok := g.said[path]
	if !ok {
		answer = sync.OnceValue(ask)
		g.said[path] = answer
	}
	g.mu.Unlock()
	return answer()
}

// gitLimit is enough of git's answer: its first line says which service it is.
const gitLimit = 4 << 10

const (
	gitService = "git-receive-pack"
	gitType    = "application/x-git-receive-pack-advertisement"
)

// gitProbe asks git whether the token may push, without pushing. The address is
// the instance's own: if the project named it, it could choose the host that
// gets the token. Git is asked once, whatever comes back: GitLab counts refused
// tokens against the computer's address, and this GET can create a project
// (GitLab: ensure_project_on_push! in lib/gitlab/git_access_project.rb).
func (c *Client) gitProbe(ctx context.Context, path string) outcome {
	if c.git == nil {
		return c.askGit(ctx, path)
	}
	return c.git.about(path, func() outcome { return c.askGit(ctx, path) })
}

func (c *Client) askGit(ctx context.Context, path string) (o outcome) {
	o = outcome{call: "GET /" + path + ".git/info/refs"}
	if c.pace != nil {
		if !c.pace.acquire(ctx) {
			return o
		}
		defer func() { c.pace.release(o) }()
	}
	basic := base64.StdEncoding.EncodeToString([]byte("oauth2:" + c.token.Reveal()))
	answer, err := c.stack.Do(ctx, web.Request{
		Method: http.MethodGet, URL: c.in.Join("/"+path+".git/info/refs", url.Values{"service": {gitService}}),
		Header: http.Header{"Authorization": {"Basic " + basic}}, Limit: gitLimit, Once: true, Wide: true,
	})
	o.answer = answer
	if errors.Is(err, web.ErrHeld) {
		return o
	}
	if err != nil && !errors.As(err, &o.failure) {
		o.failure = &web.Failure{Kind: web.Cut, Host: c.in.Host()}
	}
	return o
}

// push adds the line about pushing.
func (v *repositoryCheck) push() {
	switch {
	case !v.gitAsked:
		v.skip(checkPush, "git was not asked")
		return
	case v.repo.PushProven:
		v.ok(checkPush, "git says this token can push here (nothing was pushed)")
		return
	}
	p, fault := v.gitVerdict(v.git)
	p = v.own(p)
	if other := v.otherOrigin(); other != "" {
		p.Evidence += "; GitLab names " + other + " for git"
	}
	switch {
	case p.Code == problem.RepoRoleTooLow:
		v.skip(checkPush, "git refuses as well") // the line about the role says why
	case p.Code == problem.RepoEmpty && v.repo.Empty:
		v.line(checkPush, checkPush, problem.Info, describeGitAnswer(p, fault))
	case fault:
		v.addProblem(checkPush, describeGitAnswer(p, fault), p.WithSeverity(problem.Warning))
	default:
		v.addProblem(checkPush, describeGitAnswer(p, fault), p)
	}
}

// isAdvertisement reports whether git opened a push: the only answer that proves
// anything. A filter or a portal may say 200 as well.
func isAdvertisement(o outcome) bool {
	if o.failure != nil || o.status() != http.StatusOK {
		return false
	}
	kind, _, err := mime.ParseMediaType(o.answer.Header.Get("Content-Type"))
	return err == nil && kind == gitType && advertises(o.answer.Body)
}

// flush is the packet that ends a section; it has no text.
const flush = "0000"

// advertises reports whether body is git's answer to the beginning of a push:
// packets, the first of which names the service, and no "ERR" among what was
// read. What else they list is not judged: it is the name that only a git server
// that takes pushes says.
//
// Git docs: gitprotocol-http, "Smart Server Response"; gitprotocol-pack.
func advertises(body []byte) bool {
	first, rest, ok := packet(body)
	if !ok || string(first) != "# service="+gitService+"\n" || !bytes.HasPrefix(rest, []byte(flush)) {
		return false
	}
	for len(rest) > 0 {
		text, after, whole := packet(rest)
		switch {
		case whole && isRefusal(text):
			return false
		case whole:
			rest = after
		case bytes.HasPrefix(rest, []byte(flush)):
			rest = rest[len(flush):]
		default:
			return brokenOff(rest)
		}
	}
	return true
}

// longestPacket is git's own limit, its length included. Git docs:
// gitprotocol-common, "pkt-line Format".
const longestPacket = 65520

// brokenOff reports whether data is the beginning of one of git's packets: of
// its length at least as far as there is one, and no refusal.
func brokenOff(data []byte) bool {
	size := data[:min(4, len(data))]
	for _, c := range size {
		if !bytes.ContainsRune([]byte("0123456789abcdefABCDEF"), rune(c)) {
			return false
		}
	}
	if len(size) < 4 {
		return true
	}
	n, err := strconv.ParseUint(string(size), 16, 16)
	return err == nil && n > 4 && n <= longestPacket && int(n) > len(data) && !isRefusal(data[4:])
}

// isRefusal reports whether text, of a packet or of its beginning, says why
// there is no list.
func isRefusal(text []byte) bool { return bytes.HasPrefix(text, []byte("ERR ")) }

// packet takes the first packet off data; ok is false where it is a flush, or
// not all there. Git docs: gitprotocol-common, "pkt-line Format".
func packet(data []byte) (text, rest []byte, ok bool) {
	if len(data) < 4 {
		return nil, nil, false
	}
	n, err := strconv.ParseUint(string(data[:4]), 16, 16)
	if err != nil || n <= 4 || int(n) > len(data) {
		return nil, nil, false
	}
	return data[4:n], data[n:], true
}

// gitVerdict says what git's answer means. fault says that it was none about
// this token and this repository. A 401 here never blames the token, which
// the API has just accepted.
func (v *repositoryCheck) gitVerdict(o outcome) (p *problem.Problem, fault bool) {
	in := v.client.in
	switch {
	case o.ok() && o.answer.IsHTML():
		return pageProblem(o, in, true), true
	case o.ok():
		return o.problem(problem.GitLabBadAnswer, in), true
	case o.failure != nil, o.status() == 0, o.status() >= 500, o.status() == http.StatusTooManyRequests, o.status()/100 == 3, o.answer.IsHTML(), o.isBan():
		return verdict(o, in), true
	}
	if name, lacks := o.lacksPermission(); lacks {
		return v.permission(o, name), false
	}
	if p := refusedInWords(o, in); p != nil {
		return v.gitProblem(p, o), p.Code == problem.GitLabRateLimited
	}
	return v.unproven(o), false
}

// permission is about a refusal for want of a permission. A token that has
// scopes can have none: the group accepts fine-grained tokens only.
func (v *repositoryCheck) permission(o outcome, name string) *problem.Problem {
	if v.client.kind != KindFineGrained {
		return v.about(problem.RepoLegacyRefused, o).With(problem.Facts{Needed: name})
	}
	return permissionMissing(o, v.client.in, name).With(problem.Facts{Path: oneLine(v.repo.Path)})
}

// closedFor is the warning about an answer that a fine-grained token was not given
// for want of a permission; nil for every other answer. Only the checks need it.
func (v *repositoryCheck) closedFor(o outcome) *problem.Problem {
	name, lacks := o.lacksPermission()
	if !lacks || v.client.kind != KindFineGrained {
		return nil
	}
	return v.permission(o, name).WithSeverity(problem.Warning)
}

// lacking is the permission that p is about, for a line of its check.
func lacking(p *problem.Problem) string { return cmp.Or(p.About(), "a permission") }

// gitProblem makes what git's sentence names a problem of this repository.
func (v *repositoryCheck) gitProblem(p *problem.Problem, o outcome) *problem.Problem {
	in := v.client.in
	switch spec, _ := problem.Lookup(p.Code); {
	case p.Code == problem.ScopeMissing:
		return scopeMissing(scopeWrite, in).Because(o.evidence())
	case p.Code == problem.RepoNotReady && v.repo.Empty && !v.importing():
		return v.about(problem.RepoEmpty, o)
	case p.Code == problem.RepoSSORequired:
		return v.about(p.Code, o).With(problem.Facts{Target: oneLine(addressIn(o.words()))})
	case spec.Area == problem.AreaRepository:
		return v.about(p.Code, o).With(problem.Facts{Remedy: p.Facts.Remedy, Waits: p.Facts.Waits})
	}
	return p.With(problem.Facts{Target: oneLine(addressIn(o.words()))})
}

// addressIn returns the first address in text, without its query.
func addressIn(text string) string {
	for word := range strings.FieldsSeq(text) {
		if strings.HasPrefix(word, "https://") {
			return webURL(strings.TrimRight(word, ".,;"))
		}
	}
	return ""
}

// otherOrigin returns the origin that GitLab names for git, if it is not the
// one that was asked.
func (v *repositoryCheck) otherOrigin() string {
	u, err := url.Parse(v.project.HTTPURLToRepo)
	if err != nil || u.Host == "" || newOrigin(u.Scheme, u.Hostname(), u.Port()) == v.client.in.Origin() {
		return ""
	}
	return v.client.clean(u.Scheme+"://"+u.Host, web.MaxAddress)
}

// pushes are the lines for what git said, or did not say.
var pushes = map[problem.Code]string{
	problem.ScopeMissing:      "git refuses: the token is missing write_repository",
	problem.PermissionMissing: "git refuses: the token is missing Code: Push",
	problem.RepoLegacyRefused: "git refuses: only fine-grained tokens are accepted",
	problem.RepoReadOnly:      "git takes no pushes: read-only",
	problem.RepoNotReady:      "git has no repository there yet",
	problem.RepoNotAMember:    "git refuses: you are not a member of this project",
	problem.RepoRoleTooLow:    "git refuses: your role is too low",
	problem.RepoPushRefused:   "git refuses, although your role is high enough",
	problem.RepoArchived:      "git refuses: the project is archived",
	problem.RepoHTTPGitOff:    "this GitLab does not allow pushes over https",
	problem.RepoSSORequired:   "the group needs you to sign in with SSO first",
	problem.GitLabUnavailable: "git takes no pushes right now: read-only",
	problem.RepoEmpty:         "git has nothing there yet",
}

// describeGitAnswer returns the line for p, which git's answer brought. fault says
// that git did not answer the question.
func describeGitAnswer(p *problem.Problem, fault bool) string {
	words, ok := pushes[p.Code]
	switch {
	case fault:
		return "git did not say: " + describeRefusal(p)
	case ok:
		return words
	}
	return describeRefusal(p)
}
