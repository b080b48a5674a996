package webtest

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// Names are those under which a server answers. A server on somebody's computer
// answers under no other: a web page of another site could lead a name of its own
// to this computer (DNS rebinding), or have the browser send requests here.
type Names struct {
	// Scheme is that of the server's own pages; "" for any.
	Scheme string
	// Hosts are the names, with the port where it is not the scheme's.
	Hosts []string
}

// HostsOf returns the two names of an address of this computer.
func HostsOf(addr net.Addr) []string {
	hosts := []string{addr.String()}
	if _, port, err := net.SplitHostPort(addr.String()); err == nil {
		hosts = append(hosts, "localhost:"+port)
	}
	return hosts
}

// Refuse returns the status with which r is to be refused: 421 where it comes
// under another name, 403 where a page of another origin sent it; 0 for a
// request that may come in.
func (n Names) Refuse(r *http.Request) int {
	if !n.has(r.Host) {
		return http.StatusMisdirectedRequest
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return 0
	}
	scheme, host, _ := strings.Cut(origin, "://")
	if n.Scheme != "" && scheme != n.Scheme || !n.has(host) {
		return http.StatusForbidden
	}
	return 0
}

func (n Names) has(host string) bool {
	return slices.ContainsFunc(n.Hosts, func(h string) bool { return strings.EqualFold(h, host) })
}
