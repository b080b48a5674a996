package gitlab

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

const (
	// tokenPage is how many tokens a page has; GitLab allows no more.
	tokenPage = 100
	// tokenPages bounds how many pages of tokens are read.
	tokenPages = web.MaxTokens / tokenPage
)

// TokenList is a list of tokens as far as it was read.
type TokenList struct {
	Tokens []TokenFacts
	// Cut says that GitLab has, or may have, more of them: a token that is not
	// in Tokens may be there all the same.
	Cut bool
}

// Lacks reports whether there is surely no token with the number id.
func (l TokenList) Lacks(id int64) bool {
	return !l.Cut && !slices.ContainsFunc(l.Tokens, func(t TokenFacts) bool { return t.ID == id })
}

// Tokens returns the user's active personal access tokens, the newest first. It
// asks for the user first: an administrator would be shown everyone's (GitLab
// docs: "Personal access tokens API", user_id).
func (c *Client) Tokens(ctx context.Context, now time.Time) (TokenList, *problem.Problem) {
	user, o := ask(ctx, callUser, c.api.Users.CurrentUser)
	if p := verdict(o, c.in); p != nil {
		return TokenList{}, p
	}
	if user == nil || user.ID == 0 {
		return TokenList{}, o.problem(problem.GitLabBadAnswer, c.in)
	}
	var all TokenList
	opt := &gl.ListPersonalAccessTokensOptions{
		ListOptions: gl.ListOptions{PerPage: tokenPage, Page: 1}, UserID: new(user.ID), State: new("active"), Revoked: new(false), Sort: new("created_desc"),
	}
	for n := range tokenPages {
		next, counted := int64(0), false
		page, o := ask(ctx, callTokens, func(o ...gl.RequestOptionFunc) ([]*gl.PersonalAccessToken, *gl.Response, error) {
			found, resp, err := c.api.PersonalAccessTokens.ListPersonalAccessTokens(opt, o...)
			if err == nil {
				next, counted = resp.NextPage, resp.Header["X-Next-Page"] != nil
			}
			return found, resp, err
		})
		if p := verdict(o, c.in); p != nil {
			return TokenList{}, p
		}
		for _, t := range page {
			switch {
			case t == nil || !t.Active || t.UserID != 0 && t.UserID != user.ID:
			case len(all.Tokens) == web.MaxTokens:
				all.Cut = true
			default:
				all.Tokens = append(all.Tokens, c.facts(t, now))
			}
		}
		// A full page whose paging headers somebody has taken away may not be
		// the last one.
		all.Cut = all.Cut || next > opt.Page && n == tokenPages-1 || !counted && len(page) >= tokenPage
		if next <= opt.Page {
			break
		}
		opt.Page = next
	}
	return all, nil
}

// Owns reports whether id is the number of one of the user's active tokens. A
// list that could not be read, or that was cut before it came to id, is a
// problem: it is not known then.
func (c *Client) Owns(ctx context.Context, id int64, now time.Time) (bool, *problem.Problem) {
	list, p := c.Tokens(ctx, now)
	switch {
	case p != nil:
		return false, p
	case list.Lacks(id):
		return false, nil
	case !slices.ContainsFunc(list.Tokens, func(t TokenFacts) bool { return t.ID == id }):
		return false, problem.New(problem.GitLabBadAnswer, c.in.Host()).
			Because(callTokens + ": the list was cut after " + strconv.Itoa(len(list.Tokens)) + " tokens")
	}
	return true, nil
}

const callTokens = "GET /api/v4/personal_access_tokens" //nolint:gosec // an address

// Revoke revokes the client's own token, which cannot be undone. It is
// asked once, whatever comes back.
func (c *Client) Revoke(ctx context.Context) *problem.Problem {
	return c.revoked(ctx, "self", c.api.PersonalAccessTokens.RevokePersonalAccessTokenSelf, func() bool {
		_, o := ask(ctx, callUser, c.api.Users.CurrentUser)
		p := verdict(o, c.in)
		return o.is(http.StatusUnauthorized) && (p.Code == problem.TokenRevoked || p.Code == problem.TokenUnknown)
	})
}

// RevokeByID revokes another token, which cannot be undone. It is asked
// once. GitLab lets an administrator revoke anyone's: make sure with Owns, or the
// list, that it is the user's own.
func (c *Client) RevokeByID(ctx context.Context, id int64) *problem.Problem {
	return c.revoked(ctx, strconv.FormatInt(id, 10), func(o ...gl.RequestOptionFunc) (*gl.Response, error) {
		return c.api.PersonalAccessTokens.RevokePersonalAccessTokenByID(id, o...)
	}, func() bool {
		own, p := c.Owns(ctx, id, time.Now())
		return p == nil && !own
	})
}

// revoked asks to revoke the token that GitLab calls name. GitLab's yes is 204
// (GitLab docs: "Personal access tokens API"). Portals, filters and other
// services say 2xx as well: after another yes, gone looks whether it is true.
func (c *Client) revoked(ctx context.Context, name string, do func(...gl.RequestOptionFunc) (*gl.Response, error), gone func() bool) *problem.Problem {
	_, o := ask(ctx, "DELETE /api/v4/personal_access_tokens/"+name, func(o ...gl.RequestOptionFunc) (any, *gl.Response, error) {
		resp, err := do(o...)
		return nil, resp, err
	})
	if o.is(http.StatusNotFound) || o.is(http.StatusMethodNotAllowed) {
		return o.problem(problem.TokenUnknown, c.in).WithSubject(name)
	}
	switch p := verdict(o, c.in); {
	case p != nil:
		return p
	case o.status() == http.StatusNoContent, gone():
		return nil
	case o.answer.IsHTML():
		return pageProblem(o, c.in, true)
	}
	return o.problem(problem.GitLabBadAnswer, c.in)
}

const (
	// maxAddresses bounds the addresses of one token. GitLab keeps five.
	maxAddresses = 10
	// maxIP is how long an address is at most, in characters: IPv6 with a zone.
	maxIP = 64
)

// LastUsedFrom returns the addresses that the client's own token was last used
// from, the latest first; none where this GitLab does not tell. GitLab docs:
// "Personal access tokens API", last_used_ips; client-go does not know it.
func (c *Client) LastUsedFrom(ctx context.Context) []string {
	answer, err := c.stack.Do(ctx, web.Request{
		Method: http.MethodGet, URL: c.in.Join("/api/v4/personal_access_tokens/self", nil),
		Header: http.Header{"Authorization": {"Bearer " + c.token.Reveal()}},
	})
	if err != nil || answer.Status != http.StatusOK {
		return nil
	}
	var self struct {
		IPs []string `json:"last_used_ips"`
	}
	if json.Unmarshal(answer.Body, &self) != nil {
		return nil
	}
	var out []string
	for _, ip := range self.IPs[:min(maxAddresses, len(self.IPs))] {
		out = append(out, c.clean(ip, maxIP))
	}
	return out
}
