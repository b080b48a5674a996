package gitlab

import (
	"cmp"
	"encoding/json"
	"slices"

	"acp-gitlab/gitlab/problem"
)

// Permission is one right of a fine-grained token, by GitLab's names.
type Permission struct {
	// Resource and Action are what to choose on the token page.
	Resource, Action string
	// Tab is where it stands there: "User", or "Group and project".
	Tab string
	// Why says what it is for.
	Why string
	// ACP says that ACP cannot work without it; the others are for the checks.
	ACP bool
	// raw is its name in granular_scopes.
	raw string
}

// Name is how GitLab writes it in its refusals: "Code: Push".
func (p Permission) Name() string { return p.Resource + ": " + p.Action }

// The tabs of the page on which a fine-grained token is created.
const (
	tabUser    = "User"
	tabProject = "Group and project"
)

// RequiredPermissions returns the smallest set that ACP and the checks need, in
// the order of the page's tabs. GitLab docs: "Fine-grained permissions for REST
// API", "... for Git and other operations"; source: config/authz.
func RequiredPermissions() []Permission {
	return []Permission{
		{"Project", "Read", tabProject, "read projects", true, "read_project"},
		{"Member", "Read", tabProject, "read your role in them", false, "read_member"},
		{"Branch", "Read", tabProject, "read the default branch", false, "read_branch"},
		{"Code", "Download", tabProject, "clone and fetch", true, "download_code"},
		{"Code", "Push", tabProject, "push branches", true, "push_code"},
		{"Merge Request", "Create", tabProject, "open merge requests", true, "create_merge_request"},
		{"Merge Request", "Read", tabProject, "read merge requests", true, "read_merge_request"},
		{"User", "Read", tabUser, "see whose token it is", true, "read_user"},
		{"Personal Access Token", "Read", tabUser, "read the expiration date", false, "read_personal_access_token"},
	}
}

const (
	permissionUserRead  = "User: Read"
	permissionTokenRead = "Personal Access Token: Read"
)

// granularToken is what GitLab tells of a token's permissions beside its other
// facts: granular since 18.10, the scopes on /self since 19.5.
type granularToken struct {
	Granular bool `json:"granular"`
	Scopes   []struct {
		Access      string   `json:"access"`
		Permissions []string `json:"permissions"`
	} `json:"granular_scopes"`
}

// readGranular reads what client-go leaves out.
func readGranular(self outcome) granularToken {
	var g granularToken
	if !self.ok() || json.Unmarshal(self.success, &g) != nil {
		return granularToken{}
	}
	return g
}

// lacks returns the required permissions that no grant of the token holds; nil
// where GitLab does not tell them.
func (g granularToken) lacks() []Permission {
	if len(g.Scopes) == 0 {
		return nil
	}
	var missing []Permission
	for _, p := range RequiredPermissions() {
		held := false
		for _, s := range g.Scopes {
			held = held || slices.Contains(s.Permissions, p.raw)
		}
		if !held {
			missing = append(missing, p)
		}
	}
	return missing
}

// lacksUserRead reports whether /user is closed for want of a permission.
func (i *inspector) lacksUserRead() bool {
	_, lacks := i.who.lacksPermission()
	return lacks && i.fineGrained()
}

// permissions adds the line about a fine-grained token: what it lacks, or that
// it works. ACP refuses a token that may not tell whose it is; what only the
// checks need is a warning.
func (i *inspector) permissions(text string) {
	var ps []*problem.Problem
	add := func(o outcome, name string, stops bool) {
		if slices.Contains(i.result.Token.MissingPermissions, name) {
			return
		}
		i.result.Token.MissingPermissions = append(i.result.Token.MissingPermissions, name)
		p := permissionMissing(o, i.client.in, name)
		if !stops {
			p = p.WithSeverity(problem.Warning)
		}
		ps = append(ps, p)
	}
	if name, lacks := i.who.lacksPermission(); lacks {
		add(i.who, cmp.Or(name, permissionUserRead), true)
	}
	if name, lacks := i.self.lacksPermission(); lacks {
		add(i.self, cmp.Or(name, permissionTokenRead), false)
	}
	for _, p := range i.granular.lacks() {
		add(i.self, p.Name(), p.ACP)
	}
	slices.SortStableFunc(ps, func(a, b *problem.Problem) int {
		return stopsFirst(a) - stopsFirst(b)
	})
	if len(ps) > 0 {
		text += ", missing " + listed(few(i.result.Token.MissingPermissions))
	} else {
		ps = append(ps, i.self.problem(problem.TokenFineGrained, i.client.in))
	}
	i.addProblem(checkKind, text, ps...)
}

func stopsFirst(p *problem.Problem) int {
	if p.Severity == problem.Error {
		return 0
	}
	return 1
}
