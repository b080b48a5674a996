// Package gitlab knows GitLab: its addresses, tokens, scopes and roles, and the
// checks that find out whether a token can push to a repository. It has no
// terminal code.
//
// # How to start
//
// [ParseAddress] reads the address that a person typed, and [Probe] finds the
// GitLab behind it, without a secret. [NewClient] takes that [Instance] and a
// token. [Client.Inspect] checks the token, [Client.Repository] one repository,
// [Client.Repositories] many, and [Client.PushTargets] searches.
//
// Before there is a token, [TokenPages] are the pages on which to create one, with
// the name and the scopes of [RequiredScopes] filled in. [ReadToken] reads what
// was pasted before anyone is asked.
//
// # What it promises
//
//   - A check reports each result as soon as it is known, as a [problem.Finding],
//     and returns all of them at the end. The function that receives them may be
//     nil. What is wrong is a [problem.Problem], whose code is stable.
//   - A verdict is never better than what GitLab answered. What GitLab did not
//     answer is not known; fields such as LevelKnown say so.
//   - Nothing at GitLab is changed, except by [Client.Revoke] and
//     [Client.RevokeByID].
//   - Texts that come from GitLab are cleaned and bounded, and never contain the
//     token.
//   - When its context ends, a check returns early: the zero value, or, of many
//     repositories, those that are finished.
package gitlab

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// Instance is one GitLab: scheme, host, port and the path it lives under. It
// is comparable; the zero value is no instance. [ParseAddress] and [Probe]
// make them.
type Instance struct{ scheme, host, root string }

// DotCom is GitLab.com.
var DotCom = Instance{scheme: "https", host: "gitlab.com"}

// URL returns the address without a trailing slash:
// "https://git.example.com:8443/gitlab"; "" for the zero value.
func (i Instance) URL() string {
	if i.IsZero() {
		return ""
	}
	return i.scheme + "://" + i.host + i.root
}

// String implements fmt.Stringer.
func (i Instance) String() string { return i.URL() }

// Scheme returns "https", or "http" on a loopback.
func (i Instance) Scheme() string { return i.scheme }

// Host returns the host with its port, if that is not the scheme's own.
func (i Instance) Host() string { return i.host }

// Hostname returns the host without port and brackets.
func (i Instance) Hostname() string {
	return (&url.URL{Host: i.host}).Hostname()
}

// Root returns the path that everything hangs under: "" or "/gitlab".
func (i Instance) Root() string { return i.root }

// IsZero reports whether i is no instance.
func (i Instance) IsZero() bool { return i == Instance{} }

// Origin returns the same instance without its root.
func (i Instance) Origin() Instance { return Instance{scheme: i.scheme, host: i.host} }

// Join returns the address of an escaped path below the root. A resolving
// join would drop the root. Commas stay readable: they are allowed in queries.
func (i Instance) Join(path string, q url.Values) string {
	s := i.URL()
	if path = strings.TrimPrefix(path, "/"); path != "" {
		s += "/" + path
	}
	if len(q) > 0 {
		s += "?" + strings.ReplaceAll(q.Encode(), "%2C", ",")
	}
	return s
}

// Loopback reports whether the instance is on this computer: localhost
// exactly, 127.0.0.0/8 or [::1]. Only there is plain http used.
func (i Instance) Loopback() bool {
	name := i.Hostname()
	if name == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.IsLoopback() && !ip.Is4In6()
}

// under returns the instance at the path made of segments.
func (i Instance) under(segments ...string) Instance {
	in := i.Origin()
	if len(segments) > 0 {
		in.root = "/" + strings.Join(segments, "/")
	}
	return in
}

// newOrigin returns the root-less instance of a host, without the scheme's
// own port and in lower case, so that equal instances compare equal.
func newOrigin(scheme, hostname, port string) Instance {
	own := map[string]string{"https": "443", "http": "80"}[scheme]
	host := strings.ToLower(hostname)
	switch {
	case port != "" && port != own:
		host = net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		host = "[" + host + "]"
	}
	return Instance{scheme: scheme, host: host}
}
