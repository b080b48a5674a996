package gitlab

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/web"
	"acp-gitlab/lazy"
)

// graphBatch is how many paths GitLab takes in one question. GitLab: merge request
// 133596. leastBatch is how few are worth one.
const graphBatch, leastBatch = 50, 5

// graphProject is what GraphQL says of a project. Absent fields are of versions
// that do not know them.
type graphProject struct {
	ID                   string    `json:"id"`
	FullPath             string    `json:"fullPath"`
	WebURL               string    `json:"webUrl"`
	HTTPURLToRepo        string    `json:"httpUrlToRepo"`
	Archived             bool      `json:"archived"`
	ImportStatus         string    `json:"importStatus"`
	MarkedForDeletionOn  *graphDay `json:"markedForDeletionOn"`
	MergeRequestsEnabled *bool     `json:"mergeRequestsEnabled"`
	MaxAccessLevel       *struct {
		IntegerValue int `json:"integerValue"`
	} `json:"maxAccessLevel"`
	UserPermissions *struct {
		PushCode             bool  `json:"pushCode"`
		CreateMergeRequestIn *bool `json:"createMergeRequestIn"`
	} `json:"userPermissions"`
	Repository *struct {
		RootRef string `json:"rootRef"`
		Empty   bool   `json:"empty"`
	} `json:"repository"`
}

// tellsAll reports whether nothing has to be asked from REST. Where GraphQL says
// no to pushing without a reason that it shows, REST knows the reason.
func (p *graphProject) tellsAll() bool {
	if p == nil || p.id() == 0 || p.Repository == nil || p.UserPermissions == nil {
		return false
	}
	role := p.role()
	stopped := p.Archived || p.MarkedForDeletionOn != nil
	return role.push || stopped || role.known && !role.level.MayPush()
}

