package acp

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// ProjectView is what stands in a project: what the person may do there, who else
// is in it, and which GitLab credential its sessions use.
type ProjectView struct {
	Name string
	// Level is the person's role: "owner", "editor", "viewer", "" for none.
	Level string
	// Others are the other members, by name. Their sessions use what is bound.
	Others []string
	// Sidecars are providers whose bound credential keeps a GitLab token away
	// from the sessions.
	Sidecars []string

	bound []storeRow // credentials of the project, the oldest binding first
	known map[string]bindingKind
}

// bindingKind is what is known of a credential that is bound to a project.
type bindingKind int

const (
	bindingUnreadable bindingKind = iota
	bindingGitLab
	bindingOther
	bindingGone
)

// MayBind reports whether the person may bind something there.
func (v ProjectView) MayBind() bool { return v.Level == "owner" || v.Level == "editor" }

// Order is where a credential stands in a project.
type Order int

// The orders. A session uses the oldest GitLab binding.
const (
	// First: it is the one that sessions use.
	First Order = iota
	// NotFirst: an older binding of a GitLab credential is used instead.
	NotFirst
	// FirstUnknown: an older binding cannot be read.
	FirstUnknown
)

// OrderOf says what stands before the credential in the project; before all that
// is not bound yet stands everything. by is what stands there.
func (v ProjectView) OrderOf(credential string) (order Order, by string) {
	for _, b := range v.bound {
		if b.CredentialID == credential {
			return order, by
		}
		switch v.known[b.CredentialID] {
		case bindingGitLab:
			return NotFirst, b.CredentialID
		case bindingUnreadable:
			order, by = FirstUnknown, b.CredentialID
		case bindingOther, bindingGone:
		}
	}
	return order, by
}

// Has reports whether the credential is bound to the project.
func (v ProjectView) Has(credential string) bool { return v.binding(credential) != "" }

func (v ProjectView) binding(credential string) string {
	for _, b := range v.bound {
		if b.CredentialID == credential {
			return b.ID
		}
	}
	return ""
}

// sidecars are the providers whose credential puts a helper beside the session,
// which then gets no credential at all.
var sidecars = []string{"github", "jira", "google", "kubeconfig"}

// View looks at a project, and changes nothing.
func (s *CredentialStore) View(ctx context.Context, project string) (ProjectView, *problem.Problem) {
	v := ProjectView{Name: project, known: map[string]bindingKind{}}
	if !workspaceName().MatchString(project) {
		return v, problem.New(problem.ACPProjectRole, word(project)).Because("not sent").
			With(problem.Facts{ACP: hostOf(s.client.origin), Hint: "A project has a name of small letters, digits and dashes."})
	}
	var members, bound []storeRow
	var p, q *problem.Problem
	web.Together(
		func() { members, p = s.bindings(ctx, eq("project_id", project)+" and "+eq("scope", "project")) },
		func() { bound, q = s.bindings(ctx, eq("scope", "credential")+" and "+eq("project_id", project)) },
	)
	if p != nil || q != nil {
		return v, firstOf(p, q)
	}
	s.membersOf(&v, members)
	for _, b := range bound {
		if b.ProjectID == project && b.CredentialID != "" && b.AgentID == "" && b.UserID == "" {
			v.bound = append(v.bound, b)
		}
	}
	slices.SortStableFunc(v.bound, func(a, b storeRow) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return v, s.kinds(ctx, &v)
}

func firstOf(ps ...*problem.Problem) *problem.Problem {
	for _, p := range ps {
		if p != nil {
			return p
		}
	}
	return nil
}

// membersOf reads the person's role, and who else has one.
func (s *CredentialStore) membersOf(v *ProjectView, members []storeRow) {
	best := len(levels)
	for _, m := range members {
		if m.ProjectID != v.Name || m.UserID == "" {
			continue
		}
		if m.UserID != s.Me {
			v.Others = append(v.Others, word(m.UserID))
			continue
		}
		for i, name := range levels {
			if m.RoleID == s.roles[name] && i < best {
				best = i
				_, v.Level, _ = strings.Cut(name, ":")
			}
		}
	}
	slices.Sort(v.Others)
	v.Others = slices.Compact(v.Others)
}

// kinds reads what the bound credentials are, as far as that is allowed. ACP: with
// authorization on, another person's cannot be read.
func (s *CredentialStore) kinds(ctx context.Context, v *ProjectView) *problem.Problem {
	var p *problem.Problem
	for _, b := range v.bound {
		if _, known := v.known[b.CredentialID]; known {
			continue
		}
		row, gone, deleted, q := s.get(ctx, b.CredentialID)
		p = firstOf(p, q)
		switch {
		case q != nil, gone && !deleted:
			v.known[b.CredentialID] = bindingUnreadable
		case gone:
			v.known[b.CredentialID] = bindingGone
		case row.Provider == "gitlab":
			v.known[b.CredentialID] = bindingGitLab
		default:
			v.known[b.CredentialID] = bindingOther
			if slices.Contains(sidecars, row.Provider) && !slices.Contains(v.Sidecars, row.Provider) {
				v.Sidecars = append(v.Sidecars, row.Provider)
			}
		}
	}
	return p
}

// Objections are what stands against a credential of the person in the project,
// before anything is stored: the store is open, the role is too low, another
// GitLab binding wins, others share it. Some may be accepted.
func (s *CredentialStore) Objections(v ProjectView, mine *Credential) []*problem.Problem {
	var ps []*problem.Problem
	acp := problem.Facts{ACP: hostOf(s.client.origin)}
	if s.Open {
		ps = append(ps, problem.New(problem.ACPStoreOpen, acp.ACP).With(acp).
			Because("GET "+storeRoot+"/credentials/"+probeName+": answered as if nothing were protected"))
	}
	if !v.MayBind() {
		role := v.Level
		if role == "" {
			role = "no role"
		}
		ps = append(ps, problem.New(problem.ACPProjectRole, v.Name).With(acp).With(problem.Facts{Role: role}).
			Because("GET "+storeRoot+"/role_bindings: "+role))
	}
	id := ""
	if mine != nil {
		id = mine.ID
	}
	ps = append(ps, s.OrderProblem(v, id)...)
	if len(v.Others) > 0 {
		ps = append(ps, problem.New(problem.ACPSharedProject, v.Name).With(acp).
			With(problem.Facts{User: listNames(v.Others)}).Because("members beside you: "+listNames(v.Others)))
	}
	return ps
}

// maxNames bounds how many members are named.
const maxNames = 5

func listNames(names []string) string {
	if len(names) > maxNames {
		return strings.Join(names[:maxNames], ", ") + " and " + strconv.Itoa(len(names)-maxNames) + " more"
	}
	return strings.Join(names, ", ")
}

// OrderProblem says that sessions of the project use, or may use, another GitLab
// credential than this one.
func (s *CredentialStore) OrderProblem(v ProjectView, credential string) []*problem.Problem {
	facts := problem.Facts{ACP: hostOf(s.client.origin)}
	order, by := v.OrderOf(credential)
	evidence := "an older binding in the project: credential " + word(by)
	switch order {
	case NotFirst:
		return []*problem.Problem{problem.New(problem.ACPOtherBinding, v.Name).With(facts).Because(evidence)}
	case FirstUnknown:
		return []*problem.Problem{problem.New(problem.ACPBindingUnknown, v.Name).With(facts).Because(evidence + ", not yours to read")}
	case First:
	}
	return nil
}
