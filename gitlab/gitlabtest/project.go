package gitlabtest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Grant is the way by which the user has a level in a project.
type Grant string

// The ways. The zero value is a direct membership.
const (
	// Direct membership of the project.
	Direct Grant = ""
	// ByGroup is membership of the project's own group.
	ByGroup Grant = "group"
	// ByAncestor is membership of a group above the project's own.
	ByAncestor Grant = "ancestor"
	// ByShare comes from another group that the project is shared with; the
	// project's own JSON does not show it.
	ByShare Grant = "share"
	// Hidden is a level that only GraphQL and git know of: an administrator,
	// or a private group that the project is shared with.
	Hidden Grant = "hidden"
)

// Project is one project of the invented world.
type Project struct {
	ID int64
	// Path is the whole one: "group/sub/app".
	Path string
	// Name is the last part of Path when empty.
	Name string
	// Level is the effective access level; 0 is none.
	Level int
	Grant Grant
	// Public projects are visible to all; others to their members.
	Public bool
	// DefaultBranch is "main" when empty and the repository is not.
	DefaultBranch string
	// Protected lets only maintainers push to the default branch.
	Protected bool
	Empty     bool
	// NoRepository: git says that it does not exist yet.
	NoRepository bool
	Archived     bool
	// Disabled switches the repository feature off.
	Disabled bool
	// DeletionOn is the date of a planned deletion.
	DeletionOn string
	// Importing: the import has begun, and not ended.
	Importing bool
	// NoMergeRequests switches merge requests off.
	NoMergeRequests bool
	// OthersMerge keeps the user from opening merge requests that others may open.
	OthersMerge bool
	// RoleDaysLeft is in how many days the membership ends; 0 for never.
	RoleDaysLeft int
	// ActiveDaysAgo is how long ago something happened in it.
	ActiveDaysAgo int
	// Before are former paths, which redirect here.
	Before []string
	// Git, when not nil, is git's answer instead of the usual one.
	Git *Refusal
}

// Refusal is an answer of git to the probe.
type Refusal struct {
	Status int
	Body   string
}

// projects is the invented world.
func projects() []Project {
	return []Project{
		{ID: 17, Path: "team/app", Level: 30, Grant: ByGroup, Protected: true, Before: []string{"team/before"}},
		{ID: 18, Path: "team/app-docs", Level: 40, ActiveDaysAgo: 3},
		{ID: 19, Path: "team/old", Level: 30, Grant: ByGroup, Archived: true, ActiveDaysAgo: 400},
		{ID: 20, Path: "team/reports", Level: 20, ActiveDaysAgo: 10},
		{ID: 21, Path: "group/sub/app", Level: 30, Grant: ByAncestor, ActiveDaysAgo: 5},
		{ID: 22, Path: "shared/lib", Level: 30, Grant: ByShare, ActiveDaysAgo: 8},
		{ID: 23, Path: "other/private"},
		{ID: 24, Path: "team/empty", Level: 30, Grant: ByGroup, Empty: true, ActiveDaysAgo: 30},
		{ID: 25, Path: "open/library", Public: true, ActiveDaysAgo: 2},
	}
}

func (p Project) namespace() string { return p.Path[:strings.LastIndex(p.Path, "/")] }

func (p Project) slug() string { return p.Path[strings.LastIndex(p.Path, "/")+1:] }

func (p Project) name() string {
	if p.Name != "" {
		return p.Name
	}
	return p.slug()
}

func (p Project) branch() string {
	switch {
	case p.Empty || p.NoRepository:
		return ""
	case p.DefaultBranch != "":
		return p.DefaultBranch
	default:
		return "main"
	}
}

// seenBy reports whether the project exists for the person behind a request.
func (p Project) seenBy(who caller) bool { return p.Public || p.levelOf(who) > 0 }

func (p Project) levelOf(who caller) int {
	switch who.token.Kind {
	case ProjectBot:
		if p.Path != botProject {
			return 0
		}
	case GroupBot:
		if !strings.HasPrefix(p.Path, botGroup+"/") {
			return 0
		}
	default:
	}
	if !who.known {
		return 0
	}
	return p.Level
}

// project finds a project by number or path; moved says that the path is one
// of former times.
func (w *store) project(id string) (p Project, moved, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.projects {
		if strings.EqualFold(p.Path, id) || strconv.FormatInt(p.ID, 10) == id {
			return p, false, true
		}
		if slices.Contains(p.Before, id) {
			return p, true, true
		}
	}
	return Project{}, false, false
}

func (w *store) allProjects() []Project {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.projects)
}

