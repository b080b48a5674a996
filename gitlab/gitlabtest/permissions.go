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

// granted reports whether a fine-grained token has the permission.
func (t Token) granted(permission string) bool {
	list := t.Permissions
	if list == nil {
		list = permissionsForACP()
	}
	return slices.Contains(list, permission)
}

// granularScopes are the permissions as GitLab tells them: "push_code".
func (t Token) granularScopes() []any {
	list := t.Permissions
	if list == nil {
		list = permissionsForACP()
	}
	var user, project []string
	for _, name := range list {
		resource, action, _ := strings.Cut(strings.ToLower(name), ": ")
		raw := action + "_" + strings.ReplaceAll(resource, " ", "_")
		if resource == "user" || resource == "personal access token" {
			user = append(user, raw)
		} else {
			project = append(project, raw)
		}
	}
	return []any{
		object{"access": "user", "permissions": user, "project_id": nil, "group_id": nil},
		object{"access": "all_memberships", "permissions": project, "project_id": nil, "group_id": nil},
	}
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
