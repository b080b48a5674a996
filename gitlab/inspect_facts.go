package gitlab

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// The limits of a token's life, in days left.
const (
	soonDays = 14
	longDays = 92
)

// facts returns what /self told; nothing but the kind of an answer that told
// nothing.
func (i *inspector) facts() TokenFacts {
	if i.stand != told {
		return TokenFacts{Kind: KindUnknown}
	}
	f := i.client.facts(i.token, i.now)
	f.ScopesKnown = f.ScopesKnown && !i.fineGrained()
	if !f.ScopesKnown {
		f.Missing, f.Excess = nil, nil
	}
	return f
}

// facts cleans what GitLab tells about a token.
func (c *Client) facts(t *gl.PersonalAccessToken, now time.Time) TokenFacts {
	f := TokenFacts{
		ID: t.ID, Kind: KindPersonal, Name: c.clean(t.Name, web.MaxName), Active: t.Active, Revoked: t.Revoked,
		CreatedAt: when(t.CreatedAt), LastUsedAt: when(t.LastUsedAt),
	}
	if f.ScopesCut = len(t.Scopes) > web.MaxScopes; !f.ScopesCut {
		f.ScopesKnown = true
		for _, s := range t.Scopes {
			if s = c.clean(s, web.MaxScope); s != "" && !slices.Contains(f.Scopes, s) {
				f.Scopes = append(f.Scopes, s)
			}
		}
		f.Missing = MissingScopes(f.Scopes)
		f.Excess = filter(f.Scopes, func(s string) bool { return s != scopeGranular && !required(s) })
	}
	if t.ExpiresAt != nil {
		d := DateOf(time.Time(*t.ExpiresAt))
		f.ExpiresAt, f.DaysLeft = &d, d.DaysFrom(now)
	}
	return f
}

