package acptest

import (
	"cmp"
	"crypto/rand"
	"maps"
	"slices"
	"sync"
	"time"
)

// Colleague is the other person of the workspace: an owner of it, whose
// credentials are hers.
const Colleague = "grace"

// onRecord begins the names of the roles that are about one credential.
const onRecord = "credential:"

// The roles that the store has from the start, in the order of their numbers.
const (
	roleCredentialOwner  = onRecord + "owner"
	roleCredentialViewer = onRecord + "viewer"
	roleProjectOwner     = "project:owner"
	roleProjectEditor    = "project:editor"
	roleProjectViewer    = "project:viewer"
	rolePlatformAdmin    = "platform:admin"
	roleTokenReader      = onRecord + "token-reader"
)

// row is one record of the store: the columns that it has a value for.
type row map[string]string

// credentialStore is what ambient-api-server keeps. Deleting is soft: the row
// stays with its token, and so does every binding.
type credentialStore struct {
	now func() time.Time
	// open says that authorization is off; ownerless that whoever makes a credential
	// does not become its owner.
	open, ownerless bool

	mu          sync.Mutex
	credentials []row
	bindings    []row
	roles       []row
	projects    []row
	users       []row
	last        time.Time
	made        int
}

func newCredentialStore(c config) *credentialStore {
	s := &credentialStore{now: c.now, open: c.store.open, ownerless: c.store.ownerless}
	for _, name := range []string{
		roleCredentialOwner, roleCredentialViewer, roleProjectOwner, roleProjectEditor, roleProjectViewer, rolePlatformAdmin, roleTokenReader,
	} {
		if name == roleCredentialViewer && c.store.old {
			continue
		}
		s.roles = append(s.roles, row{"id": newID(), "name": name})
	}
	level := cmp.Or(c.store.level, roleProjectOwner)
	for _, name := range append([]string{Workspace}, c.store.projects...) {
		s.projects = append(s.projects, row{"id": name, "name": name})
		s.bind(row{"role_id": s.roleID(level), "scope": "project", "project_id": name, "user_id": Person})
	}
	if c.store.client {
		s.bind(row{"role_id": s.roleID(roleProjectOwner), "scope": "project", "project_id": Workspace, "user_id": Client})
	}
	if c.store.shared {
		s.bind(row{"role_id": s.roleID(roleProjectOwner), "scope": "project", "project_id": Workspace, "user_id": Colleague})
	}
	if c.store.admin {
		s.bind(row{"role_id": s.roleID(rolePlatformAdmin), "scope": "global", "user_id": Person})
	}
	for _, seed := range c.store.seeds {
		seed(s)
	}
	return s
}

// idLetters are those of the store's numbers.
const idLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// newID makes a number as the store does: 27 characters.
func newID() string {
	b := make([]byte, 27)
	_, _ = rand.Read(b) // crypto/rand.Read never fails
	for i := range b {
		b[i] = idLetters[int(b[i])%len(idLetters)]
	}
	return string(b)
}

// stamp is the time of now, later than any before it: the database tells
// microseconds.
func (s *credentialStore) stamp() string {
	t := s.now().UTC().Truncate(time.Microsecond)
	if !t.After(s.last) {
		t = s.last.Add(time.Microsecond)
	}
	s.last = t
	return t.Format("2006-01-02T15:04:05.000000Z")
}

func (s *credentialStore) roleID(name string) string {
	for _, r := range s.roles {
		if r["name"] == name {
			return r["id"]
		}
	}
	return ""
}

func (s *credentialStore) roleName(id string) string { return rowAt(s.roles, id)["name"] }

// at returns the row with this number, nil without one.
func rowAt(rows []row, id string) row {
	if i := slices.IndexFunc(rows, func(r row) bool { return r["id"] == id }); i >= 0 {
		return rows[i]
	}
	return nil
}

// bind adds a binding and returns it.
func (s *credentialStore) bind(b row) row {
	b["id"], b["created_at"] = newID(), s.stamp()
	b["updated_at"] = b["created_at"]
	s.bindings = append(s.bindings, b)
	return b
}

