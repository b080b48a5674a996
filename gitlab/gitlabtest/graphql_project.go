package gitlabtest

import (
	"strconv"
	"time"
)

func projectGID(p Project) string { return "gid://gitlab/Project/" + strconv.FormatInt(p.ID, 10) }

// projectNode is a project of the schema. Unlike REST's permissions, level and
// pushCode count every way by which the user has them.
func (c *call) projectNode(p Project) node {
	v := c.projectJSON(p, false)
	level := p.levelOf(c.who)
	n := node{
		"id": projectGID(p), "name": p.name(), "path": p.slug(), "fullPath": p.Path, "archived": p.Archived,
		"webUrl": v["web_url"], "httpUrlToRepo": v["http_url_to_repo"], "visibility": p.visibility(),
		"lastActivityAt": c.s.now().AddDate(0, 0, -p.ActiveDaysAgo).Truncate(time.Minute).Format(stamp),
		"repository": constant("Repository", node{
			"rootRef": v["default_branch"], "empty": v["empty_repo"], "exists": !p.NoRepository,
		}),
		"userPermissions": constant("ProjectPermissions", node{
			"pushCode":               level >= developer && !p.Archived && !p.Disabled,
			"downloadCode":           p.Public || level >= reporter,
			"readProject":            true,
			"createMergeRequestIn":   level >= developer && !p.Archived,
			"createMergeRequestFrom": level >= developer && !p.Archived,
		}),
	}
	if c.s.cfg.version.from(17, 0) {
		n["maxAccessLevel"] = constant("AccessLevel", node{"integerValue": level, "stringValue": levelName(level)})
	}
	return n
}

func levelName(level int) string {
	for name, n := range levels {
		if n == level {
			return name
		}
	}
	return "NO_ACCESS"
}
