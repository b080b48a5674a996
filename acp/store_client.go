package acp

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// Plan is what was decided in this run about where a session saves a token.
type Plan struct {
	// Store is the one to use; "" for the one that answers.
	Store Store
	// Instance is the GitLab that this run is about, "" for any.
	Instance string
	// Prefer is the GitLab that is told of first, where something is kept for
	// several.
	Prefer string
	// Accept are problems that may pass.
	Accept []problem.Code
	// AllProjects removes a credential from every project.
	AllProjects bool
	// Credential is the number of the person's own credential that counts, where
	// they have several; "" for the one that is bound to the project.
	Credential string
	// Likely is the number of the credential that an earlier run stored, "" for
	// none. Of several that are the person's own and of which nothing else tells
	// which is meant, it is that one.
	Likely string
	// Accounts are the names that the person's other sessions tell.
	Accounts []string
}

func (p Plan) accepts(code problem.Code) bool { return slices.Contains(p.Accept, code) }

// Acceptable reports whether a person may go on in spite of a problem of this
// code, knowing what it says.
func Acceptable(code problem.Code) bool {
	switch code {
	case problem.ACPServiceAccount, problem.ACPOtherAccount, problem.ACPSharedProject, problem.ACPStoreOpen:
		return true
	}
	return false
}

// useStore returns the credential store where it is the one to use: it was chosen,
// or no backend answered. It is opened once.
func (c *Client) useStore(ctx context.Context, wanted bool) (*CredentialStore, *problem.Problem) {
	c.mu.Lock()
	if c.store == nil && c.session.opened != nil && c.session.opened.Origin() == c.origin {
		c.store = c.session.opened.as(c)
	}
	s := c.store
	c.mu.Unlock()
	if s != nil || !wanted && c.session.Plan.Store != StoreCredentials {
		return s, nil
	}
	found, p := c.stores(ctx)
	if p != nil {
		return nil, p
	}
	return c.takeStore(found)
}

