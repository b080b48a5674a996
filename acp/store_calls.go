package acp

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

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
		q := url.Values{"orderBy": {"created_at asc"}, "page": {strconv.Itoa(page)}}
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
			Total *int        `json:"total"`
		}
		if !r.json(&body) || body.Items == nil || body.Total == nil {
			return nil, s.new(problem.ACPNotACP, r)
		}
		all = append(all, *body.Items...)
		if len(all) >= *body.Total {
			return all, nil
		}
		if len(*body.Items) == 0 || page == maxPages {
			// A list of which a part is missing proves nothing about who else
			// owns a credential, and ACP's lists end.
			return nil, s.new(problem.ACPNotACP, r)
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
