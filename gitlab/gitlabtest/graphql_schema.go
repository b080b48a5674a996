package gitlabtest

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// node is an object of the schema: its fields, each with a type and either a
// value or something that makes one from arguments.
type node map[string]any

// objectField is a field whose value is an object, a list of them, or nil.
type objectField struct {
	kind string
	args []string
	make func(args map[string]any) any
}

// resolve picks from n what was asked for; a name that the schema does not
// have is an error in GitLab's words.
func (c *call) resolve(kind string, n node, fields []field) (any, error) {
	out := object{}
	for _, f := range fields {
		v, ok := n[f.name]
		if !ok {
			return nil, graphqlError(fmt.Sprintf("Field '%s' doesn't exist on type '%s'", f.name, kind))
		}
		t, ok := v.(objectField)
		if !ok {
			out[f.alias] = v
			continue
		}
		made, err := c.made(t, f)
		if err != nil {
			return nil, err
		}
		out[f.alias] = made
	}
	return out, nil
}

func (c *call) made(t objectField, f field) (any, error) {
	for name := range f.args {
		if !slices.Contains(t.args, name) {
			return nil, graphqlError(fmt.Sprintf("Field '%s' doesn't accept argument '%s'", f.name, name))
		}
	}
	if len(f.fields) == 0 {
		return nil, graphqlError(fmt.Sprintf("Field must have selections (field '%s' returns %s but has no selections. Did you mean '%s { ... }'?)", f.name, t.kind, f.name))
	}
	switch v := t.make(f.args).(type) {
	case node:
		return c.resolve(t.kind, v, f.fields)
	case []node:
		list := make([]any, len(v))
		for i, n := range v {
			item, err := c.resolve(t.kind, n, f.fields)
			if err != nil {
				return nil, err
			}
			list[i] = item
		}
		return list, nil
	default:
		return nil, nil //nolint:nilnil // null is an answer
	}
}

func constant(kind string, v any) objectField {
	return objectField{kind: kind, make: func(map[string]any) any { return v }}
}

// query is the root of the schema, for this caller.
func (c *call) query() node {
	projectArgs := []string{"membership", "search", "sort", "first", "after", "ids", "searchNamespaces"}
	if c.s.cfg.version.from(17, 0) {
		projectArgs = append(projectArgs, "minAccessLevel", "archived")
	}
	if c.s.cfg.version.from(16, 0) {
		projectArgs = append(projectArgs, "fullPaths")
	}
	return node{
		"currentUser":     constant("CurrentUser", c.userNode()),
		"projects":        objectField{"ProjectConnection", projectArgs, c.projectsNode},
		"project":         objectField{"Project", []string{"fullPath"}, c.projectByPath},
		"metadata":        constant("Metadata", c.metadataNode()),
		"queryComplexity": constant("QueryComplexity", node{"score": c.score, "limit": c.s.cfg.complexity}),
	}
}

func (c *call) userNode() any {
	if !c.who.known {
		return nil
	}
	u := c.who.user
	return node{"id": "gid://gitlab/User/" + strconv.FormatInt(u.ID, 10), "username": u.Username, "name": u.Name, "bot": c.who.bot}
}

func (c *call) metadataNode() any {
	if !c.who.known {
		return nil
	}
	return node{"version": c.s.cfg.version.text, "revision": "a1b2c3d4e5f", "enterprise": true}
}

func (c *call) projectByPath(args map[string]any) any {
	p, _, ok := c.s.store.project(fmt.Sprint(args["fullPath"]))
	if !ok || !p.seenBy(c.who) {
		return nil
	}
	return c.projectNode(p)
}

func (c *call) projectsNode(args map[string]any) any {
	f := filter{namespaces: true}
	f.member, _ = args["membership"].(bool)
	f.search, _ = args["search"].(string)
	f.level = levels[fmt.Sprint(args["minAccessLevel"])]
	list := c.chosen(f)
	if ids, ok := args["ids"].([]any); ok {
		list = slices.DeleteFunc(list, func(p Project) bool { return !slices.Contains(ids, any(projectGID(p))) })
	}
	if paths, ok := args["fullPaths"].([]any); ok {
		list = named(list, paths)
	}
	if args["sort"] == "latest_activity_desc" {
		order(list, "last_activity_at", "")
	}
	return c.connection(list, args)
}

// named leaves the projects that have one of the paths today: one of former times
// finds nothing.
func named(list []Project, paths []any) []Project {
	asked := map[string]bool{}
	for _, path := range paths {
		asked[strings.ToLower(fmt.Sprint(path))] = true
	}
	return slices.DeleteFunc(list, func(p Project) bool { return !asked[strings.ToLower(p.Path)] })
}

// levels are GitLab's AccessLevelEnum.
var levels = map[string]int{
	"GUEST": 10, "PLANNER": 15, "REPORTER": reporter, "DEVELOPER": developer, "MAINTAINER": maintainer, "OWNER": 50,
}

// connection is one page of a list; the cursor is the number of the last item.
func (c *call) connection(list []Project, args map[string]any) node {
	first := maxPerPage
	if n, ok := args["first"].(float64); ok {
		first = min(int(n), maxPerPage)
	}
	from := 0
	if after, ok := args["after"].(string); ok {
		raw, _ := base64.StdEncoding.DecodeString(after)
		from, _ = strconv.Atoi(strings.TrimSpace(string(raw)))
	}
	from = min(max(from, 0), len(list))
	to := min(from+first, len(list))
	nodes := make([]node, 0, to-from)
	for _, p := range list[from:to] {
		nodes = append(nodes, c.projectNode(p))
	}
	cursor := base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(to)))
	return node{
		"count": len(list),
		"nodes": constant("Project", nodes),
		"pageInfo": constant("PageInfo", node{
			"hasNextPage": to < len(list), "hasPreviousPage": from > 0, "endCursor": cursor, "startCursor": cursor,
		}),
	}
}

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
		"repository":     constant("Repository", c.repositoryNode(p, v)), "importStatus": v["import_status"],
		"markedForDeletionOn":  deletion(p),
		"mergeRequestsEnabled": v["merge_requests_access_level"] == "enabled",
		"userPermissions": constant("ProjectPermissions", node{
			"pushCode":               level >= developer && !p.Archived && !p.Disabled,
			"downloadCode":           p.Public || level >= reporter,
			"readProject":            true,
			"createMergeRequestIn":   level >= developer && !p.Archived && p.opensMergeRequests(),
			"createMergeRequestFrom": level >= developer && !p.Archived,
		}),
	}
	if c.s.cfg.version.from(17, 0) {
		n["maxAccessLevel"] = constant("AccessLevel", node{"integerValue": level, "stringValue": levelName(level)})
	}
	return n
}

// deletion is when p was marked for deletion: a moment here, a day in REST.
func deletion(p Project) any {
	if p.DeletionOn == "" {
		return nil
	}
	return p.DeletionOn + "T00:00:00Z"
}

// repositoryNode is the repository of p; nil where the caller may not read it.
func (c *call) repositoryNode(p Project, v object) any {
	if p.Disabled || !p.Public && p.levelOf(c.who) < reporter {
		return nil
	}
	return node{"rootRef": v["default_branch"], "empty": v["empty_repo"], "exists": !p.NoRepository}
}

func levelName(level int) string {
	for name, n := range levels {
		if n == level {
			return name
		}
	}
	return "NO_ACCESS"
}
