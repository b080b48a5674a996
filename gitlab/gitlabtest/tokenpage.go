package gitlabtest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The addresses that the token page has had.
const (
	pageOldProfile = "profile/personal_access_tokens"
	pageProfile    = "-/profile/personal_access_tokens"
	pageSettings   = "-/user_settings/personal_access_tokens"
	pageLegacyNew  = "-/user_settings/personal_access_tokens/legacy/new"
	pageGranular   = "-/user_settings/personal_access_tokens/granular/new"
)

var pagePaths = []string{pageOldProfile, pageProfile, pageSettings, pageLegacyNew, pageGranular}

// pageKind is what stands at one of the addresses.
type pageKind int

const (
	pageMissing pageKind = iota
	pageEmptyForm
	pageFilledForm
	pageList
	pageFineGrained
	pageMoved   // to pageSettings, the query kept
	pageForward // to pageLegacyNew, when the query is enough
)

// onlyFineGrained reports whether this GitLab creates no Legacy tokens any more.
func (c config) onlyFineGrained() bool {
	return c.legacyOff && c.granularOn() && c.version.from(18, 11)
}

// granularOn reports whether fine-grained tokens are switched on.
func (c config) granularOn() bool {
	if c.granular != nil {
		return *c.granular
	}
	return c.version.from(18, 10)
}

// pageAt knows what each version shows at each address.
func (c config) pageAt(path string) pageKind {
	v := c.version
	switch {
	case c.noTokens:
		return pageMissing
	case path == pageOldProfile && !v.from(13, 0):
		return pageEmptyForm
	case path == pageProfile && v.from(13, 0) && !v.from(16, 8):
		return form(v.from(14, 1))
	case path == pageProfile && v.from(16, 8) && !v.from(17, 0):
		return pageMoved
	case path == pageSettings && c.onlyFineGrained(), path == pageLegacyNew && c.onlyFineGrained():
		return onlyAt(path)
	case path == pageSettings && v.from(18, 10) && c.granularOn():
		return pageForward
	case path == pageSettings && v.from(16, 8):
		return form(!v.from(18, 0) || v.from(18, 2)) // 18.0 and 18.1 forgot to fill it in
	case path == pageLegacyNew && v.from(18, 9) && c.granularOn():
		return form(v.from(18, 10))
	case path == pageGranular && v.from(18, 10) && c.granularOn():
		return pageFineGrained
	default:
		return pageMissing
	}
}

// onlyAt is what stands where only fine-grained tokens are created: the list goes
// on to no form, and there is none for Legacy tokens.
func onlyAt(path string) pageKind {
	if path == pageSettings {
		return pageList
	}
	return pageMissing
}

func form(filled bool) pageKind {
	if filled {
		return pageFilledForm
	}
	return pageEmptyForm
}

// tokenPage shows the page at path, or makes the token that it asks for.
func (c *call) tokenPage(path string) {
	kind := c.s.cfg.pageAt(path)
	known := kind != pageMissing && kind != pageMoved
	switch {
	case kind == pageFineGrained && c.r.Method == http.MethodPost:
		c.createFineGrained()
		return
	case known && c.r.Method == http.MethodPost:
		c.createToken(path)
		return
	case c.r.Method != http.MethodGet && c.r.Method != http.MethodHead:
		kind = pageMissing
	}
	switch q := c.r.URL.Query(); kind {
	case pageMissing:
		c.noPage()
	case pageMoved:
		c.redirect(http.StatusMovedPermanently, "/"+pageSettings+question(c.r.URL.RawQuery))
	case pageForward:
		c.forward(q)
	case pageList:
		c.showList()
	case pageFineGrained:
		c.showFineGrained(grantWanted{}, nil)
	case pageFilledForm:
		c.showForm(path, c.prefilled(q), nil)
	case pageEmptyForm:
		c.showForm(path, wanted{}, nil)
	}
}

func question(query string) string {
	if query == "" {
		return ""
	}
	return "?" + query
}

// forward goes on to the form when the query names the token and at least one
// scope that exists; only what is known travels.
func (c *call) forward(q url.Values) {
	want := c.prefilled(q)
	if want.name == "" || len(want.scopes) == 0 {
		c.showList()
		return
	}
	keep := url.Values{"name": {want.name}, "scopes": {strings.Join(want.scopes, ",")}}
	if d := q.Get("description"); d != "" {
		keep.Set("description", d)
	}
	c.redirect(http.StatusFound, "/"+pageLegacyNew+"?"+keep.Encode())
}

// wanted is what the form holds.
type wanted struct {
	name, description, expires string
	scopes                     []string
}

// prefilled reads the query; scopes that do not exist are dropped. GitLab has
// never read an expiration date from it.
func (c *call) prefilled(q url.Values) wanted {
	return wanted{name: q.Get("name"), description: q.Get("description"), scopes: c.existing(strings.Split(q.Get("scopes"), ","))}
}

func (c *call) existing(names []string) []string {
	var out []string
	for _, s := range c.s.cfg.pageScopes() {
		if slices.Contains(names, s.name) {
			out = append(out, s.name)
		}
	}
	return out
}

// pageScope is a scope that can be selected, with GitLab's description.
type pageScope struct {
	name         string
	major, minor int
	admin        bool
	why          string
}

var allScopes = []pageScope{
	{"api", 0, 0, false, "Grants complete read/write access to the API, including all groups and projects, the container registry, the dependency proxy, and the package registry."},
	{"read_user", 0, 0, false, "Grants read-only access to your profile through the /user API endpoint, which includes username, public email, and full name. Also grants access to read-only API endpoints under /users."},
	{"read_api", 0, 0, false, "Grants read access to the API, including all groups and projects, the container registry, and the package registry."},
	{"read_repository", 0, 0, false, "Grants read-only access to repositories on private projects using Git-over-HTTP or the Repository Files API."},
	{"write_repository", 0, 0, false, "Grants read-write access to repositories on private projects using Git-over-HTTP (not using the API)."},
	{"read_registry", 0, 0, false, "Grants read-only access to container registry images on private projects."},
	{"write_registry", 0, 0, false, "Grants write access to container registry images on private projects."},
	{"create_runner", 0, 0, false, "Grants create access to the runners."},
	{"manage_runner", 17, 1, false, "Grants access to manage the runners."},
	{"ai_features", 16, 1, false, "Grants access to GitLab Duo related API endpoints."},
	{"k8s_proxy", 16, 4, false, "Grants permission to perform Kubernetes API calls using the agent for Kubernetes."},
	{"self_rotate", 17, 9, false, "Grants permission for token to rotate itself."},
	{"sudo", 0, 0, true, "Grants permission to perform API actions as any user in the system, when authenticated as an admin user."},
	{"admin_mode", 15, 8, true, "Grants permission to perform API actions as an administrator, when Admin Mode is enabled."},
}

// pageScopes are those that this version shows to this user.
func (c config) pageScopes() []pageScope {
	var out []pageScope
	for _, s := range allScopes {
		if c.version.from(s.major, s.minor) && (c.user.Admin || !s.admin) {
			out = append(out, s)
		}
	}
	return out
}
