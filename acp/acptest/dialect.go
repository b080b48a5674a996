package acptest

// Dialect is a group of ACP releases that answer alike.
type Dialect string

// The dialects. The zero value answers as V0033.
const (
	// V0033 is v0.0.33 to main, with access keys: the usual one.
	V0033 Dialect = "v0.0.33"
	// V0021 is v0.0.21 to v0.0.32: connect stores without asking GitLab.
	V0021 Dialect = "v0.0.21"
	// V0011 is v0.0.11 to v0.0.20: project-scoped routes only.
	V0011 Dialect = "v0.0.11"
	// SSO is v0.2.10 and later with single sign-on.
	SSO Dialect = "sso"
	// Documented is the form that ACP's setup guide shows; no release serves it.
	Documented Dialect = "documented"
)

// Dialects returns every dialect.
func Dialects() []Dialect { return []Dialect{V0033, V0021, V0011, SSO, Documented} }

// checking is how connect looks at the token before it is stored.
type checking int

const (
	never     checking = iota // stored as it came
	byHost                    // https://HOST/api/v4/user, whatever path was given
	byAddress                 // instanceUrl + "/api/v4/user"
)

// call names what a request asks for.
type call string

const (
	callHealth       call = "health"
	callVersion      call = "version"
	callStatus       call = "status"
	callConnect      call = "connect"
	callDisconnect   call = "disconnect"
	callTest         call = "test"
	callIntegrations call = "integrations"
	// callReadback is status after a connect came in; only scenarios tell it
	// from status.
	callReadback call = "readback"
)

type entry struct {
	method, path string
	call         call
}

// rules is what the releases of a dialect have and how they speak.
type rules struct {
	version string
	routes  []entry
	checks  checking
	old     bool   // the bodies of v0.0.11: user names, statusCode
	dots    bool   // a token may hold dots
	causes  bool   // test says why the network failed
	sso     bool   // sessions are JWTs of a single sign-on
	garbled answer // a project route met a bearer that Kubernetes does not know
	guide   bool   // the words of the setup guide
}

type answer struct {
	status int
	words  string
}

var (
	healthRoutes = []entry{{"GET", "/health", callHealth}}
	scopedRoutes = []entry{
		{"POST", "/api/projects/{project}/auth/gitlab/connect", callConnect},
		{"GET", "/api/projects/{project}/auth/gitlab/status", callStatus},
		{"POST", "/api/projects/{project}/auth/gitlab/disconnect", callDisconnect},
	}
	globalRoutes = []entry{
		{"POST", "/api/auth/gitlab/connect", callConnect},
		{"GET", "/api/auth/gitlab/status", callStatus},
		{"DELETE", "/api/auth/gitlab/disconnect", callDisconnect},
		{"POST", "/api/auth/gitlab/test", callTest},
		{"GET", "/api/auth/integrations/status", callIntegrations},
	}
	guideRoutes = []entry{
		{"POST", "/api/auth/gitlab/connect", callConnect},
		{"GET", "/api/auth/gitlab/status", callStatus},
		{"POST", "/api/auth/gitlab/disconnect", callDisconnect},
	}
	versionRoutes = []entry{{"GET", "/api/version", callVersion}}
)

func (d Dialect) rules() rules {
	tokenReview := answer{401, "Token expired or invalid"}
	accessReview := answer{500, "Failed to perform access review"}
	switch d {
	case V0011:
		return rules{version: "v0.0.13", routes: join(healthRoutes, scopedRoutes), checks: byHost, old: true, garbled: accessReview}
	case V0021:
		return rules{version: "v0.0.31", routes: join(healthRoutes, scopedRoutes, globalRoutes), dots: true, garbled: accessReview}
	case Documented:
		return rules{version: "v0.0.13", routes: join(healthRoutes, guideRoutes), checks: byHost, old: true, guide: true, dots: true}
	case SSO:
		r := V0033.rules()
		r.version, r.sso, r.garbled = "v0.2.10", true, answer{401, "Invalid or missing token"}
		return r
	case V0033:
	}
	return rules{
		version: "v0.2.6", routes: join(healthRoutes, versionRoutes, scopedRoutes, globalRoutes), checks: byAddress,
		dots: true, causes: true, garbled: tokenReview,
	}
}

func join(groups ...[]entry) []entry {
	var all []entry
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}
