package acptest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"maps"
	"net"
	"time"
)

// Option changes what Start runs.
type Option func(*config)

// gitLabLimit is how long ACP waits for GitLab (ACP: http.Client Timeout of
// ValidateGitLabToken).
const gitLabLimit = 10 * time.Second

// slowness is how long the scenario "slow" takes over each answer.
const slowness = 3 * time.Second

type config struct {
	dialect     Dialect
	front       Origin
	address     string
	deaf        bool
	oneAddress  bool
	noSession   bool
	keyless     bool   // an access key is nobody's
	keyed       bool   // an access key is its maker's, whatever the release
	bearer      Bearer // the kind of Session; "" for the usual one
	ssoName     string // under which the single sign-on knows Ada; "" for Person
	forgetful   bool   // connect says yes and stores nothing
	timeless    bool   // status does not say when it saved
	forgotten   bool   // the sessions were deleted
	selfSigned  bool
	backendDown bool
	ssoFront    bool // the web address is the frontend of single sign-on
	uiNames     bool // ambient-ui names an address of the API that can be reached
	store       storeConfig
	faults      []fault
	connections map[string]string
	instance    string
	session     string
	now         func() time.Time
	onRequest   func(Seen)
	limit       time.Duration
	delay       time.Duration
	roots       *x509.CertPool
	certificate *tls.Certificate
	names       []string
	dial        Dial
	known       map[string]Dial // how ACP reaches hosts that are not on this computer
	err         error
}

// Dial connects to an address.
type Dial func(ctx context.Context, network, addr string) (net.Conn, error)

func newConfig() config {
	return config{
		dialect: V0033, front: API, now: time.Now, limit: gitLabLimit, delay: slowness,
		connections: map[string]string{}, instance: "https://gitlab.com",
	}
}

// WithDialect makes the server answer as the releases of d.
func WithDialect(d Dialect) Option { return func(c *config) { c.dialect = d } }

// WithoutKeys has ACP know nobody by an access key, as every release before v0.0.31.
// V0011 does so by itself.
func WithoutKeys() Option { return func(c *config) { c.keyless = true } }

// WithKeys has ACP know a person by their access key, even as V0011: no such release
// does, but its routes can be tried with it.
func WithKeys() Option { return func(c *config) { c.keyed = true } }

// WithScenario brings about the scenario of that name; later options win. Start
// returns an error for a name that Scenarios does not list.
func WithScenario(name string) Option {
	return func(c *config) {
		sc, ok := find(name)
		if !ok {
			c.err = fmt.Errorf("acptest: no scenario %q", name)
			return
		}
		if sc.setup != nil {
			sc.setup(c)
		}
	}
}

// WithNow sets the clock of sessions and of updatedAt.
func WithNow(now func() time.Time) Option { return func(c *config) { c.now = now } }

// OnRequest has f called for each request that came in, before it is answered
// and before Hold keeps it; f must be safe for concurrent use.
func OnRequest(f func(Seen)) Option { return func(c *config) { c.onRequest = f } }

// WithSession makes value the access key that Session returns: one that no
// prefix gives away.
func WithSession(value string) Option { return func(c *config) { c.session = value } }

// WithConnection lets ACP hold a connection of Ada to instanceURL from the
// start.
func WithConnection(instanceURL string) Option {
	return func(c *config) {
		c.connections = maps.Clone(c.connections)
		c.connections[Person] = instanceURL
	}
}

// WithInstance names the GitLab that "the same instance" means in a scenario.
// It must come before WithScenario.
func WithInstance(instanceURL string) Option { return func(c *config) { c.instance = instanceURL } }

// WithOneAddress serves the pages and the API at one address, as an ingress
// does that splits by path. URL and WebURL are then the same.
func WithOneAddress() Option { return func(c *config) { c.oneAddress = true } }

// WithLimit sets how long ACP waits for GitLab; 10 s without it.
func WithLimit(d time.Duration) Option { return func(c *config) { c.limit = d } }

// WithDelay sets how long the scenario "slow" waits before each answer.
func WithDelay(d time.Duration) Option { return func(c *config) { c.delay = d } }

// WithRoots sets the authorities that ACP trusts when it asks GitLab; the
// system's without it.
func WithRoots(pool *x509.CertPool) Option { return func(c *config) { c.roots = pool } }

// WithCertificate serves https with cert.
func WithCertificate(cert tls.Certificate) Option { return func(c *config) { c.certificate = &cert } }

// WithWay lets ACP reach the GitLab at host by dial: one of this process whose
// name no other computer knows.
func WithWay(host string, dial Dial) Option {
	return func(c *config) {
		c.known = maps.Clone(c.known)
		if c.known == nil {
			c.known = map[string]Dial{}
		}
		c.known[host] = dial
	}
}

// WithMemory connects through memory, not through ports: DialContext is the only
// way in, and dial the only way to GitLab. So it can be used where time is
// virtual. The addresses are fixed: http://127.0.0.1:8001 is the API's.
func WithMemory(dial Dial) Option { return func(c *config) { c.dial = dial } }

// WithNames accepts requests for these Host names too ("acp.example.com:443"
// is written without its port), for tests that lead such a name here.
func WithNames(hosts ...string) Option {
	return func(c *config) { c.names = append(c.names, hosts...) }
}

// knowsKeys says that an access key is its maker's.
func (c *config) knowsKeys() bool { return c.keyed || !c.keyless && c.dialect != V0011 }
