package gitlab

import (
	"regexp"
	"strings"
	"unicode"
)

// Kind is what GitLab's answers say that a token is.
type Kind string

// The kinds, as --json names them.
const (
	KindPersonal       Kind = "personal"
	KindProject        Kind = "project"
	KindGroup          Kind = "group"
	KindServiceAccount Kind = "service-account"
	KindFineGrained    Kind = "fine-grained"
	KindOAuth          Kind = "oauth"
	KindUnknown        Kind = "unknown"
)

// Words returns the kind as people read it: "project access token".
func (k Kind) Words() string {
	switch k {
	case KindPersonal:
		return "personal access token"
	case KindProject:
		return "project access token"
	case KindGroup:
		return "group access token"
	case KindServiceAccount:
		return "token of a service account"
	case KindFineGrained:
		return "fine-grained personal access token"
	case KindOAuth:
		return "OAuth or job token"
	case KindUnknown:
	}
	return "not known"
}

// personalPrefix is GitLab's own since 14.5; an administrator can change it.
const personalPrefix = "glpat-"

// minToken and maxToken are the lengths that ACP takes. ACP: connect answers
// 400 for anything else, and for characters outside [tokenForm].
const (
	minToken = 20
	maxToken = 255
)

var tokenForm = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

// foreign is a prefix of something that is no personal access token.
type foreign struct {
	prefix string
	// looks is what it looks like, with its article.
	looks string
	// but is why it does not do.
	but string
	// gitlab says that it is one of GitLab's: an instance's own prefix may
	// stand before it.
	gitlab bool
}

const (
	noAPI    = "it cannot use GitLab's API"
	notFor   = "it is not for GitLab"
	forACP   = "ACP asks for it later"
	password = "it ends with the sign-in"
)

// foreigners are the prefixes known. GitLab docs: "Token overview", token
// prefixes; the lengths differ between versions and are not looked at.
var foreigners = []foreign{
	{"gloas-", "an OAuth application's secret", noAPI, true},
	{"gldt-", "a deploy token", noAPI, true},
	{"glrt-", "a runner token", noAPI, true},
	{"glrtr-", "a runner token", noAPI, true},
	{"GR1348941", "a runner registration token", noAPI, true},
	{"glcbt-", "a CI job token", "it ends with its job", true},
	{"glptt-", "a pipeline trigger token", noAPI, true},
	{"glft-", "a feed token", noAPI, true},
	{"glimt-", "an incoming mail token", noAPI, true},
	{"glagent-", "a Kubernetes agent token", noAPI, true},
	{"glwt-", "a workspace token", noAPI, true},
	{"glsoat-", "a SCIM token", noAPI, true},
	{"glffct-", "a feature flag client token", noAPI, true},
	{"_gitlab_session=", "a browser's session cookie", password, true},
	{"ghp_", "a GitHub token", notFor, false},
	{"gho_", "a GitHub token", notFor, false},
	{"github_pat_", "a GitHub token", notFor, false},
	{"ATBB", "a Bitbucket password", notFor, false},
	{"ATCTT", "a Bitbucket token", notFor, false},
	{"xox", "a Slack token", notFor, false},
	{"sk-", "a key of another service", notFor, false},
	{"sha256~", "an OpenShift login", forACP, false},
	{"eyJ", "an access key of ACP or another signed session", forACP, false},
}

// bareForm is a token from before GitLab had prefixes: it may begin with
// anything.
var bareForm = regexp.MustCompile(`^[A-Za-z0-9_-]{20}$`)

// maxPrefix bounds what an administrator may have put before GitLab's own
// prefixes: "SIE-glpat-...".
const maxPrefix = 20

// begins reports whether token has a prefix of GitLab's, also behind one of
// the instance.
func begins(token, prefix string) bool {
	i := strings.Index(token, "-"+prefix)
	return strings.HasPrefix(token, prefix) || i > 0 && i <= maxPrefix
}

// isPersonal reports whether token begins like a personal access token.
func isPersonal(token string) bool { return begins(token, personalPrefix) }

// foreignKind returns the entry that token begins with.
func foreignKind(token string) (foreign, bool) {
	if isPersonal(token) {
		return foreign{}, false
	}
	for _, f := range foreigners {
		switch {
		case f.prefix == "eyJ" && strings.Count(token, ".") < 2:
		case f.gitlab && begins(token, f.prefix):
			return f, true
		case strings.HasPrefix(token, f.prefix) && !bareForm.MatchString(token):
			return f, true
		}
	}
	return foreign{}, false
}

// LooksLikeToken reports whether s, typed where an address is asked for, is
// rather a token: it must not reach a name server, a log or a screen.
func LooksLikeToken(s string) bool {
	if len(s) < minToken || strings.ContainsAny(s, "/:@ ") {
		return false
	}
	if isPersonal(s) {
		return true
	}
	if f, ok := foreignKind(s); ok && (f.gitlab || !strings.Contains(s, ".")) {
		return true
	}
	has := func(is func(rune) bool) bool { return strings.ContainsFunc(s, is) }
	return !strings.Contains(s, ".") && has(unicode.IsUpper) && has(unicode.IsLower) && has(unicode.IsDigit)
}
