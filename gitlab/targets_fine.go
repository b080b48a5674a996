package gitlab

import (
	"context"
	"net/http"
	"slices"
	"strings"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// associations is what a token reaches. client-go does not know it.
//
// GitLab docs: "Personal access tokens API", list all token associations, 17.4.
type associations struct {
	Projects []*struct {
		Path   string `json:"path_with_namespace"`
		Levels struct {
			Project *AccessLevel `json:"project_access_level"`
			Group   *AccessLevel `json:"group_access_level"`
		} `json:"access_levels"`
	} `json:"projects"`
}

// associationCount is how many associations are asked for: GitLab allows no more
// on a page, and has no search for them.
const associationCount = 100

// associated returns targets for a fine-grained token: the list of projects is a
// permission of its own, which ACP does not need, and what the token reaches can be
// read with the one that the checks have anyway. GitLab tells no activity there.
func (c *Client) associated(ctx context.Context, search string) ([]Target, *problem.Problem) {
	found, o := ask(ctx, "GET /api/v4/personal_access_tokens/self/associations", func(opts ...gl.RequestOptionFunc) (associations, *gl.Response, error) {
		var a associations
		q := struct {
			Level   int `url:"min_access_level"`
			PerPage int `url:"per_page"`
		}{int(Developer), associationCount}
		req, err := c.api.NewRequest(http.MethodGet, "personal_access_tokens/self/associations", q, opts)
		if err != nil {
			return a, nil, err
		}
		resp, err := c.api.Do(req, &a)
		return a, resp, err
	})
	if p := verdict(o, c.in); p != nil {
		return nil, p
	}
	var targets []Target
	for _, p := range found.Projects {
		if p == nil || len(p.Path) > web.MaxPath || projectPath(plainPath(p.Path)) == "" ||
			!strings.Contains(strings.ToLower(p.Path), strings.ToLower(search)) {
			continue
		}
		t := Target{Path: c.clean(p.Path, web.MaxPath)}
		for _, level := range []*AccessLevel{p.Levels.Project, p.Levels.Group} {
			if level != nil && level.MayPush() {
				t.Role = max(t.Role, *level)
			}
		}
		targets = append(targets, t)
	}
	slices.SortFunc(targets, func(a, b Target) int { return strings.Compare(a.Path, b.Path) })
	return targets[:min(len(targets), targetCount)], nil
}