// takeStore makes the credential store that was found the one to use.
func (c *Client) takeStore(found Stores) (*CredentialStore, *problem.Problem) {
	switch {
	case found.Problem != nil:
		return nil, found.Problem
	case found.Credentials == nil:
		return nil, problem.New(problem.ACPNotACP, hostOf(c.origin)).Because("GET " + ambientPath + ": not ambient-api-server").
			With(problem.Facts{ACP: hostOf(c.origin), Hint: "This ACP has no credential store. Leave --acp-store out."})
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.store = found.Credentials.as(c)
	return c.store, nil
}

// Store says in which store the token is kept, as far as it is known by now.
func (c *Client) Store() Store {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.store != nil {
		return StoreCredentials
	}
	return StoreClassic
}

// inProject is the project that counts in the store: the one that was named, else
// the only one that there is. Without any it is "", and names are those to choose
// from.
func (c *Client) inProject(ctx context.Context, s *CredentialStore) (project string, names []string, p *problem.Problem) {
	if c.project != "" {
		return c.project, nil, nil
	}
	names, p = s.Projects(ctx)
	if p == nil && len(names) == 1 {
		return names[0], names, nil
	}
	return "", names, p
}

// storeStatus is Status of the credential store.
func (c *Client) storeStatus(ctx context.Context, s *CredentialStore) (Connection, *problem.Problem) {
	project, _, p := c.inProject(ctx, s)
	if p != nil {
		return Connection{}, p
	}
	h, p := c.held(ctx, s, c.session.Plan.Instance, project)
	if p != nil {
		return Connection{}, p
	}
	return h.Connection(), nil
}

// held is Status of the store, for the credential that was decided on.
func (c *Client) held(ctx context.Context, s *CredentialStore, instance, project string) (Held, *problem.Problem) {
	if id := c.session.Plan.Credential; id != "" {
		own, p := s.own(ctx, id)
		switch {
		case p != nil:
			return Held{}, p
		case own == nil:
			return Held{Project: project}, nil // it was removed
		case instance == "" || SameInstance(own.URL, instance):
			if project == "" && len(own.Projects) > 0 {
				project = own.Projects[0]
			}
			return s.Read(ctx, own, project)
		}
	}
	return s.status(ctx, instance, c.session.Plan, project)
}

// Ready looks, before a token is sent, at what stands against saving it for
// instance: whose session it is, and in the credential store what stands in the
// project. Nothing is changed. warnings are what was accepted, or stops nobody.
func (c *Client) Ready(ctx context.Context, instanceURL string) (warnings []*problem.Problem, p *problem.Problem) {
	if _, p := c.proven(ctx); p != nil {
		return nil, p
	}
	var met []*problem.Problem
	s, p := c.useStore(ctx, false)
	switch {
	case p != nil:
		return nil, p
	case s == nil:
		a := c.Account(ctx, c.session.Plan.Accounts)
		c.knowAccount(a.Name)
		if a.Problem != nil {
			met = append(met, a.Problem)
		}
	default:
		c.knowAccount(s.Me)
		if met, p = c.storeReady(ctx, s, instanceURL); p != nil {
			return nil, p
		}
	}
	for _, q := range met {
		if q.Severity == problem.Error && Acceptable(q.Code) && c.session.Plan.accepts(q.Code) {
			q = q.WithSeverity(problem.Warning)
		}
		if q.Severity == problem.Error {
			return warnings, q
		}
		warnings = append(warnings, q)
	}
	return warnings, nil
}

func (c *Client) storeReady(ctx context.Context, s *CredentialStore, instanceURL string) ([]*problem.Problem, *problem.Problem) {
	project, names, p := c.inProject(ctx, s)
	if p != nil {
		return nil, p
	}
	if project == "" {
		hint := "You have no project in ACP."
		if len(names) > 0 {
			hint = "Name the project: --acp-project, one of " + listNames(names) + "."
		}
		return []*problem.Problem{problem.New(problem.ACPProjectRole, "").Because("GET " + storeRoot + "/projects: " + strconv.Itoa(len(names))).
			With(problem.Facts{ACP: hostOf(c.origin), Hint: hint})}, nil
	}
	view, p := s.View(ctx, project)
	if p != nil {
		return nil, p
	}
	mine, p := s.Mine(ctx, instanceURL)
	if p != nil {
		return nil, p
	}
	met := s.Objections(view, c.session.Plan.choose(mine, project))
	if clientsAccount(s.Me) {
		met = append([]*problem.Problem{c.serviceAccount(s.Me)}, met...)
	}
	return met, nil
}

// storeConnect is Connect of the credential store: it stores the token in the
// person's own credential, or a new one, and binds it.
func (c *Client) storeConnect(ctx context.Context, s *CredentialStore, token secret.Text, instanceURL string) *problem.Problem {
	project, _, p := c.inProject(ctx, s)
	if p != nil {
		return p
	}
	if project == "" {
		return problem.New(problem.ACPProjectRole, "").Because("not sent").With(problem.Facts{ACP: hostOf(c.origin)})
	}
	mine, p := s.Mine(ctx, strings.TrimRight(instanceURL, "/"))
	if p != nil {
		return p
	}
	own, p := s.Put(ctx, c.session.Plan.choose(mine, project), token, instanceURL)
	if p != nil {
		return p
	}
	return s.Bind(ctx, own, project)
}

// storeDisconnect is Disconnect of the credential store. Where the credential
// stays, Notes says why.
func (c *Client) storeDisconnect(ctx context.Context, s *CredentialStore) *problem.Problem {
	project, _, p := c.inProject(ctx, s)
	if p != nil {
		return p
	}
	h, p := c.held(ctx, s, c.session.Plan.Instance, project)
	if p != nil || h.Credential.ID == "" {
		return p
	}
	out, p := s.Remove(ctx, &h.Credential, h.Project, c.session.Plan.AllProjects)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.notes = out.Problems
	if p == nil {
		c.removed = h.Credential.ID
	}
	return p
}

// Another reports whether what ACP shows after a disconnect is another credential
// of the person than the one that was removed: for another GitLab.
func (c *Client) Another(now Connection) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.removed != "" && now.Stored != nil && now.Stored.Credential.ID != c.removed
}

// Notes are what is to be said beside the end of a disconnect: bindings that are
// still there.
func (c *Client) Notes() []*problem.Problem {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.notes)
}

// Has reports whether ACP keeps something for the person, used by a session or
// not.
func (c Connection) Has() bool {
	return c.Connected || c.Stored != nil && c.Stored.Credential.ID != ""
}
