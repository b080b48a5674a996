package gitlab

import (
	"context"
	"strconv"
	"time"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// graphRole is the role that GraphQL tells: with shares, ancestors and
// administrators, which the project's own permissions leave out.
type graphRole struct {
	level AccessLevel
	known bool
	push  bool
}

const roleQuery = `query($path:ID!){project(fullPath:$path){maxAccessLevel{integerValue} userPermissions{pushCode}}}`

// pushQuery is for a GitLab that does not know maxAccessLevel yet.
const pushQuery = `query($path:ID!){project(fullPath:$path){userPermissions{pushCode}}}`

type graphAnswer struct {
	Data struct {
		Project *struct {
			MaxAccessLevel *struct {
				IntegerValue int `json:"integerValue"`
			} `json:"maxAccessLevel"`
			UserPermissions *struct {
				PushCode bool `json:"pushCode"`
			} `json:"userPermissions"`
		} `json:"project"`
	} `json:"data"`
	Errors []struct {
		Message string `json:"message"`
	} `json:"errors"`
}

// graphRole asks for the role; nil if GraphQL does not tell.
func (c *Client) graphRole(ctx context.Context, path string) *graphRole {
	for _, query := range []string{roleQuery, pushQuery} {
		var a graphAnswer
		_, o := ask(ctx, "POST /api/graphql", func(opts ...gl.RequestOptionFunc) (any, *gl.Response, error) {
			resp, err := c.api.GraphQL.Do(gl.GraphQLQuery{Query: query, Variables: map[string]any{"path": path}}, &a, opts...)
			return nil, resp, err
		})
		if !o.ok() {
			return nil
		}
		if p := a.Data.Project; p != nil {
			r := &graphRole{push: p.UserPermissions != nil && p.UserPermissions.PushCode}
			if p.MaxAccessLevel != nil {
				r.level, r.known = AccessLevel(p.MaxAccessLevel.IntegerValue), true
			}
			return r
		}
		if len(a.Errors) == 0 {
			return nil
		}
	}
	return nil
}

func (v *repositoryCheck) memberKnown() bool { return v.asMember.ok() && v.member != nil }

// level finds the effective level in the best answer there is: the effective
// membership, else GraphQL. The project's own permissions can prove a higher
// role, but never that there is none.
func (v *repositoryCheck) level() {
	r := &v.repo
	direct, group := permissions(v.project)
	switch {
	case v.memberKnown():
		r.Level, r.LevelKnown = AccessLevel(v.member.AccessLevel), true
	case v.graph != nil && v.graph.known:
		r.Level, r.LevelKnown = v.graph.level, true
	}
	if best := max(direct, group); best > r.Level {
		r.Level, r.LevelKnown = best, true
	}
	if !r.LevelKnown && v.graph != nil && v.graph.push {
		r.Level, r.LevelKnown = Developer, true
	}
	r.Via = v.via(direct, group)
}

// role adds the line about the role. A role that is too low stops only if git did
// not say yes.
func (v *repositoryCheck) role() {
	tooLow := v.describeRole() + "; pushing needs " + Developer.describe()
	unread := v.closedFor(v.asMember)
	switch {
	case v.repo.Level.MayPush() && unread != nil:
		v.addProblem(checkRole, v.describeRole()+"; cannot see when it expires: missing "+lacking(unread), unread)
	case !v.someLevel() && unread != nil:
		v.addProblem(checkRole, "cannot see it: missing "+lacking(unread)+"; git's answer decides", unread)
	case v.repo.Level.MayPush():
		v.ok(checkRole, v.describeRole())
	case !v.someLevel():
		v.skip(checkRole, "GitLab did not report your role here; git's answer decides")
	case v.gitAsked && !v.repo.PushProven:
		v.addProblem(checkRole, tooLow, v.roleTooLow())
	default:
		v.line(checkRole, checkRole, problem.Info, tooLow)
	}
}

// someLevel reports whether the user has any level at all there.
func (v *repositoryCheck) someLevel() bool { return v.repo.LevelKnown && v.repo.Level > NoAccess }

func (v *repositoryCheck) roleTooLow() *problem.Problem {
	o := v.looked
	if v.memberKnown() {
		o = v.asMember
	}
	p := v.about(problem.RepoRoleTooLow, o)
	return p.Because(p.Evidence + ", access_level " + strconv.Itoa(int(v.repo.Level)))
}

func (v *repositoryCheck) describeRole() string {
	if v.repo.Via == "" {
		return v.repo.Level.describe()
	}
	return v.repo.Level.describe() + ", " + v.repo.Via
}

// permissions returns what the project says of the user's levels. GitLab:
// shares with groups and administrators never appear there.
func permissions(p *gl.Project) (direct, group AccessLevel) {
	if p.Permissions == nil {
		return 0, 0
	}
	if a := p.Permissions.ProjectAccess; a != nil {
		direct = AccessLevel(a.AccessLevel)
	}
	if a := p.Permissions.GroupAccess; a != nil {
		group = AccessLevel(a.AccessLevel)
	}
	return direct, group
}

// via says how the level is granted, where that can be told.
func (v *repositoryCheck) via(direct, group AccessLevel) string {
	level, space := v.repo.Level, v.project.Namespace
	switch {
	case level <= NoAccess || direct >= level:
		return ""
	case group >= level && space != nil && space.FullPath != "":
		return "through the group " + v.client.clean(space.FullPath, web.MaxPath)
	case v.memberKnown() && v.project.Permissions != nil:
		return "through an invited group"
	}
	return ""
}

// unproven is what a no of git without a reason means.
func (v *repositoryCheck) unproven(o outcome) *problem.Problem {
	switch {
	case v.repo.Level.MayPush():
		return v.about(problem.RepoPushRefused, o)
	case v.someLevel():
		return v.roleTooLow()
	}
	return v.about(problem.RepoNotAMember, o)
}

func timeOf(t *gl.ISOTime) time.Time { return time.Time(*t) }

// AccessLevel is what a person may do in a project. GitLab docs: "Roles and
// permissions"; the numbers are those of its API. New ones appear, so levels
// are compared, never switched on.
type AccessLevel int

// The levels that GitLab has names for.
const (
	NoAccess        AccessLevel = 0
	MinimalAccess   AccessLevel = 5
	Guest           AccessLevel = 10
	Planner         AccessLevel = 15
	Reporter        AccessLevel = 20
	SecurityManager AccessLevel = 25
	Developer       AccessLevel = 30
	Maintainer      AccessLevel = 40
	Owner           AccessLevel = 50
	Admin           AccessLevel = 60
)

var levelNames = map[AccessLevel]string{
	NoAccess: "No access", MinimalAccess: "Minimal access", Guest: "Guest", Planner: "Planner",
	Reporter: "Reporter", SecurityManager: "Security Manager", Developer: "Developer",
	Maintainer: "Maintainer", Owner: "Owner", Admin: "Admin",
}

// String returns GitLab's name of the role; "level 27" for one without a name.
func (l AccessLevel) String() string {
	if name, ok := levelNames[l]; ok {
		return name
	}
	return "level " + strconv.Itoa(int(l))
}

// MayPush reports whether the level allows pushing to branches that are not
// protected.
func (l AccessLevel) MayPush() bool { return l >= Developer }

// describe returns name and number: "Developer (30)".
func (l AccessLevel) describe() string {
	if _, ok := levelNames[l]; !ok {
		return l.String()
	}
	return l.String() + " (" + strconv.Itoa(int(l)) + ")"
}
