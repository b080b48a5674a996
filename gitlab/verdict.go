package gitlab

import (
	"net/http"
	"slices"
	"time"

	"acp-gitlab/gitlab/problem"
)

// verdict says what an answer to a call with the token means, if the call does
// not know better. It returns nil if all is well. The status decides before the
// content, and only GitLab's own word about the token blames the token.
func verdict(o outcome, in Instance) *problem.Problem {
	if o.ok() {
		return nil
	}
	if o.failure != nil {
		return failureProblem(o.failure, in, o.call, true)
	}
	switch code := o.status(); {
	case code == 0, code >= 500:
		return withRetry(o.problem(problem.GitLabUnavailable, in), o)
	case code == http.StatusTooManyRequests:
		return withRetry(o.problem(problem.GitLabRateLimited, in), o)
	case code/100 == 3:
		return redirected(o, in)
	case o.answer.IsHTML():
		return pageProblem(o, in, true)
	case code == http.StatusUnauthorized:
		return unauthorized(o, in)
	case code == http.StatusForbidden:
		if p := forbidden(o, in); p != nil {
			return p
		}
	}
	return o.problem(problem.GitLabBadAnswer, in)
}

// withRetry adds when the server said that it will answer again.
func withRetry(p *problem.Problem, o outcome) *problem.Problem {
	if o.answer == nil {
		return p
	}
	now := time.Now()
	if p.RetryAt = o.answer.RetryAt(now); p.RetryAt.IsZero() {
		return p
	}
	return p.With(problem.Facts{When: describeMoment(p.RetryAt, now)})
}

// describeMoment is "15:04:05 UTC", with its date where that is not today's.
func describeMoment(at, now time.Time) string {
	form := "15:04:05 UTC"
	if DateOf(at) != DateOf(now) {
		form = "2 Jan 2006, " + form
	}
	return at.UTC().Format(form)
}

func redirected(o outcome, in Instance) *problem.Problem {
	code, target := problem.InstanceRedirected, o.answer.Location
	if isSignIn(target) {
		code, target = problem.InstanceLoginPage, hostOf(target)
	}
	p := o.problem(code, in)
	p.Evidence += " to " + target
	return p.With(problem.Facts{Target: oneLine(target)})
}

// pageProblem is about a web page in the place of an answer.
func pageProblem(o outcome, in Instance, known bool) *problem.Problem {
	code := problem.GitLabBadAnswer
	switch {
	case o.answer.LooksLikeLogin():
		code = problem.InstanceLoginPage
	case !known:
		code = problem.InstanceNotGitLab
	}
	p := o.problem(code, in)
	p.Evidence += ", a web page"
	return p.With(problem.Facts{Words: oneLine(o.words())})
}

// unauthorized is about a 401: GitLab's verdict on the token, unless somebody
// else speaks.
func unauthorized(o outcome, in Instance) *problem.Problem {
	b, code := o.body(), problem.TokenUnknown
	switch {
	case !b.JSON:
		code = problem.GitLabBadAnswer
	case b.Code == "dpop_error", b.says("impersonation"):
		code = problem.TokenInactive
	case b.says("token is expired", "token has expired"):
		code = problem.TokenExpired
	case b.says("revoked"):
		code = problem.TokenRevoked
	case b.Code == "invalid_token", b.says("401 unauthorized", "invalid token"):
	case o.answer.Header.Get("X-Gitlab-Meta") == "":
		code = problem.GitLabBadAnswer
	}
	return o.problem(code, in)
}

// forbidden is about a 403 of GitLab's; nil if it is not in its form.
func forbidden(o outcome, in Instance) *problem.Problem {
	if p := refusedInWords(o, in); p != nil {
		return p
	}
	if name, lacks := o.lacksPermission(); lacks {
		return permissionMissing(o, in, name)
	}
	if b := o.body(); b.Code == "insufficient_scope" {
		return scopeMissing(neededScope(b.Scopes), in).Because(o.evidence())
	}
	return forbiddenWithoutName(o, in)
}

// scopeMissing is about one scope that the token lacks.
func scopeMissing(scope string, in Instance) *problem.Problem {
	return about(problem.ScopeMissing, in).WithSubject(scope)
}

// neededScope picks, of the scopes that would have done, the one to name: the
// least that ACP needs anyway.
func neededScope(would []string) string {
	for _, s := range []string{scopeReadUser, scopeReadAPI, scopeAPI, scopeWrite} {
		if slices.Contains(would, s) {
			return s
		}
	}
	return scopeAPI
}

// refusals are the lines for a token or an account that GitLab does not let
// in.
var refusals = map[problem.Code]string{
	problem.TokenUnknown: "GitLab does not know this token",

	problem.InstanceStripsAuthorization: "something in front of GitLab removes the token",

	problem.TokenExpired:           "it has expired",
	problem.TokenRevoked:           "it was revoked",
	problem.TokenInactive:          "it is not active",
	problem.PermissionMissing:      "it is missing a permission for this",
	problem.GitLabForbidden:        "GitLab refuses this account or this network address",
	problem.ScopeMissing:           "it is missing a scope for this",
	problem.AccountBlocked:         "the account is blocked",
	problem.AccountDeactivated:     "the account is deactivated",
	problem.AccountPending:         "the account is pending approval",
	problem.AccountUnconfirmed:     "the account's email address is not confirmed",
	problem.AccountTerms:           "GitLab's terms are not accepted yet",
	problem.AccountPasswordExpired: "the account's password has expired",
}

// describeRefusal returns the line for a call with the token that brought p.
func describeRefusal(p *problem.Problem) string {
	if words, ok := refusals[p.Code]; ok {
		return words
	}
	return describeStop(p)
}