func when(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func (i *inspector) active() {
	t := i.result.Token
	code := problem.TokenInactive
	switch {
	case t.Active && !t.Revoked && i.stand != told:
		i.ok(checkActive, "it works")
		return
	case t.Active && !t.Revoked:
		i.ok(checkActive, "active, not revoked")
		return
	case t.Revoked:
		code = problem.TokenRevoked
	case t.ExpiresAt != nil && t.DaysLeft <= 0:
		code = problem.TokenExpired
	}
	p := i.self.problem(code, i.client.in)
	i.addProblem(checkActive, describeRefusal(p), p)
}

func (i *inspector) ends() {
	t := i.result.Token
	switch {
	case i.stand != told && t.Probable != nil:
		i.probablyEnds(*t.Probable)
		return
	case i.stand != told:
		i.skip(checkEnds, i.unknown())
		return
	case t.ExpiresAt == nil:
		i.addProblem(checkEnds, "never expires. Better: create one with an expiration date", i.dated(problem.TokenNoExpiry))
		return
	}
	text := t.ExpiresAt.Describe() + " at 00:00 UTC, " + describeDays(t.DaysLeft)
	switch {
	case t.DaysLeft <= soonDays && (t.DaysLeft <= 0 || !t.Active || t.Revoked):
		i.line(checkEnds, checkEnds, problem.Info, text) // it has ended: another line says so
	case t.DaysLeft <= soonDays:
		i.addProblem(checkEnds, text, i.dated(problem.TokenExpiresSoon))
	case t.DaysLeft > longDays:
		i.addProblem(checkEnds, text+"; "+strconv.Itoa(DefaultDays)+" days are recommended", i.dated(problem.TokenLifetimeLong))
	default:
		i.ok(checkEnds, text)
	}
}

func (i *inspector) dated(code problem.Code) *problem.Problem {
	p := i.self.problem(code, i.client.in)
	if d := i.result.Token.ExpiresAt; d != nil {
		return p.With(problem.Facts{Date: d.Describe(), When: describeDays(i.result.Token.DaysLeft)})
	}
	return p
}

func describeDays(n int) string {
	switch {
	case n < 0:
		return counted(-n, "day") + " ago"
	case n == 0:
		return "today"
	}
	return "in " + counted(n, "day")
}

// scopesCut is said of a list that no GitLab makes.
const scopesCut = "not known: GitLab's list was too long to read"

// unknown says why nothing is known of scopes and dates.
func (i *inspector) unknown() string {
	switch i.stand {
	case tooOld:
		return notTold
	case notPersonal:
		return "not known for this token type"
	case told, fineGrained, refused:
	}
	return "not known: it has permissions instead"
}

func (i *inspector) scopes() {
	t := i.result.Token
	switch {
	case t.ScopesCut:
		p := i.self.problem(problem.GitLabBadAnswer, i.client.in).With(problem.Facts{Words: "more scopes than any token has"})
		i.addProblem(checkScopes, scopesCut, p.WithSeverity(problem.Warning))
		return
	case !t.ScopesKnown && t.Probable != nil && t.Probable.ScopesKnown:
		i.probableScopes(*t.Probable)
		return
	case !t.ScopesKnown:
		i.skip(checkScopes, i.unknown())
		return
	}
	if len(t.Missing) == 0 {
		i.ok(checkScopes, strings.Join(few(filter(t.Scopes, required)), ", "))
		return
	}
	text := "missing: " + listed(t.Missing)
	if slices.Contains(t.Scopes, scopeAPI) {
		text += ". api covers it today, but ACP's guide asks for all four"
	}
	i.addProblem(checkScopes, text, i.each(problem.ScopeMissing, t.Missing, listed(t.Missing))...)
}

func (i *inspector) extras() {
	t := i.result.Token
	switch {
	case t.ScopesCut:
		i.skip(checkExtras, scopesCut)
		return
	case !t.ScopesKnown:
		i.skip(checkExtras, i.unknown())
		return
	}
	dangerous, excess := DangerousScopes(t.Scopes), ExcessScopes(t.Scopes)
	var words []string
	for _, s := range few(dangerous) {
		words = append(words, strings.TrimSuffix(s+": "+dangers[s], ": "))
	}
	if len(excess) > 0 {
		words = append(words, strings.Join(few(excess), ", ")+": not needed")
	}
	ps := slices.Concat(i.each(problem.ScopeDangerous, dangerous, ""), i.each(problem.ScopeExcess, excess, ""))
	if len(ps) == 0 {
		i.ok(checkExtras, "no scopes that ACP does not need")
		return
	}
	i.addProblem(checkExtras, strings.Join(words, "; "), ps...)
}

// each returns one problem for every scope, with what the token has as
// evidence: GitLab's answer was in order.
func (i *inspector) each(code problem.Code, scopes []string, needed string) []*problem.Problem {
	have := strings.Join(few(i.result.Token.Scopes), ", ")
	ps := make([]*problem.Problem, 0, len(scopes))
	for _, s := range scopes {
		p := about(code, i.client.in).With(problem.Facts{
			Scopes: oneLine(have), Needed: oneLine(needed),
			Covered: code == problem.ScopeMissing && covers(i.result.Token.Scopes, s),
		})
		ps = append(ps, p.WithSubject(s).Because(i.self.evidence()+"; the token has: "+cmp.Or(have, "no scope")))
	}
	return ps
}

// few returns as many scopes as a line has room for, and how many more there
// are.
func few(scopes []string) []string {
	if len(scopes) <= web.MaxAlike {
		return scopes
	}
	left := strconv.Itoa(len(scopes) - web.MaxAlike)
	return append(slices.Clone(scopes[:web.MaxAlike]), "and "+left+" more")
}

// firstAnswer returns the first answer that came.
func firstAnswer(outcomes ...outcome) *web.Answer {
	for _, o := range outcomes {
		if o.answer != nil {
			return o.answer
		}
	}
	return nil
}
