// Package gitlab knows GitLab: its addresses, tokens, scopes and access levels,
// and the checks that find out whether a token can do the job. It has no
// terminal code. A check returns findings and problems; the wizard and the
// commands show the same ones.
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