// create is GitLab's push-to-create: a probe for a path that does not exist, in
// a namespace where the user may create projects, makes the project.
func (w *store) create(path string) Project {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := Project{ID: int64(1000 + len(w.created)), Path: path, Level: 50, Empty: true}
	w.projects = append(w.projects, p)
	w.created = append(w.created, path)
	return p
}

// projectJSON is a project as GitLab shows it; in lists the roles of groups
// above the project's own are missing.
func (c *call) projectJSON(p Project, inList bool) object {
	s := c.s
	active := s.now().AddDate(0, 0, -p.ActiveDaysAgo).Truncate(time.Minute)
	v := object{
		"id": p.ID, "name": p.name(), "path": p.slug(), "path_with_namespace": p.Path, "description": nil,
		"name_with_namespace": strings.ReplaceAll(p.namespace(), "/", " / ") + " / " + p.name(),
		"default_branch":      nil, "empty_repo": p.Empty || p.NoRepository, "archived": p.Archived,
		"visibility": p.visibility(), "created_at": "2024-02-01T08:00:00.000Z", "last_activity_at": active.Format(stamp),
		"web_url": s.URL() + "/" + p.Path, "http_url_to_repo": s.URL() + "/" + p.Path + ".git",
		"ssh_url_to_repo": "git@" + s.hostname() + ":" + p.Path + ".git",
		"namespace":       c.namespaceJSON(p), "topics": []any{}, "star_count": 0, "forks_count": 0,
		"avatar_url": nil, "readme_url": nil,
	}
	if b := p.branch(); b != "" {
		v["default_branch"] = b
	}
	if c.who.known {
		c.memberFields(v, p, inList)
	}
	return v
}

// opensMergeRequests reports whether members may open merge requests there.
func (p Project) opensMergeRequests() bool {
	return !p.Disabled && !p.NoMergeRequests && !p.OthersMerge
}

// memberFields are those that only members and signed-in callers see.
func (c *call) memberFields(v object, p Project, inList bool) {
	feature := "enabled"
	if p.Disabled {
		feature = "disabled"
	}
	v["repository_access_level"] = feature
	v["merge_requests_access_level"], v["can_create_merge_request_in"] = feature, p.opensMergeRequests()
	if p.NoMergeRequests {
		v["merge_requests_access_level"] = "disabled"
	}
	v["import_status"] = "none"
	if p.Importing {
		v["import_status"] = "started"
	}
	v["mirror"] = false
	v["marked_for_deletion_on"] = nil
	if p.DeletionOn != "" {
		v["marked_for_deletion_on"] = p.DeletionOn
		v["marked_for_deletion_at"] = p.DeletionOn
	}
	v["shared_with_groups"] = []any{}
	if p.Grant == ByShare {
		v["shared_with_groups"] = []any{object{
			"group_id": 3, "group_name": "team", "group_full_path": "team",
			"group_access_level": p.Level, "expires_at": nil,
		}}
	}
	if q := c.r.URL.Query(); inList && q.Get("simple") == "true" {
		return
	}
	permissions := object{"project_access": nil, "group_access": nil}
	if p.levelOf(c.who) > 0 {
		permissions["project_access"] = access(directLevel(p))
		permissions["group_access"] = access(groupLevel(p, inList))
	}
	v["permissions"] = permissions
}

func access(level any) any {
	if level == nil {
		return nil
	}
	return object{"access_level": level, "notification_level": 3}
}

func directLevel(p Project) any {
	if p.Grant != Direct || p.Level == 0 {
		return nil
	}
	return p.Level
}

func groupLevel(p Project, inList bool) any {
	if p.Grant == ByGroup || p.Grant == ByAncestor && !inList {
		return p.Level
	}
	return nil
}

func (p Project) visibility() string {
	if p.Public {
		return "public"
	}
	return "private"
}

func (c *call) namespaceJSON(p Project) object {
	path := p.namespace()
	return object{
		"id": groupID(path), "name": path[strings.LastIndex(path, "/")+1:], "path": path[strings.LastIndex(path, "/")+1:],
		"kind": "group", "full_path": path, "parent_id": nil, "avatar_url": nil, "web_url": c.s.URL() + "/groups/" + path,
	}
}

func (s *Server) hostname() string {
	_, host, _ := strings.Cut(s.origin, "://")
	name, _, _ := strings.Cut(host, ":")
	return name
}

// groupID numbers the groups of the invented world.
func groupID(path string) int {
	return 3 + max(0, slices.Index([]string{"team", "group", "group/sub", "shared", "other", "open"}, path))
}
