package gitlab

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// Repository is what GitLab says about pushing to a repository.
type Repository struct {
	// Path is the one GitLab answers with; Asked what it was asked for.
	Path, Asked string
	ID          int64
	// Level is the effective level of the token's user, whichever way it is
	// granted; LevelKnown says that GitLab told one.
	Level      AccessLevel
	LevelKnown bool
	// Via says how it is granted: "through the group team"; "" if directly or
	// not known.
	Via string
	// CanPush says that the token can push; PushProven that git said so.
	CanPush, PushProven bool
	DefaultBranch       string
	// DefaultBranchPushable is about the user; DefaultBranchKnown says that
	// GitLab told.
	DefaultBranchPushable, DefaultBranchKnown bool
	Empty                                     bool
	WebURL                                    string
	// Unasked says that the question was not asked, or not to its end: nothing but
	// Asked is known then.
	Unasked  bool
	Findings []problem.Finding
	Problems []*problem.Problem
}

// The lines about a repository.
const (
	checkProject = "project"
	checkRole    = "role"
	checkPush    = "push"
	checkBranch  = "branch"
	checkMoved   = "moved"
	checkMerge   = "merge requests"
	checkUntil   = "role ends"
)

// RepositoryChecks are the lines about a repository in their order, all awaited.
func RepositoryChecks() []problem.Finding {
	return awaited(checkProject, checkRole, checkPush, checkBranch)
}

// Repository asks whether the token can push to the repository at path: first
// for the project and the membership together, then for the default branch
// and git together. user is whose token it is; without an ID only GraphQL can
// tell the role. When ctx ends, the zero value is returned.
func (c *Client) Repository(ctx context.Context, path string, user User, emit func(problem.Finding)) Repository {
	v := repositoryCheck{client: c, user: user, checklist: checklist{emit: emit}}
	v.repo.Asked, v.repo.Path = path, path
	v.run(ctx)
	if ctx.Err() != nil {
		return Repository{}
	}
	v.repo.Findings, v.repo.Problems = v.findings, v.problems
	return v.repo
}

// repositoryCheck is one look at a repository.
type repositoryCheck struct {
	checklist
	client *Client
	user   User
	repo   Repository

	project  *gl.Project
	looked   outcome
	member   *gl.ProjectMember
	asMember outcome
	graph    *graphRole
	batched  bool // project is GraphQL's word, and looked about many of them
	branch   *gl.Branch
	onBranch outcome
	git      outcome
	gitAsked bool
	// shallow leaves the default branch out; wantsMember asks for the membership
	// together with git.
	shallow, wantsMember bool
	// unsure says that the list in which the project was looked for, search,
	// could not be read or was longer than what was read.
	unsure bool
	search outcome
}

func (v *repositoryCheck) run(ctx context.Context) {
	if v.repo.Asked == "" || projectPath(plainPath(v.repo.Asked)) != v.repo.Asked {
		v.addProblem(checkProject, "not a repository path", invalidRepository(v.repo.Asked, plainHint(v.repo.Asked)))
		return
	}
	v.first(ctx)
	if ctx.Err() != nil {
		return
	}
	if p := v.absent(); p != nil {
		v.addProblem(checkProject, describeAbsence(p), p)
		return
	}
	v.describe()
	v.second(ctx)
	if ctx.Err() != nil {
		return
	}
	v.judge()
}

// judge turns the answers into lines and the verdict.
func (v *repositoryCheck) judge() {
	v.repo.PushProven = v.gitAsked && isAdvertisement(v.git)
	v.level()
	v.role()
	v.state()
	v.push()
	v.mergeRequests()
	v.roleEnds()
	v.defaultBranch()
	v.repo.CanPush = (v.repo.Level.MayPush() || v.repo.PushProven) && !problem.Stops(v.problems)
}

// first asks for project and membership at the same time.
func (v *repositoryCheck) first(ctx context.Context) {
	c, id := v.client, v.repo.Asked
	if known, ok := c.ahead.projects[id]; ok {
		if v.project, v.looked = known.project, known.looked; !v.lostOnTheWay() && !v.looked.is(http.StatusNotFound) {
			v.wantsMember = v.user.ID != 0
			return
		}
	}
	asks := []func(){func() { v.project, v.looked = c.project(ctx, id) }}
	if v.user.ID != 0 {
		asks = append(asks, func() { v.member, v.asMember = c.member(ctx, id, v.user.ID) })
	}
	web.Together(asks...)
	lost := v.lostOnTheWay()
	if !lost && !v.looked.is(http.StatusNotFound) {
		return
	}
	// A reverse proxy may decode %2F, so that GitLab sees another route, or encode
	// it once more, so that it sees another name: the number has no slash. GitLab
	// docs: REST API troubleshooting.
	n, whole, o := c.projectNumber(ctx, id)
	if v.unsure, v.search = lost && n == 0 && !whole, o; n != 0 {
		v.project, v.looked = c.project(ctx, n)
		if v.user.ID != 0 {
			v.member, v.asMember = c.member(ctx, n, v.user.ID)
		}
	}
}

