package gitlab

import (
	"context"
	"net/http"
	"time"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// Inspection is what GitLab says about a token.
type Inspection struct {
	// Version is GitLab's, "" if it did not tell.
	Version string
	// User is whose token it is; nil if GitLab did not tell.
	User     *User
	Token    TokenFacts
	Findings []problem.Finding
	Problems []*problem.Problem
	// Skew is how far the server's clock is ahead of this computer's.
	Skew time.Duration
}

// User is a person at GitLab, or a bot.
type User struct {
	ID             int64
	Username, Name string
	Bot            bool
}

// TokenFacts are what GitLab tells of a token.
type TokenFacts struct {
	ID   int64
	Kind Kind
	Name string
	// Active says that the token works now.
	Active, Revoked bool
	// ScopesKnown says that Scopes, Missing and Excess are known; those of a
	// fine-grained token are not what they are of others, and a list that was
	// too long to be read tells neither what is in it nor what is not.
	ScopesKnown bool
	// ScopesCut says that there were more scopes than any token has.
	ScopesCut bool
	Scopes    []string
	// Missing are required scopes that it lacks by name.
	Missing []string
	// Excess are all scopes beyond the required ones, also the dangerous.
	Excess                []string
	CreatedAt, LastUsedAt time.Time
	// ExpiresAt is the day at whose 00:00 UTC it stops; nil for never, or if
	// it is not known.
	ExpiresAt *Date
	// DaysLeft is ExpiresAt minus today's UTC date.
	DaysLeft int
}

// Told reports whether GitLab has told about the token itself, as it does since
// 15.5: else only its kind is known.
func (f TokenFacts) Told() bool { return f.ID != 0 }

const (
	callSelf     = "GET /api/v4/personal_access_tokens/self"
	callUser     = "GET /api/v4/user"
	callMetadata = "GET /api/v4/metadata"
	callVersion  = "GET /api/v4/version"
)

// answers are what the three calls of an inspection brought.
type answers struct {
	token   *gl.PersonalAccessToken
	self    outcome
	user    *gl.User
	who     outcome
	version string
}

// Inspect asks about the token itself, its user and GitLab's version, all at
// the same time. Each result is emitted as one line; a verdict against the
// token itself is the only one. When ctx ends, the zero value is returned.
func (c *Client) Inspect(ctx context.Context, now time.Time, emit func(problem.Finding)) Inspection {
	a := c.introduce(ctx)
	if ctx.Err() != nil {
		return Inspection{}
	}
	i := inspector{client: c, answers: a, now: now, checklist: checklist{emit: emit}}
	i.run()
	i.result.Findings, i.result.Problems = i.findings, i.problems
	return i.result
}

func (c *Client) introduce(ctx context.Context) answers {
	var a answers
	web.Together(
		func() { a.token, a.self = ask(ctx, callSelf, c.api.PersonalAccessTokens.GetSinglePersonalAccessToken) },
		func() { a.user, a.who = ask(ctx, callUser, c.api.Users.CurrentUser) },
		func() { a.version = c.version(ctx) },
	)
	return a
}

// version returns GitLab's version, "" if it does not tell. GitLab docs:
// /metadata since 15.2; /version, older, is asked only where that is missing.
func (c *Client) version(ctx context.Context) string {
	meta, o := ask(ctx, callMetadata, c.api.Metadata.GetMetadata)
	if o.ok() && meta != nil {
		return c.clean(meta.Version, web.MaxVersion)
	}
	if !o.is(http.StatusNotFound) {
		return ""
	}
	old, o := ask(ctx, callVersion, c.api.Version.GetVersion)
	if !o.ok() || old == nil {
		return ""
	}
	return c.clean(old.Version, web.MaxVersion)
}

// standing is what /self says beside its facts.
type standing int

const (
	told        standing = iota // the facts came
	tooOld                      // this GitLab is older than 15.5: /user decides
	notPersonal                 // alive, but no personal access token
	fineGrained                 // alive, but may not ask about itself
	refused                     // anything else
)

// standing reads the answer to /self. GitLab: the word is no route before
// 15.5, whatever /metadata says.
func (a answers) standing() standing {
	b := a.self.body()
	switch {
	case a.self.ok() && a.token != nil && a.token.ID != 0:
		return told
	case a.self.is(http.StatusNotFound), a.self.is(http.StatusMethodNotAllowed),
		a.self.is(http.StatusBadRequest) && b.says("id is invalid"):
		return tooOld
	case a.self.is(http.StatusBadRequest) && b.says("requires token type to be a personal access token"):
		return notPersonal
	case a.self.is(http.StatusForbidden) && b.Code == "insufficient_granular_scope":
		return fineGrained
	}
	return refused
}
