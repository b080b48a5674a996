package gitlabtest

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Option changes what Start starts.
type Option func(*config)

type config struct {
	scenario     Scenario
	scenarioName string
	version      version
	versionText  string
	root         string
	now          func() time.Time
	skew         time.Duration // added to the Date header only
	tls          TLSKind
	names        []string
	memory       bool
	proxy        proxyKind
	address      string // AddressToUse, where it is not the server's own
	claimTLS     bool   // AddressToUse says https, the server speaks http
	mute         bool
	hangUp       bool // connections end with the first bytes that come
	refuse       bool
	elsewhere    bool
	granular     *bool
	rotation     bool   // an older token exists, which is to be replaced
	enforced     string // the group that accepts fine-grained tokens only
	legacyOff    bool   // this GitLab creates fine-grained tokens only
	noTokens     bool   // personal access tokens are switched off
	user         User
	projects     []Project
	editApp      func(*Project)
	git          *Refusal
	token        Token
	others       []Token
	shape        shaper
	cut          int  // characters missing at the end of what is handed out
	limit        int  // requests a minute
	strict       bool // what is over the limit is refused
	complexity   int  // the most that a GraphQL question may have
	faults       []fault
	onRequest    []func(Seen)
	onCreate     []func(Token)
}

// fault is a layer in front of GitLab's own answers.
type fault func(s *Server, next http.Handler) http.Handler

// configure applies the scenario first, so that the caller's options win.
func configure(opts []Option) (config, error) {
	asked := newConfig()
	apply(&asked, opts)
	if asked.scenarioName == "" {
		return asked.checked()
	}
	sc, ok := scenario(asked.scenarioName)
	if !ok {
		return config{}, fmt.Errorf("gitlabtest: no scenario named %q", asked.scenarioName)
	}
	cfg := newConfig()
	cfg.scenario, cfg.address = sc, sc.Address
	apply(&cfg, sc.opts)
	apply(&cfg, opts)
	return cfg.checked()
}

// standardVersion is what a GitLab is that neither an option nor the scenario
// made another.
const standardVersion = "16.11.4"

func newConfig() config {
	return config{
		now: time.Now, versionText: standardVersion,
		user: ada(), projects: projects(), limit: 2000, complexity: 250,
	}
}

func apply(cfg *config, opts []Option) {
	for _, o := range opts {
		o(cfg)
	}
}

func (c config) checked() (config, error) {
	v, err := parseVersion(c.versionText)
	if err != nil {
		return config{}, err
	}
	c.version = v
	c.others = append([]Token{laptop(c.now())}, c.others...)
	if c.rotation {
		c.others = append(c.others, older(c.now()))
		c.token.Name = TokenName + c.now().UTC().Format(" (Jan 2006)")
	}
	for i := range c.projects {
		if c.editApp != nil && c.projects[i].Path == app {
			c.editApp(&c.projects[i])
		}
	}
	return c, nil
}

// WithScenario plays the scenario named name; see Scenarios.
func WithScenario(name string) Option { return func(c *config) { c.scenarioName = name } }

// WithVersion says which GitLab this is: "16.11.4", "18.10.0-ee".
func WithVersion(v string) Option { return func(c *config) { c.versionText = v } }

// WithUsualVersion is WithVersion where the scenario does not ask for a version
// of its own.
func WithUsualVersion(v string) Option {
	return func(c *config) {
		if c.versionText == standardVersion {
			c.versionText = v
		}
	}
}

// WithRoot puts GitLab under a path: "/gitlab".
func WithRoot(path string) Option {
	return func(c *config) {
		c.root = strings.TrimRight("/"+strings.Trim(path, "/"), "/")
	}
}

// WithNow is the clock of the server: the Date header, days, and when tokens expire.
func WithNow(now func() time.Time) Option { return func(c *config) { c.now = now } }

// WithTLS makes the server speak TLS with a certificate of the kind.
func WithTLS(kind TLSKind) Option { return func(c *config) { c.tls = kind } }

// WithName gives the server a host name: URL is https://name, and ProxyURL (or
// DialContext) is the way to it. It speaks TLS with a certificate for the name.
func WithName(name string) Option {
	return func(c *config) {
		c.names = append(c.names, name)
		c.proxy = max(c.proxy, proxyWorks)
		c.tls = max(c.tls, TLSOwnCA)
	}
}

// WithMemory connects through memory, not through a port: DialContext is the
// only way to it. So it can be used where time is virtual.
func WithMemory() Option { return func(c *config) { c.memory = true } }

// WithGranular decides whether fine-grained tokens are switched on; without it
// they are from 18.10 on. They change the token pages.
func WithGranular(on bool) Option { return func(c *config) { c.granular = &on } }

// WithoutLegacyTokens lets this GitLab create and rotate fine-grained tokens only;
// the Legacy tokens that exist keep working. GitLab docs: "Enforce fine-grained
// tokens on GitLab Self-Managed", from 18.11 on.
func WithoutLegacyTokens() Option { return func(c *config) { c.legacyOff = true } }

// WithUser replaces Ada.
func WithUser(u User) Option { return func(c *config) { c.user = u } }

// WithProject adds p, or replaces the project of that path.
func WithProject(p Project) Option {
	return func(c *config) {
		for i := range c.projects {
			if c.projects[i].Path == p.Path {
				c.projects[i] = p
				return
			}
		}
		c.projects = append(c.projects, p)
	}
}

// WithToken decides what Token returns.
func WithToken(t Token) Option { return func(c *config) { c.token = t } }

// WithOtherToken adds one more token to the account.
func WithOtherToken(t Token) Option {
	return func(c *config) { c.others = append(c.others, t) }
}

// WithGitRefusal makes git refuse every probe that got past the token.
func WithGitRefusal(r Refusal) Option { return func(c *config) { c.git = &r } }

// WithRateLimit lets the API answer n requests with a token a minute; those
// beyond are refused. Without it the headers count down from 2000, and nothing is
// refused.
func WithRateLimit(n int) Option { return func(c *config) { c.limit, c.strict = n, true } }

// WithComplexityLimit is the most that a GraphQL question may have, 250 without
// it.
func WithComplexityLimit(n int) Option { return func(c *config) { c.complexity = n } }

// WithProjects adds all of ps.
func WithProjects(ps ...Project) Option {
	return func(c *config) { c.projects = append(c.projects, ps...) }
}

// OnRequest is called with every request as it arrives, before its answer. It
// may be called by several goroutines at once.
func OnRequest(f func(Seen)) Option {
	return func(c *config) { c.onRequest = append(c.onRequest, f) }
}

// OnCreate is called when the token page has created a token.
func OnCreate(f func(Token)) Option {
	return func(c *config) { c.onCreate = append(c.onCreate, f) }
}

func withFault(f fault) Option { return func(c *config) { c.faults = append(c.faults, f) } }

// shaper changes a token before it is handed out.
type shaper = func(*Token, time.Time)

func withShape(f shaper) Option { return func(c *config) { c.shape = f } }

// withApp changes team/app.
func withApp(f func(*Project)) Option { return func(c *config) { c.editApp = f } }