// lostOnTheWay reports whether there was no such route, rather than no such
// project. Servers such as Tomcat and Envoy answer %2F with 400, in no JSON.
func (v *repositoryCheck) lostOnTheWay() bool {
	o := v.looked
	switch {
	case o.failure != nil:
		return false
	case o.status() == http.StatusBadRequest:
		return !o.body().JSON
	}
	return o.status() == http.StatusNotFound && (o.answer.IsHTML() || o.body().Route)
}

func (c *Client) project(ctx context.Context, id any) (*gl.Project, outcome) {
	return ask(ctx, "GET /api/v4/projects/"+escapedID(id), func(o ...gl.RequestOptionFunc) (*gl.Project, *gl.Response, error) {
		return c.api.Projects.GetProject(id, nil, o...)
	})
}

func (c *Client) member(ctx context.Context, id any, user int64) (*gl.ProjectMember, outcome) {
	call := "GET /api/v4/projects/" + escapedID(id) + "/members/all/" + escapedID(user)
	return ask(ctx, call, func(o ...gl.RequestOptionFunc) (*gl.ProjectMember, *gl.Response, error) {
		return c.api.ProjectMembers.GetInheritedProjectMember(id, user, o...)
	})
}

// searchCount is how many projects a search by name brings; GitLab allows no
// more on a page.
const searchCount = 100

// projectNumber finds a project by searching; 0 if it is not among the first,
// and whole says that these were read, and were all.
func (c *Client) projectNumber(ctx context.Context, path string) (number int64, whole bool, o outcome) {
	name, more := path[strings.LastIndex(path, "/")+1:], false
	found, o := ask(ctx, "GET /api/v4/projects", func(o ...gl.RequestOptionFunc) ([]*gl.Project, *gl.Response, error) {
		list, resp, err := c.api.Projects.ListProjects(&gl.ListProjectsOptions{
			ListOptions: gl.ListOptions{PerPage: searchCount}, Search: new(name), Membership: new(true), Simple: new(true),
		}, o...)
		more = err == nil && (resp.NextPage != 0 || resp.NextLink != "")
		return list, resp, err
	})
	if !o.ok() {
		return 0, false, o
	}
	for _, p := range found {
		if p != nil && strings.EqualFold(p.PathWithNamespace, path) {
			return p.ID, true, o
		}
	}
	return 0, !more && len(found) < searchCount, o
}

// absent returns why the project cannot be looked at, nil if it can.
func (v *repositoryCheck) absent() *problem.Problem {
	o, in := v.looked, v.client.in
	switch {
	case o.ok() && v.project != nil && v.client.whole(v.project.PathWithNamespace, web.MaxPath) != "":
		return nil
	case v.unsure:
		if p := verdict(v.search, in); p != nil {
			return v.own(p)
		}
		return v.own(v.search.problem(problem.GitLabBadAnswer, in).Because(v.search.evidence() + ", and there are more"))
	case o.ok():
		return v.own(o.problem(problem.GitLabBadAnswer, in))
	case o.is(http.StatusNotFound), v.lostOnTheWay():
		return v.about(problem.RepoNotFound, o)
	}
	if name, lacks := o.lacksPermission(); lacks {
		return v.permission(o, name)
	}
	p := verdict(o, in)
	if o.is(http.StatusForbidden) && !o.isBan() && (p.Code == problem.GitLabBadAnswer || p.Code == problem.GitLabForbidden && p.Facts.Waits) {
		return v.about(problem.RepoNotFound, o)
	}
	return v.own(p)
}

// own makes a problem one of this repository, unless it is about a scope.
func (v *repositoryCheck) own(p *problem.Problem) *problem.Problem {
	if p.Code != problem.ScopeMissing && p.Code != problem.PermissionMissing {
		p.Subject = v.repo.Path
	}
	return p.With(problem.Facts{Path: v.repo.Path})
}

// about returns a problem about the repository.
func (v *repositoryCheck) about(code problem.Code, o outcome) *problem.Problem {
	known := problem.Facts{Path: oneLine(v.repo.Path)}
	if v.user.Username != "" {
		known.User = oneLine("@" + v.user.Username)
	}
	if v.repo.LevelKnown {
		known.Role, known.Level = v.repo.Level.String(), strconv.Itoa(int(v.repo.Level))
	}
	return o.problem(code, v.client.in).WithSubject(v.repo.Path).With(known)
}

func describeAbsence(p *problem.Problem) string {
	if p.Code == problem.RepoNotFound {
		return "GitLab shows you no repository with that name"
	}
	return describeRefusal(p)
}

// describe takes over what the project says of itself.
func (v *repositoryCheck) describe() {
	c, p, r := v.client, v.project, &v.repo
	r.ID, r.Path = p.ID, c.whole(p.PathWithNamespace, web.MaxPath)
	r.DefaultBranch, r.Empty = c.whole(p.DefaultBranch, web.MaxBranch), p.EmptyRepo
	r.WebURL = webURL(c.whole(p.WebURL, web.MaxAddress))
	if !strings.EqualFold(r.Path, r.Asked) {
		v.line(checkMoved, "moved", problem.Info, "GitLab now calls it "+r.Path)
	}
	if parts := strings.Split(r.Path, "/"); len(parts) > 2 {
		text := `ACP's sessions read only "` + strings.Join(parts[:2], "/") + `" of "` + r.Path + `"`
		v.line(checkPath, "path", problem.Warn, text, v.about(problem.RepoNestedGroup, v.looked).Because(text))
	}
}

