package gitlab

import (
	"fmt"
	"hash/crc32"
	"strconv"
	"strings"
	"unicode"

	"acp-gitlab/gitlab/secret"
	"acp-gitlab/lazy"
)

// routableForm is a token that carries its own checksum:
// prefix, base64url, optional version ".01", then "." with two characters of
// length and seven of CRC32, both in base 36.
// GitLab: lib/authn/token_field/generator/routable_token.rb.
var routableForm = lazy.Regexp(`^(.*[0-9A-Za-z_-]{27,300}(?:\.[0-9a-z]{2})?\.[0-9a-z]{2})([0-9a-z]{7})$`)

// whole says whether a token shows signs of having been cut.
func whole(token string) bool {
	body, personal := strings.CutPrefix(token, secret.GitLabPersonal.Begins())
	if !strings.Contains(token, ".") {
		// GitLab's plain tokens have 20 characters after the prefix; from 27 on
		// it is a routable one, whose rest stands behind a dot.
		return !personal || len(body) >= 20 && len(body) < 27
	}
	m := routableForm().FindStringSubmatch(token)
	if m == nil {
		return !personal
	}
	return m[2] == routableSum(m[1]) && lengthFits(m[1])
}

// routableSum returns the checksum of everything before it, the prefix
// included.
func routableSum(s string) string {
	return fmt.Sprintf("%07s", strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(s))), 36))
}

// lengthFits compares the told length of the base64 part with what stands
// before it; the prefix is free text, so more may stand there.
func lengthFits(s string) bool {
	told, err := strconv.ParseUint(s[len(s)-2:], 36, 16)
	before, _, _ := strings.Cut(s, ".")
	return err == nil && told <= uint64(len(before))
}

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

// Describe returns the kind as people read it: "project access token".
func (k Kind) Describe() string {
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

// foreign is something that is no personal access token.
type foreign struct {
	// looks is what it looks like, with its article.
	looks string
	// but is why it does not do.
	but string
	// prefix is how it begins; gitlab says that it is one of GitLab's.
	prefix string
	gitlab bool
}

const (
	noAPI    = "it cannot use GitLab's API"
	notFor   = "it is not for GitLab"
	forACP   = "ACP asks for it later"
	password = "it expires with the sign-in"
)

// foreigners are the kinds that are no personal access tokens. The lengths differ
// between versions and are not looked at.
var foreigners = map[secret.Kind]foreign{
	secret.GitLabOAuth:              {looks: "an OAuth application's secret", but: noAPI},
	secret.GitLabDeploy:             {looks: "a deploy token", but: noAPI},
	secret.GitLabRunner:             {looks: "a runner token", but: noAPI},
	secret.GitLabRunnerRegistration: {looks: "a runner registration token", but: noAPI},
	secret.GitLabJob:                {looks: "a CI job token", but: "it expires with its job"},
	secret.GitLabTrigger:            {looks: "a pipeline trigger token", but: noAPI},
	secret.GitLabFeed:               {looks: "a feed token", but: noAPI},
	secret.GitLabMail:               {looks: "an incoming mail token", but: noAPI},
	secret.GitLabAgent:              {looks: "a Kubernetes agent token", but: noAPI},
	secret.GitLabWorkspace:          {looks: "a workspace token", but: noAPI},
	secret.GitLabSCIM:               {looks: "a SCIM token", but: noAPI},
	secret.GitLabFeatureFlags:       {looks: "a feature flag client token", but: noAPI},
	secret.GitLabCookie:             {looks: "a browser's session cookie", but: password},
	secret.GitHub:                   {looks: "a GitHub token", but: notFor},
	secret.BitbucketPassword:        {looks: "a Bitbucket password", but: notFor},
	secret.Bitbucket:                {looks: "a Bitbucket token", but: notFor},
	secret.Slack:                    {looks: "a Slack token", but: notFor},
	secret.ServiceKey:               {looks: "a key of another service", but: notFor},
	secret.NPM:                      {looks: "an npm token", but: notFor},
	secret.AWS:                      {looks: "an AWS access key", but: notFor},
	secret.OpenShift:                {looks: "an OpenShift login", but: forACP},
	secret.JWT:                      {looks: "an ACP access key or another signed session", but: forACP},
}

// isPersonal reports whether token begins like a personal access token.
func isPersonal(token string) bool {
	p, ok := secret.PrefixOf(token)
	return ok && p.Kind == secret.GitLabPersonal
}

// foreignKind returns what token begins as, if that is no personal access token.
func foreignKind(token string) (foreign, bool) {
	p, ok := secret.PrefixOf(token)
	switch {
	case !ok, p.Kind == secret.GitLabPersonal:
		return foreign{}, false
	case p.Kind == secret.JWT && strings.Count(token, ".") < 2, !p.GitLab && secret.MayBePlain(token):
		return foreign{}, false
	}
	f := foreigners[p.Kind]
	f.prefix, f.gitlab = p.Begins, p.GitLab
	return f, true
}

// LooksLikeToken reports whether s, typed where an address is asked for, is
// rather a token: it must not reach a name server, a log or a screen.
func LooksLikeToken(s string) bool {
	if len(s) < secret.MinToken || strings.ContainsAny(s, "/:@ ") {
		return false
	}
	if isPersonal(s) {
		return true
	}
	if f, ok := foreignKind(s); ok && (f.gitlab || !strings.Contains(s, ".")) {
		return true
	}
	has := func(is func(rune) bool) bool { return strings.ContainsFunc(s, is) }
	return !strings.Contains(s, ".") && (secret.InName(s) || has(unicode.IsUpper) && has(unicode.IsLower) && has(unicode.IsDigit))
}
