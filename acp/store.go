package acp

import (
	"context"
	"net/http"
	"slices"
	"strings"

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

// For returns the session, which from then on uses the only store that there is without
// looking for it again.
func (s Stores) For(session Session) Session {
	if !s.Classic || session.Plan.Store == StoreCredentials {
		session.opened = s.Credentials
	}
	return session
}

// FindStores asks which stores the ACP at api has for s. Without an
// ambient-api-server there is the classic one, and nothing else is asked. What is
// older than the credential store is no store at all where a backend answers.
func FindStores(ctx context.Context, st *web.Stack, api string, s Session) (Stores, *problem.Problem) {
	c, p := NewClient(st, api, s, "")
	if p != nil {
		return Stores{}, p
	}
	return c.stores(ctx)
}

// stores is FindStores with the client that there is.
func (c *Client) stores(ctx context.Context) (Stores, *problem.Problem) {
	if !apiServer(send(ctx, c.st, request{method: http.MethodGet, origin: c.origin, path: ambientPath})) {
		return Stores{Classic: true}, nil
	}
	var out Stores
	var classic reply
	var absent bool
	web.Together(
		func() { out.Credentials, absent, out.Problem = openStore(ctx, c) },
		func() { classic = c.backend(ctx) },
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

// backend asks the backend behind the API server. That there is none is an answer
// for ever, which is not waited for: ACP words it as a passing fault.
func (c *Client) backend(ctx context.Context) reply {
	r := send(ctx, c.st, request{
		method: http.MethodGet, origin: c.origin, path: globalRoute + "/status", header: c.header(),
		once: true, hide: []secret.Text{c.session.Bearer},
	})
	if temporary(r.status()) && !noBackend(r) {
		return c.call(ctx, http.MethodGet, globalRoute+"/status", nil)
	}
	return r
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

// as returns the store as c talks to it.
func (s *CredentialStore) as(c *Client) *CredentialStore {
	mine := *s
	mine.client = c
	return &mine
}

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
	s.Open = !slices.ContainsFunc(global, func(b storeRow) bool { return b.Scope == "global" && b.UserID == s.Me })
	return nil
}
