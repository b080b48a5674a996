package gitlab

import "slices"

// The scopes that ACP's guide asks for.
const (
	scopeAPI      = "api"
	scopeReadAPI  = "read_api"
	scopeReadUser = "read_user"
	scopeWrite    = "write_repository"
)

// scopeGranular is how a fine-grained token names itself.
const scopeGranular = "granular"

// Scope is one right of a token.
type Scope struct {
	Name string
	// Why says what it is for, Brief the same where there is little room.
	Why, Brief string
	// Without says what stops without it; empty for scopes never to select.
	Without string
}

// RequiredScopes returns the four scopes that ACP needs, in the order in which
// the page lists them. ACP: the setup guide requires all four.
func RequiredScopes() []Scope {
	return []Scope{
		{scopeAPI, "projects and merge requests", "projects, MRs", "Without api, ACP cannot open merge requests."},
		{scopeReadAPI, "read projects and your role in them", "read projects", "Without read_api, ACP cannot read your projects."},
		{scopeReadUser, "see whose token it is", "whose token", "Without read_user, ACP cannot tell whose token it is."},
		{scopeWrite, "push branches", "push branches", "Without write_repository, ACP cannot push."},
	}
}

// NeverScopes returns the scopes that no token for ACP should have.
func NeverScopes() []Scope {
	return []Scope{
		{Name: "sudo", Why: "act as any user"},
		{Name: "admin_mode", Why: "act as administrator"},
		{Name: "create_runner", Why: "add CI runners"},
		{Name: "manage_runner", Why: "change CI runners"},
	}
}

// dangers says what a dangerous scope gives away. GitLab docs: "Access token
// scopes".
var dangers = map[string]string{
	"sudo":          "can act as any user",
	"admin_mode":    "can act as an administrator",
	"create_runner": "lets anyone who has it run code in CI",
	"manage_runner": "lets anyone who has it change CI runners",
	"k8s_proxy":     "can control your Kubernetes clusters",
}

// covered lists what a scope includes in effect. GitLab stores no hierarchy;
// each endpoint lists the scopes that open it.
var covered = map[string][]string{
	scopeAPI:     {scopeReadAPI, scopeReadUser, scopeWrite, "read_repository"},
	scopeReadAPI: {scopeReadUser, "read_repository"},
	scopeWrite:   {"read_repository"},
}

// covers reports whether a token with the scopes have may do today what scope
// allows.
func covers(have []string, scope string) bool {
	return slices.ContainsFunc(have, func(h string) bool {
		return h == scope || slices.Contains(covered[h], scope)
	})
}

// MissingScopes returns the required scopes that have lacks by name, also
// those that api covers.
func MissingScopes(have []string) []string {
	var missing []string
	for _, s := range RequiredScopes() {
		if !slices.Contains(have, s.Name) {
			missing = append(missing, s.Name)
		}
	}
	return missing
}

// DangerousScopes returns those of have that grant far more than ACP needs.
func DangerousScopes(have []string) []string {
	return filter(have, func(s string) bool { return dangers[s] != "" })
}

// ExcessScopes returns those of have that ACP does not need, without the
// dangerous ones.
func ExcessScopes(have []string) []string {
	return filter(have, func(s string) bool {
		return dangers[s] == "" && s != scopeGranular && !required(s)
	})
}

func required(name string) bool {
	return slices.ContainsFunc(RequiredScopes(), func(s Scope) bool { return s.Name == name })
}

func filter(in []string, keep func(string) bool) []string {
	var out []string
	for _, s := range in {
		if keep(s) {
			out = append(out, s)
		}
	}
	return out
}
