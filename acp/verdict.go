package acp

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// judge turns what came of a call into a problem. It knows what the call was
// about: the facts of the page.
type judge struct {
	// origin is ACP's.
	origin string
	// gitlab is the instance address that ACP was given, "" where none was.
	gitlab string
	// kind is the session that was used, "" for none.
	kind SessionKind
	// expired says when the session ended, by its own word; "" if it did not.
	expired string
	// project is the one that was named, "" for none.
	project string
}

// problem returns why r is no success. It returns nil for an answer of the 200s
// that is no web page. The status decides before the content.
func (j judge) problem(r reply) *problem.Problem {
	switch {
	case r.ok():
		return nil
	case r.stopped != nil:
		return j.new(problem.ACPUnavailable, r)
	case r.redirect() != "":
		return j.moved(r)
	case r.failure != nil:
		return j.lost(r)
	case unrouted(r):
		return j.new(problem.ACPUnreachable, r).With(problem.Facts{Words: "no application is at that address", Refused: true})
	case filtered(r):
		return j.new(problem.ACPForbidden, r)
	case temporary(r.status()), r.status() >= 500 && r.page():
		return j.unavailable(r)
	case r.page() && r.login():
		return j.new(problem.ACPLoginPage, r)
	case r.page():
		return j.new(problem.ACPNotACP, r)
	}
	return j.refusal(r)
}

// changed is problem for a call that changes something, at an origin whose GET
// has answered as ACP's: a page, or a body that is called too large, is then a
// filter's in front of it.
func (j judge) changed(r reply) *problem.Problem {
	page := r.page() && r.status() < 500 && r.status()/100 != 3 && !r.ans.LooksLikeLogin()
	if !page && r.status() != http.StatusRequestEntityTooLarge || temporary(r.status()) {
		return j.problem(r)
	}
	p := j.forbidden(r).With(problem.Facts{
		Filtered: true, Cause: "Something in front of ACP refused this request",
		Why: "ACP answered the requests before this one. A filter or proxy in front of ACP stopped only the request that changes something.",
	})
	if title := word(r.title()); title != "" {
		p = p.With(problem.Facts{Words: title})
	}
	return p
}

func temporary(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusRequestTimeout:
		return true
	}
	return false
}

// refusal judges an answer in ACP's own words.
func (j judge) refusal(r reply) *problem.Problem {
	switch s := r.status(); {
	case s == http.StatusUnauthorized:
		return j.sessionRefused(r)
	case s == http.StatusForbidden:
		return j.forbidden(r)
	case s == http.StatusBadRequest, s == http.StatusUnprocessableEntity, s >= 500:
		return j.said(r, r.said())
	}
	return j.new(problem.ACPNotACP, r)
}

// said judges by ACP's words alone, for statuses that it uses for many things.
func (j judge) said(r reply, words string) *problem.Problem {
	low := strings.ToLower(words)
	for _, rule := range phrases {
		if rule.in(low) {
			return j.named(rule.code, r, words)
		}
	}
	if r.status() >= 500 {
		return j.unavailable(r)
	}
	return j.new(problem.ACPNotACP, r)
}

// named builds the problem that ACP's words stand for.
func (j judge) named(code problem.Code, r reply, words string) *problem.Problem {
	gitlab := hostOf(j.gitlab)
	switch code {
	case problem.ACPSessionRefused:
		return j.sessionRefused(r)
	case problem.ACPForbidden:
		return j.forbidden(r)
	case problem.ACPUnavailable:
		return j.unavailable(r)
	case problem.ACPCannotReachGitLab:
		p := j.new(code, r).With(problem.Facts{Host: gitlab, Cause: j.cause(words), Words: bound(gist(words), maxLine)})
		p.Subject = gitlab
		return p
	case problem.ACPRefusedToken, problem.InstanceURLInvalid, problem.InstanceNotHTTPS:
		p := j.new(code, r).With(problem.Facts{Host: gitlab, Words: short(words)})
		p.Subject = gitlab
		return p
	default:
		return j.new(code, r)
	}
}

// new builds a problem about ACP's host.
func (j judge) new(code problem.Code, r reply) *problem.Problem {
	host := hostOf(j.origin)
	return problem.New(code, host).Because(r.evidence()).
		With(problem.Facts{ACP: host, Instance: j.gitlab, Words: r.words()})
}

