package gitlabtest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"acp-gitlab/assets/tokenpage"
)

// resource is a row of the form for fine-grained tokens: what it is called there,
// and what can be done to it. GitLab: config/authz, 19.4; a few of several hundred.
type resource struct {
	name, why string
	actions   []string
}

// The rows of the three tabs. What ACP needs is among others, as on the real page.
var (
	projectResources = []resource{
		{"Branch", "branches of a repository", []string{"Create", "Read", "Delete", "Protect"}},
		{"Code", "git over HTTPS", []string{"Download", "Push", "Read"}},
		{"Commit", "commits through the API", []string{"Create", "Read"}},
		{"Member", "who belongs to a group or project", []string{"Create", "Read", "Update", "Delete"}},
		{"Merge Request", "merge requests", []string{"Create", "Read", "Update", "Delete", "Merge"}},
		{"Project", "projects and their settings", []string{"Create", "Read", "Update", "Delete"}},
		{"Runner", "runners", []string{"Create", "Read", "Update", "Delete"}},
	}
	userResources = []resource{
		{"Personal Access Token", "your own tokens", []string{"Read", "Revoke", "Rotate"}},
		{"Project", "the list of your projects", []string{"Read"}},
		{"SSH Key", "your SSH keys", []string{"Create", "Read", "Delete"}},
		{"User", "your account", []string{"Read", "Update"}},
	}
	instanceResources = []resource{
		{"Metadata", "version of this GitLab", []string{"Read"}},
	}
)

// The tabs, as the fields of the form are called.
const (
	tabProject  = "project"
	tabUser     = "user"
	tabInstance = "instance"
)

func tabRows(tab string) []resource {
	return map[string][]resource{tabProject: projectResources, tabUser: userResources, tabInstance: instanceResources}[tab]
}

// The choices of "Group and project access", as GitLab's API calls them.
const (
	accessPersonal = "personal_projects"
	accessAll      = "all_memberships"
	accessSelected = "selected_memberships"
)

// grantWanted is what the form for fine-grained tokens holds.
type grantWanted struct {
	wanted
	access      string
	spaces      []string
	permissions []string // those of the tab User end with userOwn, where another tab has the same
}

// userOwn marks a permission for the user's own account.
const userOwn = " (user)"

// onTab is how a permission of a tab is written in Token.Permissions.
func onTab(tab, name string) string {
	if tab == tabUser && slices.ContainsFunc(projectResources, func(r resource) bool { return strings.HasPrefix(name, r.name+": ") }) {
		return name + userOwn
	}
	return name
}

// showFineGrained shows the form; nothing in it is ever filled in by the address.
func (c *call) showFineGrained(want grantWanted, problems []string) {
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	if want.expires == "" {
		want.expires = day(c.s.now(), 30) // what GitLab proposes
	}
	var notices, access, spaces fragment
	for _, text := range problems {
		notices += fill(tokenpage.Notice, values{"text": text})
	}
	for _, a := range []struct{ value, label string }{
		{accessPersonal, "Only my personal projects"},
		{accessAll, "All groups and projects that I'm a member of"},
		{accessSelected, "Only specific groups or projects that I'm a member of"},
	} {
		access += option("radio", "access", a.value, a.label, a.value == want.access)
	}
	for _, path := range c.spaces() {
		spaces += option("checkbox", "spaces[]", path, path, slices.Contains(want.spaces, path))
	}
	v := values{
		"action": c.s.cfg.root + "/" + pageGranular, "csrf": c.s.csrf, "cancel": c.s.cfg.root + "/" + pageSettings,
		"name": want.name, "description": want.description, "expires": want.expires,
		"first": day(c.s.now(), 1), "last": day(c.s.now(), 365), "notices": notices, "access": access, "spaces": spaces,
	}
	for _, tab := range []string{tabProject, tabUser, tabInstance} {
		v[tab] = resources(tab, want.permissions)
	}
	c.show(status, "Generate fine-grained token", fill(tokenpage.Granular, v))
}

// resources are the rows of a tab.
func resources(tab string, selected []string) (rows fragment) {
	for i, r := range tabRows(tab) {
		var actions fragment
		for _, a := range r.actions {
			name := r.name + ": " + a
			actions += option("checkbox", tab+"[]", name, a, slices.Contains(selected, onTab(tab, name)))
		}
		rows += fill(tokenpage.Resource, values{"id": tab + "-" + strconv.Itoa(i), "resource": r.name, "why": r.why, "actions": actions})
	}
	return rows
}

func option(kind, field, value, label string, selected bool) fragment {
	var checked fragment
	if selected {
		checked = " checked"
	}
	return fill(tokenpage.Option, values{"type": kind, "field": field, "value": value, "label": label, "checked": checked})
}

// spaces are the groups and projects of the user, groups first.
func (c *call) spaces() []string {
	me := caller{known: true, user: c.s.cfg.user}
	var groups, projects []string
	for _, p := range c.s.store.allProjects() {
		if p.levelOf(me) == 0 {
			continue
		}
		projects = append(projects, p.Path)
		if group := p.Path[:strings.LastIndex(p.Path, "/")]; group != me.user.Username && !slices.Contains(groups, group) {
			groups = append(groups, group)
		}
	}
	slices.Sort(groups)
	slices.Sort(projects)
	return append(groups, projects...)
}

// createFineGrained makes the token that the form asks for, and shows it once.
func (c *call) createFineGrained() {
	if !c.formRead() {
		return
	}
	f := c.r.PostForm
	want := grantWanted{
		wanted: wanted{name: f.Get("name"), description: f.Get("description"), expires: f.Get("expires_at")},
		access: f.Get("access"), spaces: f["spaces[]"],
	}
	for _, tab := range []string{tabProject, tabUser, tabInstance} {
		for _, r := range tabRows(tab) {
			for _, a := range r.actions {
				if name := r.name + ": " + a; slices.Contains(f[tab+"[]"], name) {
					want.permissions = append(want.permissions, onTab(tab, name))
				}
			}
		}
	}
	if problems := c.grantObjections(want); len(problems) > 0 {
		c.showFineGrained(want, problems)
		return
	}
	t := Token{Name: want.name, Kind: FineGrained, Permissions: want.permissions, Expires: want.expires}
	switch want.access {
	case accessSelected:
		t.Spaces = want.spaces
	case accessPersonal:
		t.Spaces = []string{c.s.cfg.user.Username}
	}
	c.create(pageGranular, t)
}

// grantObjections are GitLab's, in its own words.
func (c *call) grantObjections(want grantWanted) []string {
	var out []string
	add := func(wrong bool, text string) {
		if wrong {
			out = append(out, text)
		}
	}
	inProjects := slices.ContainsFunc(want.permissions, func(p string) bool { return boundaryOf(p) == tabProject })
	add(want.name == "", "Add token name.")
	add(want.description == "", "Add token description.")
	add(utf8.RuneCountInString(want.description) > maxDescription, "Description is too long (maximum is 255 characters)")
	add(want.expires == "", "Add token expiration date.")
	add(inProjects && !slices.Contains([]string{accessPersonal, accessAll, accessSelected}, want.access), "Set group and project access.")
	add(want.access == accessSelected && len(want.spaces) == 0, "At least one group or project is required.")
	add(len(want.permissions) == 0, "Add at least one resource with permissions.")
	return append(out, c.dateObjections(want.expires)...)
}
