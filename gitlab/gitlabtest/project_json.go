package gitlabtest

import (
	"slices"
	"strings"
	"time"
)

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

// memberFields are those that only members and signed-in callers see.
func (c *call) memberFields(v object, p Project, inList bool) {
	feature := "enabled"
	if p.Disabled {
		feature = "disabled"
	}
	v["repository_access_level"] = feature
	v["merge_requests_access_level"] = feature
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
