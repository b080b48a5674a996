package gitlabtest

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// visible finds the project of the call, or answers that there is none, or
// that it has moved.
func (c *call) visible() (Project, bool) {
	p, moved, ok := c.s.store.project(c.arg["id"])
	if !ok || !p.seenBy(c.who) {
		message(c.w, http.StatusNotFound, "404 Project Not Found")
		return p, false
	}
	if moved {
		c.moved(p)
		return p, false
	}
	return p, true
}

func (c *call) moved(p Project) {
	if c.r.Method != http.MethodGet {
		message(c.w, http.StatusMethodNotAllowed, "Non GET methods are not allowed for moved projects")
		return
	}
	path := slices.Clone(c.path)
	path[1] = strconv.FormatInt(p.ID, 10)
	for i := 2; i < len(path); i++ {
		path[i] = url.PathEscape(path[i])
	}
	to := c.s.URL() + "/api/v4/" + strings.Join(path, "/")
	if c.r.URL.RawQuery != "" {
		to += "?" + c.r.URL.RawQuery
	}
	c.w.Header().Set("Location", to)
	plain(c.w, http.StatusMovedPermanently, "This resource has been moved permanently to "+to)
}

func (c *call) project() {
	if p, ok := c.visible(); ok {
		reply(c.w, http.StatusOK, c.projectJSON(p, false))
	}
}

func (c *call) listProjects() {
	q := c.r.URL.Query()
	list := c.chosen(filter{
		member: q.Get("membership") == "true", level: number(q, "min_access_level", 0),
		search: q.Get("search"), namespaces: q.Get("search_namespaces") == "true",
		archived: q.Get("archived"), active: q.Get("active") == "true",
	})
	order(list, q.Get("order_by"), q.Get("sort"))
	if q.Get("pagination") == "keyset" {
		c.keyset(list)
		return
	}
	paged(c, list, "Project", func(p Project) any { return c.projectJSON(p, true) })
}

// filter is what a list of projects is asked for.
type filter struct {
	member, namespaces, active bool
	level                      int
	search, archived           string
}

func (c *call) chosen(f filter) []Project {
	return slices.DeleteFunc(c.s.store.allProjects(), func(p Project) bool {
		level := p.levelOf(c.who)
		text := p.name() + " " + p.slug()
		if f.namespaces {
			text += " " + p.Path
		}
		return !p.seenBy(c.who) || f.member && level == 0 || level < f.level ||
			f.archived == "false" && p.Archived || f.archived == "true" && !p.Archived ||
			f.active && (p.Archived || p.DeletionOn != "") ||
			!strings.Contains(strings.ToLower(text), strings.ToLower(f.search))
	})
}

func order(list []Project, by, direction string) {
	slices.SortStableFunc(list, func(a, b Project) int {
		switch by {
		case "last_activity_at":
			return cmp.Compare(a.ActiveDaysAgo, b.ActiveDaysAgo)
		case "name", "path":
			return cmp.Compare(b.slug(), a.slug())
		default:
			return cmp.Compare(b.ID, a.ID)
		}
	})
	if direction == "asc" {
		slices.Reverse(list)
	}
}

// associations lists what the token reaches; groups and projects share one
// page number.
func (c *call) associations() {
	q := c.r.URL.Query()
	projects, groups := []any{}, []any{}
	for _, p := range c.chosen(filter{member: true, level: number(q, "min_access_level", 0)}) {
		v := c.projectJSON(p, true)
		projects = append(projects, object{
			"id": p.ID, "path_with_namespace": p.Path, "name": p.name(), "web_url": v["web_url"], "visibility": v["visibility"],
			"access_levels": object{
				"project_access_level": directLevel(p), "group_access_level": groupLevel(p, true),
			},
		})
	}
	if number(q, "min_access_level", 0) <= 30 {
		groups = append(groups, object{
			"id": 3, "web_url": c.s.URL() + "/groups/team", "name": "team", "parent_id": nil,
			"access_levels": 30, "visibility": "private",
		})
	}
	n, size := number(q, "page", 1), min(number(q, "per_page", perPage), maxPerPage)
	reply(c.w, http.StatusOK, object{"groups": part(groups, n, size), "projects": part(projects, n, size)})
}

func part(items []any, n, size int) []any {
	from := min((n-1)*size, len(items))
	return items[from:min(from+size, len(items))]
}

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
