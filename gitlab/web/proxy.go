package web

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/http/httpproxy"
)

// Proxy is how requests to a host go.
type Proxy struct {
	// URL is the proxy's address without user info; "" when there is none.
	URL string
	// Source is the variable that named it: "HTTPS_PROXY" or "https_proxy".
	Source string
	// Reason is why there is none; "" where there is one.
	Reason DirectReason
	// Rule is the entry of NO_PROXY that matches.
	Rule string
}

// DirectReason is why requests go to a host without a proxy.
type DirectReason string

// The reasons, as JSON documents name them.
const (
	ProxyNotSet  DirectReason = "not set"
	ProxyExempt  DirectReason = "NO_PROXY matches"
	ProxyInside  DirectReason = "loopback"
	ProxyInvalid DirectReason = "not an address" // the variable holds none
)

// Name returns the proxy's host and port, as people know it; "" for none.
func (p Proxy) Name() string {
	u, err := url.Parse(p.URL)
	if err != nil {
		return ""
	}
	return u.Host
}

// proxies is what the environment says about proxies, as Go itself reads it.
type proxies struct {
	config  httpproxy.Config
	forURL  func(*url.URL) (*url.URL, error)
	sources map[string]string // by scheme of the target
	broken  map[string]bool   // variables that hold no address
}

// proxyAddressError is a variable that holds no address. Go would make a host of its
// first word.
type proxyAddressError string

func (b proxyAddressError) Error() string { return string(b) + " cannot be read as an address" }

func newProxies(getenv func(string) string) *proxies {
	first := func(names ...string) (name, value string) {
		for _, n := range names {
			if v := strings.Trim(getenv(n), aroundValues); v != "" {
				return n, v
			}
		}
		return "", ""
	}
	p := &proxies{sources: map[string]string{}, broken: map[string]bool{}}
	p.sources["http"], p.config.HTTPProxy = first("http_proxy", "HTTP_PROXY")
	p.sources["https"], p.config.HTTPSProxy = first("https_proxy", "HTTPS_PROXY")
	_, exempt := first("no_proxy", "NO_PROXY")
	p.config.NoProxy = exemptHosts(exempt)
	// Go takes an address that it cannot read for none, and would go without a
	// proxy: one that leads nowhere stands in for it, to learn whom it is for.
	for scheme, address := range map[string]*string{"http": &p.config.HTTPProxy, "https": &p.config.HTTPSProxy} {
		if *address != "" && !isProxyAddress(*address) {
			p.broken[p.sources[scheme]], *address = true, nowhere
		}
	}
	p.forURL = p.config.ProxyFunc()
	return p
}

// nowhere is a proxy that nobody has (RFC 2606).
const nowhere = "http://proxy.invalid"

// aroundValues is what a shell, an editor or a copy leaves around a value.
const aroundValues = " \t\r\n\"'\u201c\u201d\u2018\u2019\u00a0\ufeff"

// exemptHosts returns NO_PROXY in the form that Go reads. Other programs, and
// people, part its entries with spaces, semicolons and line breaks as well.
func exemptHosts(value string) string {
	var hosts []string
	for _, host := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) }) {
		if host = strings.Trim(host, aroundValues); host != "" {
			hosts = append(hosts, host)
		}
	}
	return strings.Join(hosts, ",")
}

var proxySchemes = []string{"http", "https", "socks5", "socks5h"}

// isProxyAddress reports whether a variable holds an address that Go reads as it
// was meant. As in Go, one without a scheme is http.
func isProxyAddress(value string) bool {
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	u, err := url.Parse(value)
	if err != nil || !slices.Contains(proxySchemes, u.Scheme) || u.Hostname() == "" || strings.Contains(u.Hostname(), ":") != strings.HasPrefix(u.Host, "[") {
		return false
	}
	n, err := strconv.ParseUint(cmp.Or(u.Port(), "80"), 10, 16)
	// A bare / ? or # in a password makes a path, a query or a fragment of what follows.
	return err == nil && n > 0 && u.Fragment == "" && !strings.Contains(u.Path+u.RawQuery, "@")
}

// forRequest is http.Transport's Proxy; it notes the choice for the verdict.
func (p *proxies) forRequest(req *http.Request) (*url.URL, error) {
	if req.URL.Scheme == "http" && strings.EqualFold(req.URL.Hostname(), localhost) {
		return nil, nil //nolint:nilnil // none: what is this computer's own is not for a proxy
	}
	u, err := p.forURL(req.URL)
	if source := p.sources[req.URL.Scheme]; u != nil && p.broken[source] {
		return nil, proxyAddressError(source)
	}
	attemptOf(req.Context()).set(func(a *attempt) { a.proxy = u })
	return u, err
}

func (p *proxies) explain(rawURL string) Proxy {
	u, err := url.Parse(rawURL)
	if err != nil {
		return Proxy{Reason: ProxyNotSet}
	}
	return p.explainURL(u)
}

func (p *proxies) explainURL(u *url.URL) Proxy {
	source := p.sources[u.Scheme]
	if source == "" {
		return Proxy{Reason: ProxyNotSet}
	}
	if found, err := p.forURL(u); err == nil && found != nil && !p.broken[source] {
		shown := url.URL{Scheme: found.Scheme, Host: found.Host}
		return Proxy{URL: Clean(shown.String()), Source: source}
	}
	if loopback(u.Hostname()) {
		return Proxy{Reason: ProxyInside}
	}
	if rule := p.matching(u); rule != "" {
		return Proxy{Reason: ProxyExempt, Rule: Clean(rule)}
	}
	return Proxy{Source: source, Reason: ProxyInvalid}
}

// matching returns the first entry of NO_PROXY that alone keeps u from the proxy.
func (p *proxies) matching(u *url.URL) string {
	for rule := range strings.SplitSeq(p.config.NoProxy, ",") {
		one := httpproxy.Config{HTTPProxy: "http://proxy.invalid", HTTPSProxy: "http://proxy.invalid", NoProxy: rule}
		if found, err := one.ProxyFunc()(u); err == nil && found == nil {
			return strings.TrimSpace(rule)
		}
	}
	return ""
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// proxyRefusalError is a proxy's answer to CONNECT other than 200.
type proxyRefusalError struct {
	target string
	status int
}

func (r *proxyRefusalError) Error() string {
	return "CONNECT " + r.target + ": " + describeStatus(r.status)
}

// onProxyConnect is http.Transport's look at the answer to CONNECT.
func onProxyConnect(ctx context.Context, _ *url.URL, req *http.Request, resp *http.Response) (err error) {
	// It runs in a goroutine of net/http, which recovers nothing.
	if p := Catch(func() {
		attemptOf(ctx).set(func(a *attempt) { a.tunnelled() })
		if resp.StatusCode != http.StatusOK {
			err = &proxyRefusalError{target: req.Host, status: resp.StatusCode}
		}
	}); p != nil {
		return p
	}
	return err
}

// hostname returns host without a port and brackets.
func hostname(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		return h
	}
	return strings.Trim(host, "[]")
}
