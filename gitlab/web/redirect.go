package web

import (
	"net/http"
	"net/url"
	"path"
	"strings"

	"acp-gitlab/gitlab/secret"
	"acp-gitlab/lazy"
)

// mostHops is how many redirects of one GET are followed.
const mostHops = 3

// checkRedirect is the client's rule: follow inside, else hand back the
// redirect itself and send nothing. Go alone would take Authorization along to
// another port and from https to http.
func (s *Stack) checkRedirect(req *http.Request, via []*http.Request) error {
	c := s.callOf(req)
	if !c.follow || len(via) > mostHops || via[0].Method != http.MethodGet || !inside(via[0].URL, req.URL, c.root) {
		return http.ErrUseLastResponse
	}
	return nil
}

// location returns where an answer points to; nil for an answer that is no
// redirect, or points nowhere.
func location(resp *http.Response) *url.URL {
	if !isRedirect(resp.StatusCode) {
		return nil
	}
	to, err := resp.Location()
	if err != nil || to.Host == "" || !hasPort(to.Host) {
		return nil
	}
	return to
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// hasPort reports whether host has one port at most: Go takes a host with two.
func hasPort(host string) bool {
	return strings.HasPrefix(host, "[") || strings.Count(host, ":") <= 1
}

// asSent returns what stands in Location, fit to be shown: where it is no
// address, that is all there is to tell.
func asSent(resp *http.Response, scrubber *secret.Scrubber) string {
	sent, _, _ := strings.Cut(resp.Header.Get("Location"), "?")
	sent = userInfo().ReplaceAllString(sent, "$1")
	return Bound(Text(sent, MaxAddress, scrubber), MaxAddress)
}

var userInfo = lazy.Regexp(`^([A-Za-z][A-Za-z0-9+.-]*://)[^/@]*@`)

// inside reports whether to has the origin of from and lies under root, which
// begins with a slash; under "" lies nothing.
func inside(from, to *url.URL, root string) bool {
	return sameOrigin(from, to) && under(to, root)
}

func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) &&
		port(a) == port(b) && b.User == nil
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}

// under reads the path as a server might: with dots resolved, which may have
// been written with percent signs.
func under(u *url.URL, root string) bool {
	if root == "" || strings.ContainsAny(u.Path, "\\\x00") {
		return false
	}
	root = strings.TrimRight(root, "/")
	clean := path.Clean("/" + u.Path)
	return clean == root || strings.HasPrefix(clean, root+"/")
}

// rootOf returns the root that an API request shows itself: what stands before
// /api/. Anything else shows none.
func rootOf(u *url.URL) string {
	for _, api := range []string{"/api/v4/", "/api/graphql"} {
		if before, _, ok := strings.Cut(u.Path+"/", api); ok {
			return before + "/"
		}
	}
	return ""
}

// shown returns u as it may be shown: without user info, query and fragment.
func shown(u *url.URL) string {
	if u == nil {
		return ""
	}
	bare := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	return Clean(bare.String())
}

// shownTo returns u as it may be shown where a server can have written it: one
// that repeats what was sent to it, or is longer than any, gets no further than
// its origin.
func shownTo(u *url.URL, scrubber *secret.Scrubber) string {
	text := shown(u)
	if u == nil || len(text) <= MaxAddress && scrubber.Scrub(text) == text {
		return text
	}
	return Text(shown(&url.URL{Scheme: u.Scheme, Host: u.Host}), MaxAddress, scrubber)
}
