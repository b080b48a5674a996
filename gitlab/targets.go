package gitlab

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// Target is a repository that the user may push to.
type Target struct {
	Path string
	// Role is the effective one, whichever way it is granted; where only the
	// list tells, the highest that it tells of; 0 where nobody tells.
	Role         AccessLevel
	LastActivity time.Time
}

// targetCount is how many targets one search shows.
const targetCount = 20

// PushTargets returns the first repositories that the user may push to, those
// with the latest activity first; search may be empty. The list counts roles
// that come from groups and invitations, but does not tell all of them: GraphQL
// is asked for those. Before that, the list is emitted without roles: it is known
// after one answer. emit may be nil.
func (c *Client) PushTargets(ctx context.Context, search string, emit func([]Target)) ([]Target, *problem.Problem) {
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
	if _, lacks := o.lacksPermission(); lacks {
		return c.associated(ctx, search)
	}
	if p := verdict(o, c.in); p != nil {
		return nil, p
	}
	found = slices.DeleteFunc(found, func(p *gl.Project) bool {
		return p == nil || p.Archived || len(p.PathWithNamespace) > web.MaxPath || projectPath(plainPath(p.PathWithNamespace)) == ""
	})
	found = found[:min(len(found), targetCount)] // a server that counts otherwise
	targets := make([]Target, 0, len(found))
	for _, p := range found {
		targets = append(targets, Target{Path: c.clean(p.PathWithNamespace, web.MaxPath), LastActivity: when(p.LastActivityAt)})
	}
	if emit != nil {
		emit(slices.Clone(targets))
	}
	roles := c.graphRoles(ctx, found)
	for i, p := range found {
		direct, group := permissions(p)
		if role := max(direct, group, roles[p.ID]); role.MayPush() {
			targets[i].Role = role
		}
	}
	return targets, nil
}

// rolesQuery asks for the effective roles in many projects. GitLab: complexity
// 250 is the most; this comes to less for 20 projects.
const rolesQuery = `query($ids:[ID!]){projects(ids:$ids,first:20){nodes{id maxAccessLevel{integerValue}}}}`

type rolesAnswer struct {
	Data struct {
		Projects struct {
			Nodes []struct {
				ID             string `json:"id"`
				MaxAccessLevel *struct {
					IntegerValue int `json:"integerValue"`
				} `json:"maxAccessLevel"`
			} `json:"nodes"`
		} `json:"projects"`
	} `json:"data"`
}

// projectGID is what stands before a project's number in GraphQL.
const projectGID = "gid://gitlab/Project/"

// graphRoles returns the user's roles by the number of the project; nothing
// where GraphQL does not tell, as before GitLab 17.
func (c *Client) graphRoles(ctx context.Context, projects []*gl.Project) map[int64]AccessLevel {
	ids := make([]string, len(projects))
	for i, p := range projects {
		ids[i] = projectGID + strconv.FormatInt(p.ID, 10)
	}
	if len(ids) == 0 {
		return nil
	}
	var a rolesAnswer
	_, o := ask(ctx, "POST /api/graphql", func(opts ...gl.RequestOptionFunc) (any, *gl.Response, error) {
		resp, err := c.api.GraphQL.Do(gl.GraphQLQuery{Query: rolesQuery, Variables: map[string]any{"ids": ids}}, &a, opts...)
		return nil, resp, err
	})
	if !o.ok() {
		return nil
	}
	roles := map[int64]AccessLevel{}
	for _, n := range a.Data.Projects.Nodes {
		id, err := strconv.ParseInt(strings.TrimPrefix(n.ID, projectGID), 10, 64)
		asked := err == nil && slices.ContainsFunc(projects, func(p *gl.Project) bool { return p.ID == id })
		if asked && n.MaxAccessLevel != nil {
			roles[id] = AccessLevel(n.MaxAccessLevel.IntegerValue)
		}
	}
	return roles
}
