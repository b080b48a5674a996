package web

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

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

func (b proxyAddressError) Error() string { return string(b) + " is not an address" }

func newProxies(getenv func(string) string) *proxies {
	first := func(names ...string) (name, value string) {
		for _, n := range names {
			if v := getenv(n); v != "" {
				return n, v
			}
		}
		return "", ""
	}
	p := &proxies{sources: map[string]string{}, broken: map[string]bool{}}
	p.sources["http"], p.config.HTTPProxy = first("http_proxy", "HTTP_PROXY")
	p.sources["https"], p.config.HTTPSProxy = first("https_proxy", "HTTPS_PROXY")
	_, p.config.NoProxy = first("no_proxy", "NO_PROXY")
	p.forURL = p.config.ProxyFunc()
	p.broken[p.sources["http"]] = !isProxyAddress(p.config.HTTPProxy)
	p.broken[p.sources["https"]] = !isProxyAddress(p.config.HTTPSProxy)
	return p
}

func isProxyAddress(value string) bool {
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	u, err := url.Parse(value)
	return err == nil && u.Hostname() != ""
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
