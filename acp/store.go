package acp

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// Store names where an ACP keeps the token of a person.
type Store string

// The stores. An ACP may have both.
const (
	// StoreClassic is one connection for each person.
	StoreClassic Store = "classic"
	// StoreCredentials is a credential that is bound to a project, of
	// ambient-api-server.
	StoreCredentials Store = "credentials"
)

// ambientPath says what ambient-api-server is, to anybody; its own calls are
// below storeRoot, and every other path is its backend's.
const (
	ambientPath = "/api/ambient"
	storeRoot   = ambientPath + "/v1"
)

// The roles of the store that count here.
const (
	roleOwner  = "credential:owner"
	roleViewer = "credential:viewer"
)

// levels are the roles in a project, the highest first.
var levels = []string{"project:owner", "project:editor", "project:viewer"}

// probeName is no credential's: what the store says of it tells whether others
// may read what is in it.
const probeName = "acp-probe-none"

// Stores is what an ACP keeps tokens in. A problem stands where a store is there
// and cannot be used.
type Stores struct {
	Classic     bool
	Credentials *CredentialStore
	Problem     *problem.Problem
}

// Has lists the stores that there are, usable or not.
func (s Stores) Has() []Store {
	var all []Store
	if s.Classic {
		all = append(all, StoreClassic)
	}
	if s.Credentials != nil || s.Problem != nil {
		all = append(all, StoreCredentials)
	}
	return all
}

// FindStores asks which stores the ACP at api has for s. Without an
// ambient-api-server there is the classic one, and nothing else is asked. What is
// older than the credential store is no store at all where a backend answers.
func FindStores(ctx context.Context, st *web.Stack, api string, s Session) (Stores, *problem.Problem) {
	c, p := NewClient(st, api, s, "")
	if p != nil {
		return Stores{}, p
	}
	if !apiServer(send(ctx, c.st, request{method: http.MethodGet, origin: c.origin, path: ambientPath})) {
		return Stores{Classic: true}, nil
	}
	var out Stores
	var classic reply
	var absent bool
	web.Together(
		func() { out.Credentials, absent, out.Problem = openStore(ctx, c) },
		func() { classic = c.call(ctx, http.MethodGet, globalRoute+"/status", nil) },
	)
	out.Classic = classic.ok()
	switch p := out.Problem; {
	case p == nil:
		return out, nil
	case p.Code == problem.ACPTooOld && out.Classic:
		out.Problem = nil
		return out, nil
	case p.Code == problem.ACPTooOld && (absent || !noBackend(classic)):
		// Such a release always has a backend.
		return out, c.judge("").problem(classic)
	case p.Code == problem.ACPTooOld, p.Code == problem.ACPStoreUnprotected:
		return out, nil
	default:
		return out, p
	}
}

// apiServer says that r is the page on which ambient-api-server names itself.
func apiServer(r reply) bool {
	var v struct {
		ID string `json:"id"`
	}
	return r.json(&v) && v.ID == "ambient-api-server"
}

// noBackend says that the API server has no backend behind it. ACP: for ever, in a
// deployment that ships none.
func noBackend(r reply) bool {
	return r.status() == http.StatusBadGateway && r.ans != nil && strings.TrimSpace(string(r.ans.Body)) == "backend unavailable"
}

// CredentialStore talks to ambient-api-server as somebody. It is safe for
// concurrent use.
type CredentialStore struct {
	client *Client
	roles  map[string]string // numbers by name
	// Me is the name under which the store knows the person.
	Me string
	// Open says that authorization is off: everyone who has signed in reads and
	// changes what is stored.
	Open bool
}

// Origin returns the origin that the store is at.
func (s *CredentialStore) Origin() string { return s.client.origin }

// Project returns the project that was set together with the session, "" for
// none.
func (s *CredentialStore) Project() string { return s.client.project }

// openStore finds out whether the store can be used: who the person is, that one
// has to sign in, that the release is new enough, and whether others may read.
func openStore(ctx context.Context, c *Client) (store *CredentialStore, absent bool, p *problem.Problem) {
	s := &CredentialStore{client: c, Me: c.session.Account}
	var unsigned, probe reply
	var roles []storeRow
	var rolesProblem *problem.Problem
	web.Together(
		func() {
			unsigned = send(ctx, c.st, request{method: http.MethodGet, origin: c.origin, path: storeRoot + "/projects"})
		},
		func() { probe = s.call(ctx, http.MethodGet, "/credentials/"+probeName, "", nil) },
		func() {
			roles, rolesProblem = s.list(ctx, "/roles", in("name", append([]string{roleOwner, roleViewer}, levels...)))
		},
	)
	switch {
	case unsigned.ok():
		return nil, false, s.new(problem.ACPStoreUnprotected, unsigned)
	case tooOld(probe), rolesProblem != nil && rolesProblem.Code == problem.ACPForbidden:
		return nil, codeOf(probe) == noSuchCall, s.new(problem.ACPTooOld, probe)
	case rolesProblem != nil:
		return nil, false, rolesProblem
	case s.Me == "":
		why := "This session does not say whose it is. ACP could not say whose the credential is."
		return nil, false, s.new(problem.ACPSessionRefused, probe).With(problem.Facts{Why: why, Hint: why})
	}
	s.roles = map[string]string{}
	for _, r := range roles {
		s.roles[r.Name] = r.ID
	}
	if s.roles[roleOwner] == "" || s.roles[roleViewer] == "" {
		return nil, false, s.new(problem.ACPTooOld, probe)
	}
	if p := s.problem(probe); probe.status() != http.StatusNotFound {
		return nil, false, p
	}
	return s, false, s.openToOthers(ctx, probe)
}