// webURL returns an address that may be shown and opened; "" for anything but
// http.
func webURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}

// escapedID returns a project's or a user's id as it stands in an address.
func escapedID(id any) string { return url.PathEscape(fmt.Sprint(id)) }

// second asks, at the same time, for the default branch and git, and for the
// role where the membership told none.
func (v *repositoryCheck) second(ctx context.Context) {
	c := v.client
	var asks []func()
	if v.wantsMember {
		asks = append(asks, func() { v.member, v.asMember = c.member(ctx, v.project.ID, v.user.ID) })
	}
	if v.repo.DefaultBranch != "" && !v.repo.Empty && !v.disabled() && !v.shallow {
		asks = append(asks, func() { v.branch, v.onBranch = c.branch(ctx, v.project.ID, v.project.DefaultBranch) })
	}
	if v.gitAsked = v.mayAskGit(); v.gitAsked {
		asks = append(asks, func() { v.git = c.gitProbe(ctx, v.project.PathWithNamespace) })
	}
	if !v.memberKnown() && !v.wantsMember && v.graph == nil && c.kind != KindFineGrained { // GraphQL tells no role to those
		asks = append(asks, func() { v.graph = c.graphRole(ctx, v.project.PathWithNamespace) })
	}
	web.Together(asks...)
	if v.wantsMember && !v.memberKnown() && v.graph == nil && c.kind != KindFineGrained && ctx.Err() == nil {
		v.graph = c.graphRole(ctx, v.project.PathWithNamespace)
	}
}

func (c *Client) branch(ctx context.Context, id int64, name string) (*gl.Branch, outcome) {
	call := "GET /api/v4/projects/" + escapedID(id) + "/repository/branches/" + url.PathEscape(c.clean(name, web.MaxBranch))
	return ask(ctx, call, func(o ...gl.RequestOptionFunc) (*gl.Branch, *gl.Response, error) {
		return c.api.Branches.GetBranch(id, name, o...)
	})
}

// disabled reports whether the project has no repository to use.
func (v *repositoryCheck) disabled() bool {
	return v.project.RepositoryAccessLevel == gl.DisabledAccessControl
}

func (v *repositoryCheck) deleting() bool {
	return v.project.MarkedForDeletionOn != nil || v.project.MarkedForDeletionAt != nil //nolint:staticcheck // older GitLab tells only the deprecated field
}

// mayAskGit reports whether git is asked. It is asked only about a path that the
// API has just shown: asking about one that does not exist can create a project.
// It is not asked where its answer could change nothing.
func (v *repositoryCheck) mayAskGit() bool {
	path := v.project.PathWithNamespace
	return path != "" && projectPath(plainPath(path)) == path && !v.project.Archived && !v.deleting() && !v.disabled()
}

// state adds a line where the repository takes no pushes, whatever the role.
func (v *repositoryCheck) state() {
	switch p := v.project; {
	case v.deleting():
		deleted := v.about(problem.RepoBeingDeleted, v.looked)
		if d := p.MarkedForDeletionOn; d != nil && !timeOf(d).IsZero() {
			deleted = deleted.With(problem.Facts{Date: DateOf(timeOf(d)).Describe()})
		}
		v.addProblem(checkProject, "marked for deletion", deleted)
	case p.Archived:
		v.addProblem(checkProject, "archived: no one can push", v.about(problem.RepoArchived, v.looked))
	case v.disabled():
		v.addProblem(checkProject, "its repository is turned off", v.about(problem.RepoDisabled, v.looked))
	case v.importing() && !v.repo.PushProven:
		// git says whether it is there yet
	case v.repo.Empty:
		v.addProblem(checkProject, "empty: it has no commits yet", v.about(problem.RepoEmpty, v.looked))
	}
}

// defaultBranch adds the line about pushing to the default branch.
func (v *repositoryCheck) defaultBranch() {
	b, name := v.branch, v.repo.DefaultBranch
	if unread := v.closedFor(v.onBranch); unread != nil {
		v.addProblem(checkBranch, name+": cannot see whether you can push to it: missing "+lacking(unread), unread)
		return
	}
	if b == nil || !v.onBranch.ok() {
		return
	}
	v.repo.DefaultBranchKnown, v.repo.DefaultBranchPushable = true, b.CanPush
	switch {
	case b.CanPush:
		v.line(checkBranch, name, problem.OK, "you can push to it too")
	case b.Protected && !problem.Stops(v.problems):
		text := "protected: ACP pushes a branch and opens a merge request"
		if !v.mayOpenMergeRequests() {
			text = "protected: ACP pushes a branch of its own"
		}
		v.line(checkBranch, name, problem.Info, text,
			v.about(problem.RepoBranchProtected, v.onBranch))
	}
}
