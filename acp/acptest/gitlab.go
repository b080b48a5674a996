package acptest

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"syscall"
)

// userPath is what ACP puts behind the address as it was given.
const userPath = "/api/v4/user"

// asker asks GitLab on ACP's behalf. It reaches this computer only: any other
// name cannot be resolved.
type asker struct {
	client *http.Client
	// anywhere is set where the only way out is memory: then names need no look.
	anywhere bool
	known    map[string]Dial
}

func newAsker(cfg config) *asker {
	a := &asker{anywhere: cfg.dial != nil, known: cfg.known}
	dial := cfg.dial
	if !a.anywhere {
		dial = a.dial
	}
	a.client = &http.Client{Timeout: cfg.limit, Transport: &http.Transport{
		DialContext:       dial,
		DisableKeepAlives: true,
		TLSClientConfig:   &tls.Config{RootCAs: cfg.roots, MinVersion: tls.VersionTLS12},
	}}
	return a
}

// dial reaches this computer, and the hosts to which a way is known.
func (a *asker) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, _ := net.SplitHostPort(address)
	if way := a.known[host]; way != nil {
		return way(ctx, network, address)
	}
	return dialLoopback(ctx, network, address)
}

// resolves says that ACP knows the name.
func (a *asker) resolves(host string) bool {
	return a.anywhere || loopback(host) || a.known[host] != nil
}

// Close drops what is left of the connections.
func (a *asker) Close() { a.client.CloseIdleConnections() }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func unresolved(host string) error {
	return &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// dialLoopback refuses by name before anything is looked up, and by address
// after it, so that also a redirect leads nowhere else.
func dialLoopback(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, _ := net.SplitHostPort(address)
	if !loopback(host) {
		return nil, &net.OpError{Op: "dial", Net: network, Err: unresolved(host)}
	}
	d := net.Dialer{Control: func(_, address string, _ syscall.RawConn) error {
		if ip, _, _ := net.SplitHostPort(address); !loopback(ip) {
			return unresolved(host)
		}
		return nil
	}}
	return d.DialContext(ctx, network, address)
}

// answered is GitLab's answer: its status and the start of its body.
type answered struct {
	code int
	body []byte
}

// requestError is an address that no request can be made of.
type requestError struct{ error }

// ask requests address with the token as Bearer.
func (a *asker) ask(ctx context.Context, address, token string) (answered, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return answered{}, requestError{fmt.Errorf("failed to create request: %w", err)}
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := a.client.Do(req)
	if err != nil {
		return answered{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, bodyLimit))
	if err != nil {
		return answered{}, fmt.Errorf("failed to read response body: %w", err)
	}
	return answered{resp.StatusCode, body}, nil
}

// cause is err without the address, as ACP v0.1.3 and later put it.
func cause(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

func describeTestError(err error, causes bool) string {
	if made, ok := errors.AsType[requestError](err); ok {
		return made.Error()
	}
	if causes {
		return "request failed: " + cause(err).Error()
	}
	return "request failed"
}

// connectivity is the check of v0.0.33 and later: empty when GitLab said 200,
// whatever came with it.
func (a *asker) connectivity(ctx context.Context, c credentials) string {
	u, err := url.Parse(c.instanceURL)
	if err != nil {
		return "invalid instance URL format"
	}
	if host := u.Hostname(); !a.resolves(host) {
		return fmt.Sprintf("cannot resolve GitLab instance host '%s': %v", host, unresolved(host))
	}
	got, err := a.ask(ctx, c.instanceURL+userPath, c.token)
	switch {
	case err != nil:
		return "failed to connect to GitLab API at " + c.instanceURL + ": " + describeTestError(err, true)
	case got.code != http.StatusOK:
		return "failed to authenticate with the provided Personal Access Token"
	}
	return ""
}

// gitLabUser is what the old releases note of the token's owner.
type gitLabUser struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
}

func (u gitLabUser) id() string { return strconv.FormatInt(u.ID, 10) }

// refusedError is an answer of GitLab other than success.
type refusedError struct{ code int }

func (e refusedError) Error() string { return strconv.Itoa(e.code) + " " + http.StatusText(e.code) }

// user is the check of v0.0.11: at the host only, whatever path was given.
func (a *asker) user(ctx context.Context, c credentials) (gitLabUser, error) {
	var found gitLabUser
	u, err := url.Parse(c.instanceURL)
	if err != nil {
		return found, err
	}
	got, err := a.ask(ctx, u.Scheme+"://"+u.Host+userPath, c.token)
	if err != nil {
		return found, err
	}
	if got.code < 200 || got.code > 299 {
		return found, refusedError{got.code}
	}
	if err := json.Unmarshal(got.body, &found); err != nil {
		return found, fmt.Errorf("failed to parse user response: %w", err)
	}
	return found, nil
}

// describeOldError is how the releases of v0.0.11, and the guide, tell that GitLab did
// not take the token (ACP: MapGitLabAPIError; the guide's error list).
func describeOldError(err error, guide bool) string {
	refused, ok := errors.AsType[refusedError](err)
	if !ok {
		return oldFault(err, guide)
	}
	if guide {
		return describeGuideError(refused)
	}
	switch refused.code {
	case http.StatusUnauthorized:
		return "invalid token: GitLab token is invalid or expired"
	case http.StatusForbidden:
		return `invalid token: GitLab error: 403 Forbidden - {"message":"403 Forbidden"}`
	case http.StatusNotFound:
		return "invalid token: GitLab repository not found"
	case http.StatusTooManyRequests:
		return "invalid token: GitLab API rate limit exceeded"
	}
	return "invalid token: GitLab API is experiencing issues"
}

// oldFault is a fault on the way to GitLab.
func oldFault(err error, guide bool) string {
	if guide {
		return "Failed to connect to GitLab instance. Please check network connectivity and instance URL"
	}
	const twice = "failed to validate token: failed to validate token: "
	if u, ok := errors.AsType[*url.Error](err); ok {
		return twice + "request failed: " + u.Error()
	}
	return twice + err.Error()
}

func describeGuideError(e refusedError) string {
	words := "GitLab token validation failed: " + e.Error()
	switch e.code {
	case http.StatusUnauthorized:
		return words + ". Please ensure your token is valid and not expired"
	case http.StatusForbidden:
		return words + ". Ensure your token has 'api', 'read_api', 'read_user', and 'write_repository' scopes"
	}
	return words
}