// noSuchCall is the store's number for a call that it does not have.
const noSuchCall = "ambient-api-server-404"

// tooOld says that the release has no such store, or one that nobody can use.
// ACP: up to v0.2.7 there are none of these calls; up to v0.2.13 they are
// forbidden to everyone, in plain text.
func tooOld(r reply) bool {
	code := codeOf(r)
	return code == noSuchCall || r.status() == http.StatusForbidden && code == ""
}

// openToOthers finds out whether the store is open. The same words are said to an
// administrator of the platform, who has a global role.
func (s *CredentialStore) openToOthers(ctx context.Context, probe reply) *problem.Problem {
	if codeOf(probe) == "" {
		return nil
	}
	global, p := s.bindings(ctx, eq("user_id", s.Me)+" and "+eq("scope", "global"))
	if p != nil {
		return p
	}
	s.Open = len(global) == 0
	return nil
}

// codeOf is the store's own number of an error, "" where the layer before it
// answered.
func codeOf(r reply) string {
	var v struct {
		Code string `json:"code"`
	}
	if r.ans == nil || json.Unmarshal(r.ans.Body, &v) != nil {
		return ""
	}
	return v.Code
}

// call makes one call of the store. The session goes in Authorization only.
func (s *CredentialStore) call(ctx context.Context, method, path, query string, body []byte, hide ...secret.Text) reply {
	c := s.client
	return send(ctx, c.st, request{
		method: method, origin: c.origin, path: storeRoot + path, query: query,
		header: http.Header{"Authorization": {"Bearer " + c.session.Bearer.Reveal()}},
		body:   body, hide: append(hide, c.session.Bearer),
	})
}

// storeRow is a record of the store, of whatever kind.
type storeRow struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	Provider     string    `json:"provider"`
	URL          string    `json:"url"`
	Annotations  string    `json:"annotations"`
	RoleID       string    `json:"role_id"`
	Scope        string    `json:"scope"`
	UserID       string    `json:"user_id"`
	ProjectID    string    `json:"project_id"`
	AgentID      string    `json:"agent_id"`
	CredentialID string    `json:"credential_id"`
	CreatedAt    time.Time `json:"created_at"`
	UpdatedAt    time.Time `json:"updated_at"`
}

// maxPages bounds how many pages of a list are read.
const maxPages = 20

// list reads all pages of a list, the oldest first.
func (s *CredentialStore) list(ctx context.Context, path, search string) ([]storeRow, *problem.Problem) {
	var all []storeRow
	for page := 1; page <= maxPages; page++ {
		q := url.Values{"orderBy": {"created_at asc"}, "page": {itoa(page)}}
		if path == "/roles" || path == "/projects" {
			q.Del("orderBy")
		}
		if search != "" {
			q.Set("search", search)
		}
		r := s.call(ctx, http.MethodGet, path, q.Encode(), nil)
		if p := s.problem(r); p != nil {
			return nil, p
		}
		var body struct {
			Items *[]storeRow `json:"items"`
			Total int         `json:"total"`
		}
		if !r.json(&body) || body.Items == nil {
			return nil, s.new(problem.ACPNotACP, r)
		}
		all = append(all, *body.Items...)
		if len(*body.Items) == 0 || len(all) >= body.Total {
			return all, nil
		}
	}
	return all, nil
}

func (s *CredentialStore) bindings(ctx context.Context, search string) ([]storeRow, *problem.Problem) {
	return s.list(ctx, "/role_bindings", search)
}

// eq and in write a search. What stands in it is never a secret.
func eq(column, value string) string { return column + " = " + quote(value) }

func in(column string, values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = quote(v)
	}
	return column + " in (" + strings.Join(quoted, ",") + ")"
}

func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// Projects lists the projects in which the person has a role, by name.
func (s *CredentialStore) Projects(ctx context.Context) ([]string, *problem.Problem) {
	rows, p := s.list(ctx, "/projects", "")
	if p != nil {
		return nil, p
	}
	var names []string
	for _, r := range rows {
		if workspaceName.MatchString(r.ID) {
			names = append(names, r.ID)
		}
	}
	slices.Sort(names)
	return names, nil
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

func bound1(address string) string { return bound(web.Clean(address), web.MaxAddress) }
