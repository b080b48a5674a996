package acp

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// Credential is a record of the store that is provably this person's own: they
// are its only owner.
type Credential struct {
	ID, Name string
	// URL is the GitLab that it was stored for. Cleaned.
	URL string
	// Projects are those that it is bound to, by name.
	Projects []string
	// Agents is the number of agents that it is bound to by themselves.
	Agents int
	// UpdatedAt is when it was last changed.
	UpdatedAt time.Time

	bound []storeRow
}

// In reports whether it is bound to the project.
func (c Credential) In(project string) bool { return slices.Contains(c.Projects, project) }

// Projects lists the projects in which the person has a role, by name.
func (s *CredentialStore) Projects(ctx context.Context) ([]string, *problem.Problem) {
	rows, p := s.list(ctx, "/projects", "")
	if p != nil {
		return nil, p
	}
	var names []string
	for _, r := range rows {
		if workspaceName().MatchString(r.ID) {
			names = append(names, r.ID)
		}
	}
	slices.Sort(names)
	return names, nil
}

// Mine returns the person's own GitLab credentials, the oldest first. With
// instance, only those that were stored for that GitLab. Nothing is decided by a
// name, nor by a list alone: without authorization it shows everybody's.
func (s *CredentialStore) Mine(ctx context.Context, instance string) ([]Credential, *problem.Problem) {
	owned, p := s.bindings(ctx, eq("user_id", s.Me)+" and "+eq("role_id", s.roles[roleOwner]))
	if p != nil {
		return nil, p
	}
	found := make([]*Credential, len(owned))
	var mu sync.Mutex
	asks := make([]func(), len(owned))
	for i, b := range owned {
		asks[i] = func() {
			c, q := s.own(ctx, b.CredentialID)
			mu.Lock()
			defer mu.Unlock()
			if q != nil {
				p = q
			}
			found[i] = c
		}
	}
	web.Together(asks...)
	var all []Credential
	for _, c := range found {
		if c != nil && (instance == "" || SameInstance(c.URL, instance)) {
			all = append(all, *c)
		}
	}
	return all, p
}

// BoundTo lists the projects that the person's own credentials are bound to: those
// for the GitLab prefer, if there are any.
func (s *CredentialStore) BoundTo(ctx context.Context, prefer string) ([]string, *problem.Problem) {
	mine, p := s.Mine(ctx, "")
	if p != nil {
		return nil, p
	}
	if those := forInstance(mine, prefer); len(those) > 0 {
		mine = those
	}
	var projects []string
	for _, c := range mine {
		projects = append(projects, c.Projects...)
	}
	slices.Sort(projects)
	return slices.Compact(projects), nil
}

// own reads one credential with its bindings; nil where it is gone, is not about
// GitLab, or has another owner beside this person.
func (s *CredentialStore) own(ctx context.Context, id string) (*Credential, *problem.Problem) {
	if id == "" {
		return nil, nil //nolint:nilnil // no credential is no problem
	}
	row, gone, _, p := s.get(ctx, id)
	if p != nil || gone || row.Provider != "gitlab" {
		return nil, p
	}
	bound, p := s.bindings(ctx, eq("credential_id", id))
	if p != nil {
		return nil, p
	}
	c := &Credential{ID: id, Name: word(row.Name), URL: bound1(row.URL), UpdatedAt: row.UpdatedAt}
	mine := false
	for _, b := range bound {
		switch {
		case b.CredentialID != id:
		case b.RoleID == s.roles[roleOwner] && b.UserID != s.Me:
			return nil, nil //nolint:nilnil // somebody else's too
		case b.RoleID == s.roles[roleOwner]:
			mine = true
		case b.AgentID != "":
			c.Agents++
			c.bound = append(c.bound, b)
		case b.ProjectID != "":
			c.Projects = append(c.Projects, b.ProjectID)
			c.bound = append(c.bound, b)
		}
	}
	if !mine {
		return nil, nil //nolint:nilnil // not this person's
	}
	slices.Sort(c.Projects)
	c.Projects = slices.Compact(c.Projects)
	return c, nil
}

// get reads a credential. Gone says that it is not there, or is not for this
// person to read.
func (s *CredentialStore) get(ctx context.Context, id string) (row storeRow, gone, deleted bool, p *problem.Problem) {
	r := s.call(ctx, http.MethodGet, "/credentials/"+url.PathEscape(id), "", nil)
	if r.status() == http.StatusNotFound && !r.page() {
		return storeRow{}, true, codeOf(r) != "", nil
	}
	if p := s.problem(r); p != nil {
		return storeRow{}, false, false, p
	}
	if !r.json(&row) || row.ID != id {
		return storeRow{}, false, false, s.new(problem.ACPNotACP, r)
	}
	return row, false, false, nil
}

func bound1(address string) string { return bound(web.Clean(address), web.MaxAddress) }
