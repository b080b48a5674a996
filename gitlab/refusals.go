package gitlab

import (
	"net/http"
	"strings"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/lazy"
)

// refusedInWords returns the problem that GitLab's own sentence names; nil where
// the answer holds none that is known.
func refusedInWords(o outcome, in Instance) *problem.Problem {
	r, ok := problem.RefusalIn(o.body().Text)
	if !ok {
		return nil
	}
	return withRetry(o.problem(r.Code, in), o).With(problem.Facts{Remedy: r.Remedy, Waits: r.Waits})
}

// bareForbidden is the whole answer of GitLab's throttle to an address that it
// has banned for a while. GitLab: config/initializers/rack_attack.rb.
const bareForbidden = "Forbidden"

// isBan reports whether the answer is that of GitLab's throttle.
func (o outcome) isBan() bool {
	return o.is(http.StatusForbidden) && strings.TrimSpace(string(o.answer.Body)) == bareForbidden
}

// forbiddenWithoutName is about a 403 in GitLab's own form that no other name
// fits: GitLab refuses the account, or the network address. GitLab:
// lib/api/api.rb, TooManyIps, answers so without a reason; waiting helps then,
// and after a ban.
func forbiddenWithoutName(o outcome, in Instance) *problem.Problem {
	b := o.body()
	bare := o.isBan() || b.JSON && strings.EqualFold(b.Text, "403 Forbidden")
	reasoned := b.JSON && strings.HasPrefix(b.Text, "403 Forbidden - ")
	if !bare && !reasoned {
		return nil
	}
	p := o.problem(problem.GitLabForbidden, in).With(problem.Facts{Waits: bare})
	if o.words() == "" {
		p.Facts.Words = "" // the status alone is no reason
	}
	return p
}

// permissionIn finds what a refusal calls the permission: "[Code: Push]".
var permissionIn = lazy.Regexp(`\[([^\[\]]+)\]`)

// lacksPermission reports whether the answer says that the token has no
// fine-grained permission for this; name is GitLab's for it, "" if it gave none.
// GitLab: app/services/authz/tokens/authorize_granular_scopes_service.rb.
func (o outcome) lacksPermission() (name string, lacks bool) {
	b := o.body()
	if b.Code != "insufficient_granular_scope" &&
		!b.says("requires a fine-grained", "lacks the required permissions", "doesn't support fine-grained") {
		return "", false
	}
	if m := permissionIn().FindStringSubmatch(b.Text); m != nil {
		name = oneLine(m[1])
	}
	return name, true
}

// permissionMissing is about the permission that o says is lacking.
func permissionMissing(o outcome, in Instance, name string) *problem.Problem {
	p := o.problem(problem.PermissionMissing, in)
	if name == "" {
		return p
	}
	return p.WithSubject(name).With(problem.Facts{Needed: name})
}
