package gitlab

import (
	"context"
	"time"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
)

// Target is a repository that the user may push to.
type Target struct {
	Path string
	// Role is 0 where the list does not tell it.
	Role         AccessLevel
	LastActivity time.Time
}

// targetCount is how many targets one search shows.
const targetCount = 20

// PushTargets returns the first repositories that the user may push to, those
// with the latest activity first; search may be empty. The list counts roles
// that come from groups and invitations, but does not always tell them.
func (c *Client) PushTargets(ctx context.Context, search string) ([]Target, *problem.Problem) {
	opt := &gl.ListProjectsOptions{
		ListOptions: gl.ListOptions{PerPage: targetCount},
		Membership:  new(true), Archived: new(false),
		MinAccessLevel: new(gl.AccessLevelValue(Developer)), OrderBy: new("last_activity_at"),
	}
	if search != "" {
		opt.Search, opt.SearchNamespaces = new(search), new(true)
	}
	found, o := ask(ctx, "GET /api/v4/projects", func(o ...gl.RequestOptionFunc) ([]*gl.Project, *gl.Response, error) {
		return c.api.Projects.ListProjects(opt, o...)
	})
	if p := verdict(o, c.in); p != nil {
		return nil, p
	}
	var targets []Target
	for _, p := range found {
		if p == nil || p.Archived || projectPath(plainPath(p.PathWithNamespace)) == "" {
			continue
		}
		direct, group := permissions(p)
		t := Target{Path: c.clean(p.PathWithNamespace), LastActivity: when(p.LastActivityAt)}
		if role := max(direct, group); role.MayPush() {
			t.Role = role
		}
		targets = append(targets, t)
	}
	return targets, nil
}