func (p *graphProject) id() int64 {
	n, err := strconv.ParseInt(strings.TrimPrefix(p.ID, projectGID), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (p *graphProject) role() *graphRole {
	r := &graphRole{push: p.UserPermissions.PushCode}
	if p.MaxAccessLevel != nil {
		r.level, r.known = AccessLevel(p.MaxAccessLevel.IntegerValue), true
	}
	return r
}

// project is the project as REST tells it.
func (p *graphProject) project() *gl.Project {
	out := &gl.Project{
		ID: p.id(), PathWithNamespace: p.FullPath, WebURL: p.WebURL, HTTPURLToRepo: p.HTTPURLToRepo,
		Archived: p.Archived, ImportStatus: p.ImportStatus, MarkedForDeletionOn: p.MarkedForDeletionOn.isoTime(),
		DefaultBranch: p.Repository.RootRef, EmptyRepo: p.Repository.Empty,
		RepositoryAccessLevel: gl.EnabledAccessControl, CanCreateMergeRequestIn: true,
	}
	if may := p.UserPermissions.CreateMergeRequestIn; may != nil {
		out.CanCreateMergeRequestIn = *may
	}
	if on := p.MergeRequestsEnabled; on != nil {
		out.MergeRequestsAccessLevel = gl.EnabledAccessControl
		if !*on {
			out.MergeRequestsAccessLevel = gl.DisabledAccessControl
		}
	}
	return out
}

// graphFields are what is asked about a project; a field with others inside it
// comes before them, up to "".
var graphFields = []struct {
	name   string
	inside []string
}{
	{"id", nil},
	{"fullPath", nil},
	{"webUrl", nil},
	{"httpUrlToRepo", nil},
	{"archived", nil},
	{"importStatus", nil},
	{"markedForDeletionOn", nil},
	{"mergeRequestsEnabled", nil},
	{"maxAccessLevel", []string{"integerValue"}},
	{"userPermissions", []string{"pushCode", "createMergeRequestIn"}},
	{"repository", []string{"rootRef", "empty"}},
}

// graphAsker asks GraphQL about projects, and learns what this GitLab knows. Only
// one question is asked at a time.
type graphAsker struct {
	client  *Client
	size    int
	off     bool // GraphQL does not tell
	failed  int  // questions without an answer
	unknown []string

	mu     sync.Mutex
	answer outcome
	ids    []int64
}

// knowsDeletion reports whether this GitLab tells in GraphQL what is going to be
// deleted. Where it does not, REST may.
func (a *graphAsker) knowsDeletion() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return !slices.Contains(a.unknown, "markedForDeletionOn")
}

// last is the answer to the last question.
func (a *graphAsker) last() outcome {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.answer
}

// lastHad reports whether the last question was about the project numbered id.
func (a *graphAsker) lastHad(id int64) bool { return slices.Contains(a.ids, id) }

// fields is the selection, without what this GitLab does not know.
func (a *graphAsker) fields() string {
	var parts []string
	for _, f := range graphFields {
		if slices.Contains(a.unknown, f.name) {
			continue
		}
		text := f.name
		if f.inside != nil {
			inside := slices.DeleteFunc(slices.Clone(f.inside), func(s string) bool { return slices.Contains(a.unknown, s) })
			if len(inside) == 0 {
				continue
			}
			text += "{" + strings.Join(inside, " ") + "}"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}

func (a *graphAsker) query(paths []string, ids []int64) gl.GraphQLQuery {
	var args, parts []string
	vars := map[string]any{}
	fields := a.fields()
	if len(paths) > 0 {
		args, vars["paths"] = append(args, "$paths:[ID!]"), paths
		parts = append(parts, fmt.Sprintf("named:projects(fullPaths:$paths,first:%d){nodes{%s}}", len(paths), fields))
	}
	if len(ids) > 0 {
		gids := make([]string, len(ids))
		for i, id := range ids {
			gids[i] = projectGID + strconv.FormatInt(id, 10)
		}
		args, vars["ids"] = append(args, "$ids:[ID!]"), gids
		parts = append(parts, fmt.Sprintf("moved:projects(ids:$ids,first:%d){nodes{%s}}", len(ids), fields))
	}
	return gl.GraphQLQuery{Query: "query(" + strings.Join(args, ",") + "){" + strings.Join(parts, " ") + "}", Variables: vars}
}

type graphNodes struct {
	Nodes []*graphProject `json:"nodes"`
}

type manyAnswer struct {
	Data struct {
		Named graphNodes `json:"named"`
		Moved graphNodes `json:"moved"`
	} `json:"data"`
	Errors []struct {
		Message string `json:"message"`
	} `json:"errors"`
}

// ask returns the projects by their path in lower case, and by idKey; nil where
// GraphQL does not tell. A question that is too complex comes in parts.
func (a *graphAsker) ask(ctx context.Context, paths []string, ids []int64) (map[string]*graphProject, outcome) {
	a.ids = ids
	found := map[string]*graphProject{}
	for range len(graphFields) + 5 { // each time GraphQL has told something about itself
		if a.off || len(paths)+len(ids) == 0 {
			return nil, outcome{}
		}
		if n := a.size; len(paths) > n {
			rest, o := a.ask(ctx, paths[n:], nil)
			if rest == nil {
				return nil, o
			}
			maps.Copy(found, rest)
			paths, a.ids = paths[:n], ids
			continue
		}
		var got manyAnswer
		o := a.send(ctx, a.query(paths, ids), &got)
		switch {
		case o.status() == http.StatusTooManyRequests || ctx.Err() != nil || o.answer == nil && o.failure == nil:
			return nil, o
		case !o.ok():
			a.fail(o)
			return nil, o
		case !a.learn(got):
			a.keep(found, got, paths)
			return found, o
		}
	}
	a.off = true
	return nil, outcome{}
}

func (a *graphAsker) send(ctx context.Context, q gl.GraphQLQuery, into *manyAnswer) outcome {
	_, o := ask(ctx, "POST /api/graphql", func(opts ...gl.RequestOptionFunc) (any, *gl.Response, error) {
		resp, err := a.client.api.GraphQL.Do(q, into, opts...)
		return nil, resp, err
	})
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answer = o
	return o
}

// fail gives GraphQL up: at once where it is not there or not open, after a second
// time where it only did not answer.
func (a *graphAsker) fail(o outcome) {
	a.failed++
	a.off = a.failed > 1 || o.failure == nil && o.status() < 500
}

var (
	noField    = lazy.Regexp(`^Field '(\w+)' doesn't exist on type`)
	noArgument = lazy.Regexp(`doesn't accept argument '(\w+)'`)
	tooComplex = lazy.Regexp(`complexity of \d+, which exceeds`)
)

// learn takes note of what GraphQL says about the question, and reports whether
// another one may do.
func (a *graphAsker) learn(got manyAnswer) (again bool) {
	for _, e := range got.Errors {
		field := noField().FindStringSubmatch(e.Message)
		switch {
		case field != nil:
			a.forget(field[1])
			again = true
		case tooComplex().MatchString(e.Message) && a.size/2 >= leastBatch:
			a.size /= 2
			again = true
		case noArgument().MatchString(e.Message), len(got.Data.Named.Nodes)+len(got.Data.Moved.Nodes) == 0:
			a.off = true
			return true
		}
	}
	return again
}

func (a *graphAsker) forget(field string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.unknown = append(a.unknown, field)
}

// keep takes what was asked for out of an answer.
func (a *graphAsker) keep(found map[string]*graphProject, got manyAnswer, paths []string) {
	for _, p := range got.Data.Named.Nodes {
		if p != nil && slices.ContainsFunc(paths, func(s string) bool { return strings.EqualFold(s, p.FullPath) }) {
			found[strings.ToLower(p.FullPath)] = p
		}
	}
	for _, p := range got.Data.Moved.Nodes {
		if p != nil && slices.Contains(a.ids, p.id()) {
			found[idKey(p.id())] = p
		}
	}
}

// idKey names a project by its number; no path looks like it.
func idKey(id int64) string { return "#" + strconv.FormatInt(id, 10) }

// movedTo returns the number of the project that had this path in former times, 0
// if there is none, and the answer. GitLab's redirect names it, and is not followed.
func (c *Client) movedTo(ctx context.Context, path string) (int64, outcome) {
	if projectPath(plainPath(path)) != path {
		return 0, outcome{}
	}
	call := "/api/v4/projects/" + escapedID(path)
	o := outcome{call: "GET " + call}
	answer, err := c.stack.Do(ctx, web.Request{
		Method: http.MethodGet, URL: c.in.Join(call, nil),
		Header: http.Header{"Authorization": {"Bearer " + c.token.Reveal()}},
	})
	if o.answer = answer; err != nil && !errors.As(err, &o.failure) {
		return 0, o
	}
	if o.failure != nil || o.status()/100 != 3 {
		return 0, o
	}
	u, err := url.Parse(answer.Location)
	if err != nil {
		return 0, o
	}
	_, last, _ := strings.Cut(u.Path, "/api/v4/projects/")
	id, err := strconv.ParseInt(last, 10, 64)
	if err != nil {
		return 0, o
	}
	return id, o
}
