package gitlab

import (
	"context"
	"net/http"
	"strconv"
	"time"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
)

// tokenPages bounds how many pages of tokens are read.
const tokenPages = 10

// Tokens returns the user's active personal access tokens, the newest first. It
// asks for the user first: an administrator would be shown everybody's (GitLab
// docs: "Personal access tokens API", user_id).
func (c *Client) Tokens(ctx context.Context, now time.Time) ([]TokenFacts, *problem.Problem) {
	user, o := ask(ctx, callUser, c.api.Users.CurrentUser)
	if p := verdict(o, c.in); p != nil {
		return nil, p
	}
	if user == nil || user.ID == 0 {
		return nil, o.problem(problem.GitLabBadAnswer, c.in)
	}
	var all []TokenFacts
	opt := &gl.ListPersonalAccessTokensOptions{
		ListOptions: gl.ListOptions{PerPage: 100, Page: 1}, UserID: new(user.ID), State: new("active"), Revoked: new(false), Sort: new("created_desc"),
	}
	for range tokenPages {
		next := int64(0)
		page, o := ask(ctx, "GET /api/v4/personal_access_tokens", func(o ...gl.RequestOptionFunc) ([]*gl.PersonalAccessToken, *gl.Response, error) {
			found, resp, err := c.api.PersonalAccessTokens.ListPersonalAccessTokens(opt, o...)
			if err == nil {
				next = resp.NextPage
			}
			return found, resp, err
		})
		if p := verdict(o, c.in); p != nil {
			return nil, p
		}
		for _, t := range page {
			if t != nil && t.Active && (t.UserID == 0 || t.UserID == user.ID) {
				all = append(all, c.facts(t, now))
			}
		}
		if next <= opt.Page {
			break
		}
		opt.Page = next
	}
	return all, nil
}

// Revoke ends the client's own token for good. It is asked once, whatever
// comes back.
func (c *Client) Revoke(ctx context.Context) *problem.Problem {
	return c.revoked(ctx, "self", c.api.PersonalAccessTokens.RevokePersonalAccessTokenSelf)
}

// RevokeByID ends another of the user's tokens for good. It is asked once.
func (c *Client) RevokeByID(ctx context.Context, id int64) *problem.Problem {
	return c.revoked(ctx, strconv.FormatInt(id, 10), func(o ...gl.RequestOptionFunc) (*gl.Response, error) {
		return c.api.PersonalAccessTokens.RevokePersonalAccessTokenByID(id, o...)
	})
}

func (c *Client) revoked(ctx context.Context, name string, do func(...gl.RequestOptionFunc) (*gl.Response, error)) *problem.Problem {
	_, o := ask(ctx, "DELETE /api/v4/personal_access_tokens/"+name, func(o ...gl.RequestOptionFunc) (any, *gl.Response, error) {
		resp, err := do(o...)
		return nil, resp, err
	})
	if o.is(http.StatusNotFound) || o.is(http.StatusMethodNotAllowed) {
		return on(o.problem(problem.TokenUnknown, c.in), name)
	}
	return verdict(o, c.in)
}
