package gitlabtest

import (
	"slices"
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
)

// token makes a scenario in which every token that is handed out is changed.
func token(code problem.Code, name, about string, change shaper) Scenario {
	if name == "" {
		name = string(code)
	}
	return Scenario{Name: name, Code: code, About: about, opts: []Option{withShape(change)}}
}

func ofKind(kind TokenKind) shaper {
	return func(t *Token, _ time.Time) { t.Kind = kind }
}

func endingIn(days int) shaper {
	return func(t *Token, now time.Time) { t.Expires = day(now, days) }
}

func tokenScenarios() []Scenario {
	filling := strings.Repeat("x", 20)
	return []Scenario{
		{Name: "token-empty", Code: problem.TokenEmpty, About: "nothing but a space is pasted", Token: " "},
		{Name: "token-malformed", Code: problem.TokenMalformed, About: "something too short is pasted", Token: "glpat-short"},
		{Name: "token-wrong-kind", Code: problem.TokenWrongKind, About: "a deploy token is pasted", Token: "gldt-" + filling},
		{Name: "token-unknown", Code: problem.TokenUnknown, About: "GitLab does not recognize the token", Token: "glpat-" + filling},
		token(problem.TokenExpired, "", "the token expired yesterday", endingIn(-1)),
		token(problem.TokenRevoked, "", "the token was revoked", func(t *Token, _ time.Time) { t.Revoked = true }),
		token(problem.TokenInactive, "", "an impersonation token, and impersonation is turned off", ofKind(Impersonation)),
		token(problem.TokenNotPersonal, "", "the token of the project team/app", ofKind(ProjectBot)),
		fineGranular(problem.TokenFineGrained, "a fine-grained token with all permissions that are needed", permissionsForACP()...),
		{
			Name: "token-page-missing", Code: problem.TokenPageMissing, About: "personal access tokens are turned off: every token page is a 404",
			opts: []Option{func(c *config) { c.noTokens = true }},
		},
		{
			Name: "token-truncated", Code: problem.TokenTruncated, About: "two characters of a long token are missing",
			opts: []Option{withShape(long), func(c *config) { c.cut = 2 }},
		},
		token(problem.TokenNoExpiry, "", "the token never expires", func(t *Token, _ time.Time) { t.Expires = Never }),
		token(problem.TokenExpiresSoon, "", "the token expires in 7 days", endingIn(7)),
		token(problem.TokenLifetimeLong, "", "the token expires in 320 days", endingIn(320)),
		token(problem.TokenNotPersonal, "token-of-group", "the token of the group team", ofKind(GroupBot)),
		token(problem.TokenNotPersonal, "token-of-service-account", "the token of a service account", ofKind(ServiceAccount)),
		token(problem.TokenNotPersonal, "token-oauth", "an OAuth token: 64 characters without a prefix", ofKind(OAuth)),
		token(problem.TokenInactive, "token-dpop", "the account requires a proof of possession with every request", func(t *Token, _ time.Time) { t.DPoP = true }),
		token(problem.TokenInactive, "token-marked-inactive", "GitLab says \"active\": false, but not why", func(t *Token, _ time.Time) { t.Inactive = true }),
		{
			Name: "fine-grained-only", About: "this GitLab creates fine-grained tokens only; older Legacy tokens still work",
			opts: []Option{WithVersion("19.4.1"), WithoutLegacyTokens()},
		},
		{
			Name: "rotation", About: "an older token (4711) expires in 7 days; a new one takes its place",
			opts: []Option{func(c *config) { c.rotation = true }},
		},
		token("", "token-routable", "a long token with dots; all is well", long),
	}
}

// fineGranular hands out fine-grained tokens with these permissions, on a GitLab
// that has them.
func fineGranular(code problem.Code, about string, permissions ...string) Scenario {
	sc := token(code, "", about, func(t *Token, _ time.Time) {
		if t.Kind != FineGrained { // one from the page has what was selected there
			t.Kind, t.Permissions = FineGrained, permissions
		}
	})
	sc.opts = append(sc.opts, WithVersion("19.4.1"))
	return sc
}

// lacking is fineGranular without one of the permissions that are needed.
func lacking(code problem.Code, about, permission string) Scenario {
	list := slices.DeleteFunc(permissionsForACP(), func(p string) bool { return p == permission })
	sc := fineGranular(code, about, list...)
	sc.Repository = app
	return sc
}

func long(t *Token, _ time.Time) { t.Routable = true }

func without(scope string) shaper {
	return func(t *Token, _ time.Time) {
		t.Scopes = nil
		for _, s := range fourScopes() {
			if s != scope {
				t.Scopes = append(t.Scopes, s)
			}
		}
	}
}

func withScopes(scopes ...string) shaper {
	return func(t *Token, _ time.Time) { t.Scopes = scopes }
}

func scopeScenarios() []Scenario {
	dangerous := token(problem.ScopeDangerous, "", "the token also has sudo", withScopes(append(fourScopes(), "sudo")...))
	dangerous.opts = append(dangerous.opts, func(c *config) { c.user.Admin = true })
	return []Scenario{
		lacking(problem.PermissionMissing, "a fine-grained token without Code: Push", "Code: Push"),
		token(problem.ScopeMissing, "", "the token lacks write_repository", without("write_repository")),
		dangerous,
		token(problem.ScopeExcess, "", "the token also has write_registry", withScopes(append(fourScopes(), "write_registry")...)),
		token(problem.ScopeMissing, "scope-only-api", "the token has api and nothing else", withScopes("api")),
		token(problem.ScopeMissing, "scope-only-write", "the token has write_repository and nothing else", withScopes("write_repository")),
		token(problem.ScopeMissing, "scope-read-only", "the token can read, not push", withScopes("read_api", "read_user", "read_repository")),
	}
}

func accountScenarios() []Scenario {
	with := func(code problem.Code, a Account, about string) Scenario {
		return Scenario{Name: string(code), Code: code, About: about, opts: []Option{func(c *config) { c.user.Account = a }}}
	}
	ips := with(problem.GitLabForbidden, TooManyIPs, "the account is used from too many addresses; GitLab gives no reason")
	ips.Name = "account-too-many-addresses"
	banned := Scenario{Name: string(problem.GitLabForbidden), Code: problem.GitLabForbidden, About: "GitLab has banned this network address for a while"}
	banned.opts = []Option{withFault(everywhere(ban))}
	return []Scenario{
		with(problem.AccountBlocked, Blocked, "the account is blocked"),
		with(problem.AccountDeactivated, Deactivated, "the account is deactivated"),
		with(problem.AccountPending, Pending, "the account is pending approval"),
		with(problem.AccountUnconfirmed, Unconfirmed, "the email address is not confirmed"),
		with(problem.AccountTerms, TermsOpen, "the terms have not been accepted"),
		with(problem.AccountPasswordExpired, PasswordExpired, "the password has expired"),
		banned,
		ips,
	}
}
