package gitlab

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"acp-gitlab/gitlab/web"
)

// corrected returns more candidates where servers answered, but none as
// GitLab: the path that the start page leads to, and the one that GitLab
// calls its own. Only the path is taken from them, never the origin.
func corrected(ctx context.Context, st *web.Stack, a Address, tries []*try) []Instance {
	if !slices.ContainsFunc(tries, (*try).elsewhere) {
		return nil
	}
	hints := []string{
		landed(get(ctx, st, a.Origin, "/", nil)),
		issuer(get(ctx, st, a.Origin, "/.well-known/openid-configuration", nil)),
	}
	asked := a.Candidates()
	for _, h := range hints {
		for _, in := range rootsOf(h, a.Origin) {
			if !slices.Contains(asked, in) {
				asked = append(asked, in)
			}
		}
	}
	return asked[len(a.Candidates()):]
}

// elsewhere reports whether a server answered in a way that leaves room for a
// GitLab under another path.
func (t *try) elsewhere() bool {
	if t.failure != nil {
		return t.failure.Kind == web.Redirected
	}
	return t.status() > 0 && t.status() < http.StatusInternalServerError && t.status() != http.StatusTooManyRequests
}

// landed returns where a request ended up.
func landed(o outcome) string {
	switch {
	case o.failure != nil:
		return o.failure.Target
	case o.answer == nil:
		return ""
	case o.answer.Location != "":
		return o.answer.Location
	}
	return o.answer.URL
}

// issuer returns what GitLab calls its own address. GitLab:
// config/initializers/doorkeeper_openid_connect.rb.
func issuer(o outcome) string {
	var v struct{ Issuer string }
	if !o.ok() || json.Unmarshal(o.answer.Body, &v) != nil {
		return ""
	}
	return v.Issuer
}

// rootsOf returns the instances at origin that the path of address may mean.
func rootsOf(address string, origin Instance) []Instance {
	u, err := url.Parse(address)
	if err != nil || len(address) > web.MaxAddress {
		return nil
	}
	segments, _ := pathSegments(u.EscapedPath())
	parts := pagePath(segments)
	return Address{Origin: origin, Segments: parts[:min(2, len(parts))]}.Candidates()
}
