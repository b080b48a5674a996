package acp_test

import (
	"strconv"
	"testing"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// storeCalls are the calls of the store that change something or read one record,
// and what the program does when it makes each. own is bound to the workspace.
var storeCalls = map[string]func(*bubble, *acp.CredentialStore, *acp.Credential) *problem.Problem{
	"POST /credentials": func(b *bubble, s *acp.CredentialStore, _ *acp.Credential) *problem.Problem {
		_, p := s.Put(b.t.Context(), nil, token, storedFor)
		return p
	},
	"PATCH /credentials": func(b *bubble, s *acp.CredentialStore, own *acp.Credential) *problem.Problem {
		_, p := s.Rotate(b.t.Context(), own, secret.New("glpat-"+"newnewnewnewnewnewne"))
		return p
	},
	"DELETE /credentials": func(b *bubble, s *acp.CredentialStore, own *acp.Credential) *problem.Problem {
		_, p := s.Remove(b.t.Context(), own, acptest.Workspace, false)
		return p
	},
	"GET /credentials/": func(b *bubble, s *acp.CredentialStore, own *acp.Credential) *problem.Problem {
		_, p := s.Read(b.t.Context(), own, acptest.Workspace)
		return p
	},
	"POST /role_bindings": func(b *bubble, s *acp.CredentialStore, own *acp.Credential) *problem.Problem {
		return s.Bind(b.t.Context(), own, "second")
	},
	"DELETE /role_bindings": func(b *bubble, s *acp.CredentialStore, own *acp.Credential) *problem.Problem {
		_, p := s.Remove(b.t.Context(), own, acptest.Workspace, false)
		return p
	},
	"GET /role_bindings": func(b *bubble, s *acp.CredentialStore, _ *acp.Credential) *problem.Problem {
		_, p := s.View(b.t.Context(), acptest.Workspace)
		return p
	},
	"GET /projects": func(b *bubble, s *acp.CredentialStore, _ *acp.Credential) *problem.Problem {
		_, p := s.Projects(b.t.Context())
		return p
	},
}

// storeRows are the rows of the tables of calls: how each is answered, and the
// name that this has; "" where it is a success.
var storeRows = []struct {
	call, name string
	status     int
	code, says string // the store's number, "" for the layer before it
	want       problem.Code
}{
	{"POST /credentials", "no name", 400, "17", "Invalid request format: no value given for required property name", problem.ACPForbidden},
	{"POST /credentials", "a field that is none", 400, "17", `Invalid request format: json: unknown field "project_id"`, problem.ACPForbidden},
	{"POST /credentials", "a field that is no text", 400, "17", "Invalid request format: json: cannot unmarshal number into Go struct field", problem.ACPForbidden},
	{"POST /credentials", "half a body", 400, "17", "Invalid request format: unexpected end of JSON input", problem.ACPForbidden},
	{"POST /credentials", "a number of one's own", 400, "8", "id must be empty", problem.ACPForbidden},
	{"POST /credentials", "authorization on, before v0.2.8", 403, "", "Forbidden", problem.ACPForbidden},
	{"POST /credentials", "no such call", 404, "404", "The requested resource '/x' doesn't exist", problem.ACPTooOld},
	{"POST /credentials", "the database", 500, "9", "Unspecified error", problem.ACPUnavailable},
	{"PATCH /credentials", "not mine", 403, "", "Forbidden", problem.ACPForbidden},
	{"PATCH /credentials", "gone", 404, "7", "Credential with id='x' not found", problem.ACPNotSaved},
	{"PATCH /credentials", "a wrong method", 405, "", "", problem.ACPNotACP},
	{"PATCH /credentials", "the database", 500, "9", "Unspecified error", problem.ACPUnavailable},
	{"DELETE /credentials", "not mine", 403, "", "Forbidden", problem.ACPForbidden},
	{"DELETE /credentials", "the database", 500, "9", "Unspecified error", problem.ACPUnavailable},
	{"DELETE /credentials", "yes, and still there", 204, "", "", problem.ACPNotSaved},
	{"GET /credentials/", "not mine to read", 404, "", "Not Found", problem.ACPNotSaved},
	{"GET /credentials/", "gone", 404, "7", "Credential with id='x' not found", problem.ACPNotSaved},
	{"GET /credentials/", "no session", 401, "", "Unauthorized", problem.ACPSessionRefused},
	{"GET /credentials/", "the database", 500, "9", "Unspecified error", problem.ACPUnavailable},
	{"POST /role_bindings", "bound already", 409, "6", "This RoleBinding already exists", ""},
	{"POST /role_bindings", "viewer, or no such project", 403, "4", "caller must be project editor or higher to bind credentials to a project", problem.ACPProjectRole},
	{"POST /role_bindings", "not my credential", 403, "4", "insufficient privileges to grant this role", problem.ACPForbidden},
	{"POST /role_bindings", "an administrator", 403, "4", "caller must be credential owner to grant credential-scoped bindings", problem.ACPForbidden},
	{"POST /role_bindings", "no project", 403, "4", "only platform admins can create global credential bindings", problem.ACPForbidden},
	{"POST /role_bindings", "a role's name", 403, "4", "target role not found", problem.ACPForbidden},
	{"POST /role_bindings", "token-reader", 403, "4", "cannot assign internal role", problem.ACPForbidden},
	{"POST /role_bindings", "an empty project", 400, "21", "project_id must not be empty", problem.ACPForbidden},
	{"POST /role_bindings", "a scope that is none", 400, "21", "invalid scope", problem.ACPForbidden},
	{"POST /role_bindings", "an agent that is none", 400, "21", "agent not found", problem.ACPForbidden},
	{"DELETE /role_bindings", "a viewer, or gone", 403, "", "Forbidden", problem.ACPForbidden},
	{"DELETE /role_bindings", "gone, authorization off", 404, "7", "RoleBinding with id='x' not found", problem.ACPNotSaved},
	{"DELETE /role_bindings", "the owner's", 409, "6", "cannot delete the last owner binding", problem.ACPForbidden},
	{"DELETE /role_bindings", "a project that was left", 403, "4", "insufficient privileges to delete this binding", problem.ACPForbidden},
	{"DELETE /role_bindings", "the database", 500, "9", "Unspecified error", problem.ACPUnavailable},
	{"GET /role_bindings", "a search that is none", 400, "21", "Failed to parse search query: x", problem.ACPForbidden},
	{"GET /role_bindings", "a column that is none", 500, "9", `pq: column "x" does not exist`, problem.ACPTooOld},
	{"GET /role_bindings", "the database", 500, "9", "Unspecified error", problem.ACPUnavailable},
	{"GET /projects", "not mine", 404, "", "Not Found", problem.ACPForbidden},
	{"GET /projects", "no name in the session", 401, "", "Unauthorized", problem.ACPSessionRefused},
	{"GET /projects", "an empty list is one", 200, "", "", problem.ACPNotACP},
}

// TestEveryRowOfTheTablesHasAName: each answer that the store is known to give to
// a call of this program is a problem of a name, and a success is none.
func TestEveryRowOfTheTablesHasAName(t *testing.T) {
	t.Parallel()
	for _, row := range storeRows {
		t.Run(row.call+" "+row.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(b *bubble) {
				srv := b.start(acptest.WithStore(acptest.StoreProjects("second")), acptest.WithCredential(acptest.Seeded{
					Owner: acptest.Person, Name: "x", Provider: "gitlab", URL: storedFor, Projects: []string{acptest.Workspace},
				}))
				s := store(b.t, b.stack(), srv)
				mine, p := s.Mine(b.t.Context(), storedFor)
				if p != nil || len(mine) != 1 {
					b.t.Fatalf("%+v, %v", mine, p)
				}
				kind, body := "application/json", ""
				switch {
				case row.says != "" && row.code == "":
					kind, body = "text/plain; charset=utf-8", `{"kind":"Error","reason":"`+row.says+`"}`
				case row.says != "":
					kind, body = "application/json", `{"kind":"Error","code":"ambient-api-server-`+row.code+`","reason":`+strconv.Quote(row.says)+`}`
				}
				srv.AnswerStore(row.call, row.status, kind, body)
				var got problem.Code
				if p := storeCalls[row.call](b, s, &mine[0]); p != nil {
					got = p.Code
				}
				if got != row.want {
					b.t.Errorf("%d %s: %q, want %q", row.status, body, got, row.want)
				}
			})
		})
	}
}