// create adds a credential, with the owner binding of its maker.
func (s *credentialStore) create(c row, me string) row {
	c["id"], c["created_at"] = newID(), s.stamp()
	c["updated_at"] = c["created_at"]
	s.credentials = append(s.credentials, c)
	s.made++
	if me != "" {
		s.bind(row{"role_id": s.roleID(roleCredentialOwner), "scope": "credential", "credential_id": c["id"], "user_id": me})
	}
	return c
}

// has reports whether some binding satisfies all of want.
func (s *credentialStore) has(want row) bool {
	return slices.ContainsFunc(s.bindings, func(b row) bool {
		for column, value := range want {
			if b[column] != value {
				return false
			}
		}
		return true
	})
}

func (s *credentialStore) admin(me string) bool { return s.has(row{"user_id": me, "scope": "global"}) }

// owns reports whether me has made the credential, deleted or not.
func (s *credentialStore) owns(me, id string) bool {
	return s.has(row{"user_id": me, "credential_id": id, "role_id": s.roleID(roleCredentialOwner)})
}

// sees reports whether me may read the credential.
func (s *credentialStore) sees(me, id string) bool {
	return s.open || s.admin(me) || s.has(row{"user_id": me, "credential_id": id})
}

// member reports whether me has a role in the project.
func (s *credentialStore) member(me, project string) bool {
	return s.has(row{"user_id": me, "project_id": project, "scope": "project"})
}

// edits reports whether me is editor of the project, or higher.
func (s *credentialStore) edits(me, project string) bool {
	for _, role := range []string{roleProjectOwner, roleProjectEditor} {
		if s.has(row{"user_id": me, "project_id": project, "scope": "project", "role_id": s.roleID(role)}) {
			return true
		}
	}
	return false
}

// shows reports whether me may list the binding.
func (s *credentialStore) shows(me string, b row) bool {
	switch {
	case s.open, s.admin(me), b["user_id"] == me:
		return true
	case b["project_id"] != "" && s.member(me, b["project_id"]):
		return true
	}
	return b["credential_id"] != "" && s.owns(me, b["credential_id"])
}

// live returns the credentials that were not deleted.
func (s *credentialStore) live() []row {
	return slices.DeleteFunc(slices.Clone(s.credentials), func(c row) bool { return c["deleted"] != "" })
}

// Credential is what the store keeps of one credential, without its token.
type Credential struct {
	ID, Name, Provider, URL, Annotations string
	Owner                                string
	// HasToken says that the row still holds a token, deleted or not.
	HasToken, Deleted bool
	// Projects are those that it is bound to.
	Projects []string
}

// Credentials returns every credential that was ever made, the deleted too.
func (s *Server) Credentials() []Credential {
	st := s.vault
	st.mu.Lock()
	defer st.mu.Unlock()
	all := make([]Credential, 0, len(st.credentials))
	for _, c := range st.credentials {
		one := Credential{
			ID: c["id"], Name: c["name"], Provider: c["provider"], URL: c["url"], Annotations: c["annotations"],
			HasToken: c["token"] != "", Deleted: c["deleted"] != "",
		}
		for _, b := range st.bindings {
			switch {
			case b["credential_id"] != c["id"]:
			case b["project_id"] != "":
				one.Projects = append(one.Projects, b["project_id"])
			case b["role_id"] == st.roleID(roleCredentialOwner):
				one.Owner = b["user_id"]
			}
		}
		all = append(all, one)
	}
	return all
}

// StoreHolds reports whether the credential with this number has a token that
// satisfies check. It compares without handing the token out.
func (s *Server) StoreHolds(id string, check func(token string) bool) bool {
	s.vault.mu.Lock()
	defer s.vault.mu.Unlock()
	c := rowAt(s.vault.credentials, id)
	return c != nil && c["deleted"] == "" && check(c["token"])
}

// Seeded is a credential that the store has from the start.
type Seeded struct {
	Owner, Name, Provider, URL, Annotations string
	// Besides are owners beside the first.
	Besides []string
	// Token is the one that it holds; a made-up one where it is empty.
	Token string
	// Projects are those that it is bound to.
	Projects []string
}

