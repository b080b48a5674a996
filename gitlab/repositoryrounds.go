package gitlab

import (
	"context"
	"fmt"
	"net/url"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// escapedID returns a project's or a user's id as it stands in an address.
func escapedID(id any) string { return url.PathEscape(fmt.Sprint(id)) }

// second asks, at the same time, for the default branch and git, and for the
// role where the membership told none.
func (v *visit) second(ctx context.Context) {
	c := v.client
	var asks []func()
	if v.repo.DefaultBranch != "" && !v.repo.Empty && !v.disabled() {
		asks = append(asks, func() { v.branch, v.onBranch = c.branch(ctx, v.project.ID, v.project.DefaultBranch) })
	}
	if v.gitAsked = v.mayAskGit(); v.gitAsked {
		asks = append(asks, func() { v.git = c.gitProbe(ctx, v.project.PathWithNamespace) })
	}
	if !v.memberKnown() {
		asks = append(asks, func() { v.graph = c.graphRole(ctx, v.project.PathWithNamespace) })
	}
	web.Together(asks...)
}

func (c *Client) branch(ctx context.Context, id int64, name string) (*gl.Branch, outcome) {
	call := "GET /api/v4/projects/" + escapedID(id) + "/repository/branches/" + url.PathEscape(c.clean(name, web.MaxBranch))
	return ask(ctx, call, func(o ...gl.RequestOptionFunc) (*gl.Branch, *gl.Response, error) {
		return c.api.Branches.GetBranch(id, name, o...)
	})
}

// disabled reports whether the project has no repository to use.
func (v *visit) disabled() bool { return v.project.RepositoryAccessLevel == gl.DisabledAccessControl }

func (v *visit) deleting() bool {
	return v.project.MarkedForDeletionOn != nil || v.project.MarkedForDeletionAt != nil //nolint:staticcheck // older GitLab tells only the deprecated field
}

// mayAskGit reports whether git is asked: about a path that the API has just
// shown as it stands, because asking about one that does not exist can create
// a project; and not where the answer could change nothing.
func (v *visit) mayAskGit() bool {
	path := v.project.PathWithNamespace
	return path != "" && projectPath(plainPath(path)) == path && !v.project.Archived && !v.deleting() && !v.disabled()
}

// state adds a line where the repository takes no pushes, whatever the role.
func (v *visit) state() {
	switch p := v.project; {
	case v.deleting():
		deleted := v.about(problem.RepoBeingDeleted, v.looked)
		if d := p.MarkedForDeletionOn; d != nil {
			deleted = deleted.With("date", DateOf(timeOf(d)).Words())
		}
		v.trouble(checkProject, "marked for deletion", deleted)
	case p.Archived:
		v.trouble(checkProject, "archived: nobody can push", v.about(problem.RepoArchived, v.looked))
	case v.disabled():
		v.trouble(checkProject, "its repository is switched off", v.about(problem.RepoDisabled, v.looked))
	case v.repo.Empty:
		v.trouble(checkProject, "empty: it has no commit yet", v.about(problem.RepoEmpty, v.looked))
	}
}

// defaultBranch adds the line about pushing to the default branch.
func (v *visit) defaultBranch() {
	b, name := v.branch, v.repo.DefaultBranch
	if b == nil || !v.onBranch.ok() {
		return
	}
	v.repo.DefaultBranchKnown, v.repo.DefaultBranchPushable = true, b.CanPush
	switch {
	case b.CanPush:
		v.line(checkBranch, name, problem.OK, "you may push to it as well")
	case b.Protected && !problem.Stops(v.problems):
		v.line(checkBranch, name, problem.Info, "protected: ACP pushes a branch and opens a merge request",
			v.about(problem.RepoBranchProtected, v.onBranch))
	}
}
