package gitlabtest

import "net/http"

const (
	reporter   = 20
	developer  = 30
	maintainer = 40
)

const commitID = "6d394385cf567f80a8fd85055db1ab4c5295806f"

// branch answers what this user, with whatever token, may do to a branch.
func (c *call) branch() {
	p, ok := c.visible()
	if !ok {
		return
	}
	level := p.levelOf(c.who)
	name := c.arg["branch"]
	switch {
	case p.Disabled || p.NoRepository:
		message(c.w, http.StatusNotFound, "404 Not Found")
	case !p.Public && level < reporter:
		message(c.w, http.StatusForbidden, "403 Forbidden")
	case name != p.branch():
		message(c.w, http.StatusNotFound, "404 Branch Not Found")
	default:
		reply(c.w, http.StatusOK, object{
			"name": name, "merged": false, "protected": p.Protected, "default": true,
			"developers_can_push": false, "developers_can_merge": false,
			"can_push": p.mayPushDefault(level),
			"web_url":  c.s.URL() + "/" + p.Path + "/-/tree/" + name,
			"commit":   object{"id": commitID, "short_id": commitID[:8], "title": "First"},
		})
	}
}

func (p Project) mayPushDefault(level int) bool {
	return !p.Archived && (level >= maintainer || level >= developer && !p.Protected)
}