// forbidden is ACP's no to a person that it knows.
func (j judge) forbidden(r reply) *problem.Problem {
	p := j.new(problem.ACPForbidden, r)
	if j.project != "" && strings.HasPrefix(r.path, projectRoute(j.project)) {
		p.Subject = j.project
	}
	return p.With(problem.Facts{Cause: "You do not have access to " + p.Subject + " in ACP"})
}

// unavailable is a fault that may pass; ACP may have said when.
func (j judge) unavailable(r reply) *problem.Problem {
	p := j.new(problem.ACPUnavailable, r)
	if r.ans != nil {
		p = p.With(problem.Facts{Words: strconv.Itoa(r.status())})
		p.RetryAt = r.ans.RetryAt(time.Now())
	}
	return p
}

// moved judges a redirect to elsewhere; nothing was sent there.
func (j judge) moved(r reply) *problem.Problem {
	code := problem.ACPNotACP
	if r.login() {
		code = problem.ACPLoginPage
	}
	return j.new(code, r).With(problem.Facts{Target: hostOf(r.redirect())})
}

// sessionRefused tells why, as far as the kind of session lets one guess.
func (j judge) sessionRefused(r reply) *problem.Problem {
	if j.kind == AccessKey && r.knowsNoKey() {
		return j.new(problem.ACPSessionRefused, r).With(problem.Facts{Why: byVariables, Hint: byVariables})
	}
	why := "ACP does not recognize it, or it has expired."
	if j.expired != "" {
		return j.new(problem.ACPSessionRefused, r).With(problem.Facts{Why: j.expired, Hint: j.expired})
	}
	switch j.kind {
	case OC:
		why = "This address accepts access keys; yours looks like an oc login."
	case ServiceAccount:
		why = "This address accepts access keys; yours is a service account's token."
	case "":
		why = "This address requires a session."
	case AccessKey, SSO, UnknownSession:
	}
	return j.new(problem.ACPSessionRefused, r).With(problem.Facts{Why: why, Hint: why})
}

// byVariables is the way of a release that knows nobody by an access key.
const byVariables = "This ACP is older than v0.0.31 and has no access keys. " +
	"In ACP, open the workspace's Settings > GitLab Integration, and set GITLAB_TOKEN and GITLAB_INSTANCE_URL."

// knowsNoKey says that an ACP before v0.0.31 has refused the session: they alone
// repeat the status in the body.
func (r reply) knowsNoKey() bool {
	var body struct {
		Status int `json:"statusCode"`
	}
	return r.ans != nil && json.Unmarshal(r.ans.Body, &body) == nil && body.Status == http.StatusUnauthorized
}

// lost judges a call that brought no answer.
func (j judge) lost(r reply) *problem.Problem {
	f := r.failure
	switch f.Kind {
	case web.AnswerTimeout, web.Cut:
		return j.new(problem.ACPUnavailable, r).With(problem.Facts{Words: short(r.hidden(f.Words))})
	case web.BadAnswer, web.Redirected:
		return j.new(problem.ACPNotACP, r)
	case web.NotLoopback:
		return j.new(problem.ACPNotHTTPS, r).Because(word(f.Words)).
			With(problem.Facts{Hint: "The name " + word(f.Words) + ". Plain http goes to this computer only."})
	default:
		return j.new(problem.ACPUnreachable, r).Because(proof(j.origin, f)).With(problem.Facts{
			Words: unreachable(f), Issuer: word(f.Issuer), Proxy: f.Proxy, Refused: f.Kind == web.Refused,
		})
	}
}

// signInParts are parts of the addresses of sign-in pages, signInNames whole
// labels and segments of them.
var (
	signInParts = []string{"login", "signin", "sign_in", "sign-in", "sso", "oauth", "openid", "saml", "keycloak"}
	signInNames = []string{"auth", "idp", "adfs", "authorize"}
)

// signIn reports whether target, to which a call of path was redirected, is a
// page to sign in. A path that stays the same proves nothing: ACP's own paths
// hold "auth".
func signIn(target, path string) bool {
	u, err := url.Parse(target)
	if err != nil {
		return false
	}
	where := strings.Split(strings.ToLower(u.Hostname()), ".")
	if u.Path != path {
		where = append(where, strings.Split(strings.ToLower(u.Path), "/")...)
	}
	return slices.ContainsFunc(where, func(name string) bool {
		return slices.Contains(signInNames, name) ||
			slices.ContainsFunc(signInParts, func(part string) bool { return strings.Contains(name, part) })
	})
}
