package acptest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// storeRoot is where ambient-api-server keeps its own calls.
const storeRoot = "/api/ambient/v1"

// curt is the answer of the layer that guards the store.
func curt(status int, reason string) reply {
	return plain(status, `{"kind":"Error","reason":"`+reason+"\"}\n")
}

// told is an answer of the store itself.
func told(status int, code, reason string) reply {
	return object(status, map[string]string{
		"id": code, "kind": "Error", "href": storeRoot + "/errors/" + code, "code": "ambient-api-server-" + code, "reason": reason,
	})
}

func nowhere(path string) reply {
	return object(http.StatusNotFound, map[string]string{
		"type": "Error", "id": "404", "href": storeRoot + "/errors/404", "code": "ambient-api-server-404",
		"reason": "The requested resource '" + path + "' doesn't exist",
	})
}

// forbiddenHere is the store's no with a reason.
func forbiddenHere(reason string) reply { return told(http.StatusForbidden, "4", reason) }

// apiServer answers as ambient-api-server: its own calls, and everything else is
// the backend's behind it.
func (s *Server) apiServer(r *request) reply {
	path := r.URL.Path
	switch path {
	case "/api/ambient", "/api/ambient/":
		if r.Method != http.MethodGet {
			return reply{status: http.StatusMethodNotAllowed}
		}
		return object(http.StatusOK, map[string]string{
			"id": "ambient-api-server", "href": "/api/ambient", "kind": "API", "version": "", "build_time": "",
		})
	case storeRoot:
		return nowhere(path)
	}
	if bad := s.spoiled.Load(); bad.spoils(r.Request) {
		return bad.reply
	}
	me, refusal, ok := s.signedInUser(r)
	if !ok {
		return refusal
	}
	if strings.HasPrefix(path, "/api/ambient") {
		return s.storeCall(r, me)
	}
	if s.cfg.backendDown || s.cfg.store.present && !s.cfg.store.classic {
		return plain(http.StatusBadGateway, "backend unavailable\n")
	}
	r.who = s.fromBackend(r.Header)
	return s.backend(r)
}

// signedInUser is whom the API server knows the caller as. It wants the word
// Bearer exactly so.
func (s *Server) signedInUser(r *request) (string, reply, bool) {
	if s.cfg.store.unprotected {
		return "dev-user", reply{}, true
	}
	token, given := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	id, known := s.keys.lookup(token)
	switch {
	case !given, !known, id.kind != BearerSSO:
		return "", plain(http.StatusUnauthorized, "Unauthorized\n"), false
	case id.owner == "" && s.cfg.store.present && !s.cfg.store.open:
		return "", curt(http.StatusUnauthorized, "Unauthorized"), false
	}
	return id.owner, reply{}, true
}

// storeCall answers a call below storeRoot for me.
func (s *Server) storeCall(r *request, me string) reply {
	rest := strings.Trim(strings.TrimPrefix(r.URL.Path, storeRoot), "/")
	kind, id, _ := strings.Cut(rest, "/")
	switch {
	case !s.cfg.store.present:
		return nowhere(r.URL.Path)
	case rest == "version":
		return object(http.StatusOK, map[string]string{"version": "", "build_time": "", "git_tag": ""})
	case s.cfg.store.old && !s.cfg.store.open:
		return plain(http.StatusForbidden, "Forbidden\n")
	}
	st := s.vault
	st.mu.Lock()
	defer st.mu.Unlock()
	st.meet(me)
	c := storeRequest{store: st, request: r, me: me, id: id}
	switch kind {
	case "credentials":
		return c.credentials()
	case "role_bindings":
		return c.roleBindings()
	case "roles":
		return c.list("RoleList", "Role", st.roles, "id", "name")
	case "users":
		return c.list("UserList", "User", c.visible(st.users, func(u row) bool { return u["username"] == me }), "id", "username")
	case "projects":
		return c.projects()
	}
	return nowhere(r.URL.Path)
}

// meet creates the row of a user at the first call.
func (s *credentialStore) meet(me string) {
	if me != "" && !slices.ContainsFunc(s.users, func(u row) bool { return u["username"] == me }) {
		s.users = append(s.users, row{"id": newID(), "username": me})
	}
}

// storeRequest is one call of the store.
type storeRequest struct {
	store *credentialStore
	*request
	me, id string
}

// visible returns the rows that may be listed.
func (c storeRequest) visible(rows []row, may func(row) bool) []row {
	if c.store.open || c.store.admin(c.me) {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return !may(r) })
}

