package acp

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"acp-gitlab/lazy"
)

// host is the host of an address, in the one form in which it is compared.
type host struct {
	// name is in lower case and ASCII; an IPv6 address stands without brackets.
	name string
	// port is "" where none was given.
	port string
	ip   netip.Addr
}

var hostName = lazy.Regexp(`^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$`)

// readHost reads the host of u; false where it is none.
func readHost(u *url.URL) (host, bool) {
	h := host{name: strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")), port: u.Port()}
	if h.port != "" {
		if n, err := strconv.ParseUint(h.port, 10, 16); err != nil || n == 0 {
			return host{}, false
		}
		h.port = strings.TrimLeft(h.port, "0")
	}
	if ip, err := netip.ParseAddr(h.name); err == nil {
		h.name, h.ip = ip.String(), ip
		return h, ip.Zone() == ""
	}
	if strings.Contains(u.Host, "[") {
		return host{}, false
	}
	name, err := idna.Lookup.ToASCII(h.name)
	if err == nil {
		h.name = name
	}
	return h, hostName().MatchString(h.name) && len(h.name) <= 253
}

// origin writes h with scheme; the usual port is left out.
func (h host) origin(scheme string) string {
	name := h.name
	if h.ip.Is6() {
		name = "[" + name + "]"
	}
	if h.port == "" || scheme == "https" && h.port == "443" || scheme == "http" && h.port == "80" {
		return scheme + "://" + name
	}
	return scheme + "://" + name + ":" + h.port
}

// loopback says that h is this computer: localhost exactly, 127.0.0.0/8, ::1.
func (h host) loopback() bool {
	return h.name == "localhost" || h.ip.Is4() && h.ip.As4()[0] == 127 || h.ip == netip.IPv6Loopback()
}

// inCluster says that h is a name which only a cluster's own DNS knows.
func (h host) inCluster() bool {
	if h.ip.IsValid() || h.loopback() {
		return false
	}
	return !strings.Contains(h.name, ".") ||
		strings.HasSuffix(h.name, ".svc") || strings.HasSuffix(h.name, ".svc.cluster.local")
}

// usualScheme is the scheme of an address that was typed without one. What
// answers on a port of this computer or of a cluster's service is ACP's backend
// itself, which speaks plain http.
func (h host) usualScheme() string {
	near := h.loopback() || h.inCluster() && (h.port != "" || strings.Contains(h.name, "."))
	if near && h.port != "443" && h.port != "8443" {
		return "http"
	}
	return "https"
}

// parseOrigin reads an origin that this package wrote.
func parseOrigin(origin string) (h host, scheme string, ok bool) {
	u, err := url.Parse(origin)
	if err != nil {
		return host{}, "", false
	}
	h, ok = readHost(u)
	return h, u.Scheme, ok
}

// hostOf returns the host of an address as people know it, with its port.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// beside returns the origins at which the API of the web address origin may be,
// the likeliest first. ACP: its default overlays name the routes
// frontend-route-NAMESPACE and backend-route-NAMESPACE, in one domain. There is
// no guess in a domain in which anybody may register a name: it would ask, and
// later trust, a stranger.
func beside(origin string) []string {
	h, scheme, ok := parseOrigin(origin)
	first, domain, dotted := strings.Cut(h.name, ".")
	if !ok || !dotted || scheme != "https" || h.ip.IsValid() || h.inCluster() {
		return nil
	}
	if suffix, _ := publicsuffix.PublicSuffix(h.name); suffix == h.name || suffix == domain {
		return nil
	}
	var guesses []string
	if rest, found := strings.CutPrefix(first, uiRoute); found {
		return []string{host{name: serverRoute + rest + "." + domain, port: h.port}.origin(scheme)}
	}
	if ns, found := strings.CutPrefix(first, webRoute); found {
		guesses = append(guesses, apiRoute+ns)
	}
	if len(guesses) == 0 || guesses[0] != apiRoute+usualNamespace {
		guesses = append(guesses, apiRoute+usualNamespace)
	}
	var origins []string
	for _, g := range guesses {
		if g != first {
			origins = append(origins, host{name: g + "." + domain, port: h.port}.origin(scheme))
		}
	}
	return origins
}

// How ACP's default overlays name their routes.
const (
	webRoute       = "frontend-route-"
	apiRoute       = "backend-route-"
	usualNamespace = "ambient-code"
	// Those of the newer deployments.
	uiRoute     = "ambient-ui"
	serverRoute = "ambient-api-server"
)

// sure reports whether guess must exist: the name of the pages' route shows that
// ACP's default overlay named both. Without that, a 503 proves nothing: a router
// also answers it for a name that nobody has.
func sure(origin, guess string) bool {
	web, _, _ := parseOrigin(origin)
	api, _, _ := parseOrigin(guess)
	ns, found := strings.CutPrefix(web.name, webRoute)
	return found && api.name == apiRoute+ns
}
