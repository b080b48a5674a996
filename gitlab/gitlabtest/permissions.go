package gitlabtest

import (
	"net/http"
	"slices"
	"strings"
)

// permissionsForACP are the permissions that a fine-grained token needs for everything
// that is played here. GitLab docs: "Fine-grained permissions for REST API",
// "... for Git and other operations".
func permissionsForACP() []string {
	return []string{
		"User: Read", "Personal Access Token: Read", "Project: Read", "Member: Read", "Branch: Read",
		"Code: Download", "Code: Push", "Merge Request: Create", "Merge Request: Read",
		"Metadata: Read", "Personal Access Token: Revoke",
	}
}

// granted are the permissions of a fine-grained token.
func (t Token) granted() []string {
	if t.Permissions == nil {
		return permissionsForACP()
	}
	return t.Permissions
}

// may reports whether a fine-grained token has the permission within the boundary;
// of a project, path is where it is.
func (t Token) may(boundary, permission, path string) bool {
	if boundary == tabProject && path != "" && t.Spaces != nil &&
		!slices.ContainsFunc(t.Spaces, func(s string) bool { return path == s || strings.HasPrefix(path, s+"/") }) {
		return false
	}
	return slices.ContainsFunc(t.granted(), func(p string) bool {
		return strings.TrimSuffix(p, userOwn) == permission && boundaryOf(p) == boundary
	})
}

// boundaryOf is where a permission counts.
func boundaryOf(permission string) string {
	resource, _, _ := strings.Cut(permission, ":")
	switch {
	case strings.HasSuffix(permission, userOwn), resource == "User", resource == "Personal Access Token", resource == "SSH Key":
		return tabUser
	case resource == "Metadata":
		return tabInstance
	}
	return tabProject
}

// granularScopes are the permissions as GitLab tells them: "push_code".
func (t Token) granularScopes() []any {
	raw := map[string][]string{}
	for _, p := range t.granted() {
		resource, action, _ := strings.Cut(strings.ToLower(strings.TrimSuffix(p, userOwn)), ": ")
		raw[boundaryOf(p)] = append(raw[boundaryOf(p)], action+"_"+strings.ReplaceAll(resource, " ", "_"))
	}
	access := accessAll
	if t.Spaces != nil {
		access = accessSelected
	}
	var out []any
	for _, b := range []struct{ boundary, access string }{{tabUser, "user"}, {tabProject, access}, {tabInstance, "instance"}} {
		if names := raw[b.boundary]; len(names) > 0 {
			out = append(out, object{"access": b.access, "permissions": names, "project_id": nil, "group_id": nil})
		}
	}
	return out
}

// permissionFor is what a call of the API needs, and where.
func permissionFor(method string, path []string) (boundary, permission string) {
	last := path[len(path)-1]
	switch path[0] {
	case "projects":
		switch {
		case len(path) == 1:
			return "user", "Project: Read"
		case slices.Contains(path, "members"):
			return "project", "Member: Read"
		case slices.Contains(path, "branches"):
			return "project", "Branch: Read"
		}
		return "project", "Project: Read"
	case "personal_access_tokens":
		if method == http.MethodDelete {
			return "user", "Personal Access Token: Revoke"
		}
		if last == "rotate" {
			return "user", "Personal Access Token: Rotate"
		}
		return "user", "Personal Access Token: Read"
	case "metadata", "version":
		return "instance", "Metadata: Read"
	default:
		return "user", "User: Read"
	}
}

func describeGranular(boundary, permission string) string {
	return "Access denied: This operation requires a fine-grained personal access token with the following " +
		boundary + " permissions: [" + permission + "]."
}

// enforced reports whether the group of the project accepts fine-grained tokens
// only.
func (c *call) enforced(path string) bool {
	group := c.s.cfg.enforced
	return group != "" && (path == group || strings.HasPrefix(path, group+"/"))
}

// refusesLegacy answers a call about a project whose group does not accept the
// caller's token. GitLab: the same words as for a permission that is missing.
func (c *call) refusesLegacy(t Token) bool {
	if t.Kind == FineGrained || c.path[0] != "projects" || len(c.path) < 2 {
		return false
	}
	p, _, ok := c.s.store.project(c.arg["id"])
	if !ok || !c.enforced(p.Path) {
		return false
	}
	oauth(c.w, http.StatusForbidden, "insufficient_granular_scope", describeGranular(permissionFor(c.r.Method, c.path)), "")
	return true
}