// list answers with the rows that the query asks for.
func (c storeRequest) list(kind, item string, rows []row, columns ...string) reply {
	if c.Method != http.MethodGet {
		return reply{status: http.StatusMethodNotAllowed}
	}
	if c.id != "" {
		if found := rowAt(rows, c.id); found != nil {
			return object(http.StatusOK, shown(found, item, c.URL.Path))
		}
		return c.missing(item, c.id)
	}
	q := c.URL.Query()
	where, bad := search(q.Get("search"), columns)
	if bad != nil {
		return told(bad.status, bad.code, bad.words)
	}
	found := slices.DeleteFunc(slices.Clone(rows), func(r row) bool {
		return slices.ContainsFunc(where, func(w condition) bool { return !w.holds(r) })
	})
	return page1(kind, item, c.URL.Path, c.ordered(found), q.Get("page"), q.Get("size"))
}

// ordered sorts by created_at where the query wants it. Without it the order
// means nothing: the newest come first here, so that nobody relies on it.
func (c storeRequest) ordered(rows []row) []row {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b row) int { return strings.Compare(b["created_at"], a["created_at"]) })
	if strings.HasPrefix(c.URL.Query().Get("orderBy"), "created_at asc") {
		slices.Reverse(rows)
	}
	return rows
}

func page1(kind, item, path string, rows []row, page, size string) reply {
	n, err := strconv.Atoi(page)
	if err != nil || n < 1 {
		n = 1
	}
	per := 100
	if size != "" {
		per, _ = strconv.Atoi(size)
	}
	items := []map[string]any{}
	for i := (n - 1) * per; i < min(n*per, len(rows)); i++ {
		nulls := []string{}
		if item == "RoleBinding" {
			nulls = bindingNulls
		}
		items = append(items, shown(rows[i], item, path, nulls...))
	}
	return object(http.StatusOK, map[string]any{"kind": kind, "page": n, "size": len(items), "total": len(rows), "items": items})
}

// missing is the answer for a number that is not there, or not for me.
func (c storeRequest) missing(item, id string) reply {
	if !c.store.open && !c.store.admin(c.me) {
		return curt(http.StatusNotFound, "Not Found")
	}
	return told(http.StatusNotFound, "7", item+" with id='"+id+"' not found")
}

func (c storeRequest) projects() reply {
	rows := c.visible(c.store.projects, func(p row) bool { return c.store.member(c.me, p["id"]) })
	return c.list("ProjectList", "Project", rows, "id", "name")
}

var credentialColumns = []string{"name", "provider", "token", "url", "description", "email", "labels", "annotations"}

func (c storeRequest) credentials() reply {
	switch {
	case c.id == "" && c.Method == http.MethodPost:
		return c.createCredential()
	case c.id == "":
		rows := c.visible(c.store.live(), func(r row) bool { return c.store.sees(c.me, r["id"]) })
		return c.list("CredentialList", "Credential", rows, append([]string{"id", "created_at"}, credentialColumns...)...)
	}
	found := rowAt(c.store.credentials, c.id)
	mine := c.store.open || c.store.owns(c.me, c.id)
	switch c.Method {
	case http.MethodGet:
		switch {
		case !c.store.sees(c.me, c.id) && !c.store.admin(c.me):
			return curt(http.StatusNotFound, "Not Found")
		case found == nil, found["deleted"] != "":
			return told(http.StatusNotFound, "7", "Credential with id='"+c.id+"' not found")
		}
		return object(http.StatusOK, shown(found, "Credential", storeRoot+"/credentials"))
	case http.MethodPatch:
		return c.patchCredential(found, mine)
	case http.MethodDelete:
		if !mine {
			return curt(http.StatusForbidden, "Forbidden")
		}
		if found != nil {
			found["deleted"] = c.store.stamp()
		}
		return reply{status: http.StatusNoContent}
	}
	return reply{status: http.StatusMethodNotAllowed}
}

func (c storeRequest) createCredential() reply {
	fields, refusal, ok := c.fields()
	switch {
	case !ok:
		return refusal
	case fields["name"] == "":
		return told(http.StatusBadRequest, "17", "Invalid request format: no value given for required property name")
	case fields["provider"] == "":
		return told(http.StatusBadRequest, "17", "Invalid request format: no value given for required property provider")
	}
	owner := c.me
	if c.store.ownerless {
		owner = ""
	}
	made := c.store.create(fields, owner)
	return object(http.StatusCreated, shown(made, "Credential", storeRoot+"/credentials"))
}

func (c storeRequest) patchCredential(found row, mine bool) reply {
	switch {
	case !mine:
		return curt(http.StatusForbidden, "Forbidden")
	case found == nil, found["deleted"] != "":
		return told(http.StatusNotFound, "7", "Credential with id='"+c.id+"' not found")
	}
	fields, refusal, ok := c.fields()
	if !ok {
		return refusal
	}
	for column, value := range fields {
		found[column] = value
	}
	found["updated_at"] = c.store.stamp()
	return object(http.StatusOK, shown(found, "Credential", storeRoot+"/credentials"))
}

