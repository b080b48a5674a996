package gitlab

import (
	"context"
	"net/http"
	"time"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// Ahead is what GitLab said about projects that were asked for together with the
// token: a check of few repositories waits for one answer less so.
type Ahead struct{ projects map[string]aheadProject }

type aheadProject struct {
	project *gl.Project
	looked  outcome
}

// InspectAhead is [Client.Inspect] that also asks for the projects at paths, at the
// same time. Of more than a few nothing is asked ahead.
func (c *Client) InspectAhead(ctx context.Context, now time.Time, paths []string, emit func(problem.Finding)) (Inspection, Ahead) {
	if len(paths) > fewPaths {
		paths = nil
	}
	found := make([]aheadProject, len(paths))
	var in Inspection
	asks := []func(){func() { in = c.Inspect(ctx, now, emit) }}
	for i, path := range paths {
		if projectPath(plainPath(path)) == path {
			asks = append(asks, func() { found[i].project, found[i].looked = c.project(ctx, path) })
		}
	}
	web.Together(asks...)
	a := Ahead{projects: map[string]aheadProject{}}
	for i, path := range paths {
		if o := found[i].looked; o.failure == nil && o.answer != nil && o.status() < 500 && o.status() != http.StatusTooManyRequests {
			a.projects[path] = found[i]
		}
	}
	return in, a
}

// Knowing returns a client that does not ask again for what a says.
func (c *Client) Knowing(a Ahead) *Client {
	knowing := *c
	knowing.ahead = a
	return &knowing
}
