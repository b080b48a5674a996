package gitlab

import (
	"slices"
	"strings"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// Address is what a typed address tells about a GitLab before it is asked.
type Address struct {
	// Origin is the instance without a root.
	Origin Instance
	// Segments are the parts of the path that may be the root, two at most.
	Segments []string
	// Project is the project that the page shows, "" if it shows none. A root may
	// still stand before it: [Address.ProjectIn] removes it.
	Project string
	// FromSSH says that only the host of an SSH address is known; GitLab's
	// pages may have another.
	FromSSH bool
	// Upgraded says that http was typed and https is proposed.
	Upgraded bool
}

// Candidates returns the instances to ask, the shortest root first.
func (a Address) Candidates() []Instance {
	all := []Instance{a.Origin}
	for i := range a.Segments {
		all = append(all, a.Origin.under(a.Segments[:i+1]...))
	}
	return all
}

// ProjectIn returns the project that the page shows, as a path of the
// instance in; "" if it shows none.
func (a Address) ProjectIn(in Instance) string {
	if a.Project == "" || a.FromSSH || in.root == "" {
		return a.Project
	}
	path, ok := strings.CutPrefix("/"+a.Project, in.root+"/")
	if !ok || !strings.Contains(path, "/") {
		return ""
	}
	return path
}

// otherForges are known by name to be something else.
var otherForges = map[string]string{
	"github.com": "GitHub", "bitbucket.org": "Bitbucket", "codeberg.org": "Forgejo", "gitea.com": "Gitea",
}

// sshHosts are known SSH names of another web host. GitLab docs: "GitLab.com
// settings", alternative SSH port.
var sshHosts = map[string]string{"altssh.gitlab.com": "gitlab.com"}

// webHost returns the host of GitLab's pages for the host of an SSH address.
func webHost(ssh string) string {
	if host, ok := sshHosts[ssh]; ok {
		return host
	}
	return ssh
}

// ParseAddress reads any pasted page of a GitLab, or a bare host, which gets
// https. The problem is instance-url-invalid or instance-not-https. Its hint is
// the one line for the person, and never repeats a user name or password. With
// instance-not-https, its facts hold the address to propose, and the Address
// already has it.
func ParseAddress(typed string) (Address, *problem.Problem) {
	l, bad := parseLocation(tidy(typed))
	if bad == "" {
		bad = otherForge(l.hostname)
	}
	if bad != "" {
		return Address{}, addressProblem(bad)
	}
	return addressOf(l)
}

// ParseInstance reads the exact address of an instance, its root included,
// as a setup remembers it or ACP tells it.
func ParseInstance(address string) (Instance, *problem.Problem) {
	l, bad := parseLocation(tidy(address))
	if bad != "" {
		return Instance{}, addressProblem(bad)
	}
	a, p := addressOf(l)
	if p != nil {
		return Instance{}, p
	}
	return a.Origin.under(l.segments...), nil
}

func addressProblem(bad typo) *problem.Problem {
	return hinted(problem.InstanceURLInvalid, string(bad))
}

// otherForge names a host that is known to be something else.
func otherForge(name string) typo {
	for host, forge := range otherForges {
		if name == host || strings.HasSuffix(name, "."+host) {
			return typo(host + " is " + forge + ". This program is for GitLab.")
		}
	}
	return ""
}

func addressOf(l location) (Address, *problem.Problem) {
	if l.scheme == "ssh" {
		return Address{Origin: newOrigin("https", webHost(l.hostname), ""), Project: projectPath(l.segments), FromSSH: true}, nil
	}
	parts := pagePath(l.segments)
	a := Address{
		Origin:   newOrigin(l.scheme, l.hostname, l.port),
		Segments: parts[:min(2, len(parts))],
		Project:  projectPath(parts),
	}
	if l.scheme == "https" || a.Origin.Loopback() {
		return a, nil
	}
	a.Upgraded = true
	a.Origin = newOrigin("https", l.hostname, portOf(a.Origin))
	proposed := a.Origin.under(parts...).URL()
	return a, problem.New(problem.InstanceNotHTTPS, web.Clean(a.Origin.Host())).
		With(problem.Facts{Proposed: proposed, Hint: "ACP accepts only https. Use " + proposed + "?"})
}

// pages are first parts of a path that are pages of GitLab, not groups.
// GitLab docs: "Reserved project and group names".
var pages = []string{
	"-", ".well-known", "admin", "api", "assets", "dashboard", "explore", "files", "groups",
	"health_check", "help", "import", "jwt", "login", "oauth", "profile", "projects", "public",
	"s", "search", "sitemap", "snippets", "unsubscribes", "uploads", "users", "v2",
}

// pagePairs are pages by two parts, wherever they stand.
var pagePairs = [][2]string{
	{"users", "sign_in"},
	{"users", "sign_up"},
	{"users", "password"},
	{"users", "auth"},
	{"api", "v4"},
	{"dashboard", "projects"},
	{"explore", "projects"},
	{"api", "graphql"},
	{".well-known", "openid-configuration"},
}

// projectPages are pages of a project in addresses without "/-/".
var projectPages = []string{
	"activity", "blame", "blob", "branches", "commit", "commits", "compare", "edit", "graphs", "issues",
	"jobs", "merge_requests", "milestones", "network", "pipelines", "raw", "tags", "tree", "wikis",
}

// pagePath returns the part of a page's path that can be root, groups and
// project.
func pagePath(segments []string) []string {
	for i, s := range segments {
		switch {
		case i == 0 && slices.Contains(pages, s), s == "-":
			return segments[:i]
		case i+1 < len(segments) && slices.Contains(pagePairs, [2]string{s, segments[i+1]}):
			return segments[:i]
		case i >= 2 && slices.Contains(projectPages, s):
			return segments[:i]
		case strings.HasSuffix(s, ".git"):
			return segments[:i+1]
		}
	}
	return segments
}

// projectPath joins parts to the path of a project; "" for less than two.
func projectPath(parts []string) string {
	path := strings.TrimSuffix(strings.Join(parts, "/"), ".git")
	if len(parts) < 2 || strings.HasSuffix(path, "/") {
		return ""
	}
	return path
}