// fields reads the body of a credential: texts only.
func (c storeRequest) fields() (row, reply, bool) {
	var raw map[string]any
	if err := json.Unmarshal(c.body, &raw); err != nil {
		return nil, told(http.StatusBadRequest, "17", "Invalid request format: "+err.Error()), false
	}
	out := row{}
	for column, value := range raw {
		text, isText := value.(string)
		switch {
		case value == nil:
		case !slices.Contains(credentialColumns, column) && c.Method == http.MethodPost:
			return nil, told(http.StatusBadRequest, "17", `Invalid request format: json: unknown field "`+column+`"`), false
		case !isText:
			return nil, told(http.StatusBadRequest, "17", "Invalid request format: json: cannot unmarshal number into Go struct field"), false
		case slices.Contains(credentialColumns, column):
			out[column] = text
		}
	}
	return out, reply{}, true
}

var (
	bindingColumns = []string{"id", "role_id", "scope", "user_id", "project_id", "credential_id", "created_at"}
	bindingNulls   = []string{"agent_id", "credential_id", "project_id", "session_id", "user_id"}
)

func (c storeRequest) roleBindings() reply {
	switch {
	case c.id == "" && c.Method == http.MethodPost:
		return c.createBinding()
	case c.id != "" && c.Method == http.MethodDelete:
		return c.deleteBinding()
	case c.id != "" && c.Method == http.MethodPatch:
		return curt(http.StatusForbidden, "Forbidden")
	}
	rows := c.visible(c.store.bindings, func(b row) bool { return c.store.shows(c.me, b) })
	return c.list("RoleBindingList", "RoleBinding", rows, bindingColumns...)
}

// createBinding keeps the rules of plugins/roleBindings/handler.go, in its order.
// They hold with authorization off too.
func (c storeRequest) createBinding() reply {
	b := struct {
		RoleID       string `json:"role_id"`
		Scope        string `json:"scope"`
		CredentialID string `json:"credential_id"`
		ProjectID    string `json:"project_id"`
		UserID       string `json:"user_id"`
	}{}
	if err := json.Unmarshal(c.body, &b); err != nil {
		return told(http.StatusBadRequest, "17", "Invalid request format: "+err.Error())
	}
	made := row{"role_id": b.RoleID, "scope": b.Scope, "credential_id": b.CredentialID, "project_id": b.ProjectID, "user_id": b.UserID}
	switch role := c.store.roleName(b.RoleID); {
	case role == "":
		return forbiddenHere("target role not found")
	case role == roleTokenReader:
		return forbiddenHere("cannot assign internal role")
	case b.Scope != "credential":
		return told(http.StatusBadRequest, "21", "invalid scope")
	case !c.store.owns(c.me, b.CredentialID) && c.store.admin(c.me):
		return forbiddenHere("caller must be credential owner to grant credential-scoped bindings")
	case !c.store.owns(c.me, b.CredentialID):
		return forbiddenHere("insufficient privileges to grant this role")
	case b.ProjectID == "":
		return forbiddenHere("only platform admins can create global credential bindings")
	case !c.store.edits(c.me, b.ProjectID):
		return forbiddenHere("caller must be project editor or higher to bind credentials to a project")
	case c.store.has(made):
		return told(http.StatusConflict, "6", "This RoleBinding already exists")
	}
	return object(http.StatusCreated, shown(c.store.bind(made), "RoleBinding", storeRoot+"/role_bindings", bindingNulls...))
}

func (c storeRequest) deleteBinding() reply {
	b := rowAt(c.store.bindings, c.id)
	project := b["project_id"]
	switch {
	case b == nil && c.store.open:
		return told(http.StatusNotFound, "7", "RoleBinding with id='"+c.id+"' not found")
	case b == nil:
		return curt(http.StatusForbidden, "Forbidden")
	case c.store.roleName(b["role_id"]) == roleCredentialOwner:
		return told(http.StatusConflict, "6", "cannot delete the last owner binding")
	case !c.store.edits(c.me, project) && c.store.owns(c.me, b["credential_id"]) && !c.store.member(c.me, project):
		return forbiddenHere("insufficient privileges to delete this binding")
	case !c.store.edits(c.me, project):
		return curt(http.StatusForbidden, "Forbidden")
	}
	c.store.bindings = slices.DeleteFunc(c.store.bindings, func(other row) bool { return other["id"] == c.id })
	return reply{status: http.StatusNoContent}
}