// WithCredential lets the store hold a credential from the start.
func WithCredential(c Seeded) Option {
	return func(cfg *config) {
		cfg.store = cfg.store.clone()
		cfg.store.seeds = append(cfg.store.seeds, func(s *credentialStore) {
			made := s.create(row{
				"name": c.Name, "provider": c.Provider, "url": c.URL, "annotations": c.Annotations, "token": cmp.Or(c.Token, seededToken()),
			}, c.Owner)
			for _, other := range c.Besides {
				s.bind(row{"role_id": s.roleID(roleCredentialOwner), "scope": "credential", "credential_id": made["id"], "user_id": other})
			}
			for _, p := range c.Projects {
				s.bind(row{"role_id": s.roleID(roleCredentialViewer), "scope": "credential", "credential_id": made["id"], "project_id": p})
			}
		})
	}
}

// seededToken is a made-up token, another one each time.
func seededToken() string { return "glpat-" + newID()[:20] }

// storeConfig is which store there is; the zero value has none.
type storeConfig struct {
	present bool
	// open: authorization is off. unprotected: nobody has to sign in. old: a
	// release without the role that a binding needs.
	open, unprotected, old bool
	// classic: a backend is behind it as well.
	classic bool
	// client: the account of a program is in the workspace.
	client bool
	// ownerless: who makes a credential does not become its owner.
	ownerless bool
	// shared: a colleague is in the workspace. admin: Ada is one of the platform.
	shared, admin bool
	// level is Ada's role in the workspace, "" for owner.
	level    string
	projects []string
	seeds    []func(*credentialStore)
}

func (c storeConfig) clone() storeConfig {
	c.present = true
	c.seeds, c.projects = slices.Clone(c.seeds), slices.Clone(c.projects)
	return c
}

// StoreOption changes the credential store.
type StoreOption func(*storeConfig)

// WithStore gives the ACP the credential store of ambient-api-server, reached
// at GatewayURL, with ambient-ui in front at UIURL, and no classic backend.
func WithStore(opts ...StoreOption) Option {
	return func(c *config) {
		c.store = c.store.clone()
		c.front, c.dialect = Gateway, SSO
		for _, o := range opts {
			o(&c.store)
		}
	}
}

// StoreOpen turns authorization off: everyone reads and changes everything.
func StoreOpen() StoreOption { return func(c *storeConfig) { c.open = true } }

// StoreUnprotected lets everyone in without a session.
func StoreUnprotected() StoreOption {
	return func(c *storeConfig) { c.open, c.unprotected = true, true }
}

// StoreOld is v0.2.8 to v0.2.13: no role that a binding could have.
func StoreOld() StoreOption { return func(c *storeConfig) { c.old = true } }

// StoreOwnerless stores a credential without making its maker the owner: ACP does
// that in a second step, whose failure it does not tell.
func StoreOwnerless() StoreOption { return func(c *storeConfig) { c.ownerless = true } }

// StoreBesideClassic has a classic backend behind the API server as well.
func StoreBesideClassic() StoreOption { return func(c *storeConfig) { c.classic = true } }

// StoreShared has a colleague in the workspace.
func StoreShared() StoreOption { return func(c *storeConfig) { c.shared = true } }

// StoreClient has the account of a program in the workspace.
func StoreClient() StoreOption { return func(c *storeConfig) { c.client = true } }

// StoreAdmin makes Ada an administrator of the platform.
func StoreAdmin() StoreOption { return func(c *storeConfig) { c.admin = true } }

// StoreViewer makes Ada a viewer of the workspace: she may bind nothing there.
func StoreViewer() StoreOption { return func(c *storeConfig) { c.level = roleProjectViewer } }

// StoreProjects gives Ada more projects than the workspace.
func StoreProjects(names ...string) StoreOption {
	return func(c *storeConfig) { c.projects = append(slices.Clone(c.projects), names...) }
}

// shown is r as an answer tells it: never the token.
func shown(r row, kind, path string, nulls ...string) map[string]any {
	out := map[string]any{"kind": kind, "href": path + "/" + r["id"]}
	for column, value := range maps.All(r) {
		if value != "" && column != "token" && column != "deleted" {
			out[column] = value
		}
	}
	for _, column := range nulls {
		if out[column] == nil {
			out[column] = nil
		}
	}
	return out
}
