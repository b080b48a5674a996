package gitlab

import (
	"context"
	"net/http"
	"slices"
	"time"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/lazy"
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
	// MissingPermissions are those that a fine-grained token lacks, in GitLab's
	// words, as far as that is known.
	MissingPermissions []string
	// Probable are the facts of the only token that it can be, where GitLab does
	// not tell about the token itself; nil for none.
	Probable *TokenFacts
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
	// stripped says that something in front of GitLab keeps the token from it.
	stripped bool
	// only is the person's only active token, where /self is not there; nil for
	// none, or several.
	only *TokenFacts
}

// Inspect asks about the token itself, its user and GitLab's version, all at
// the same time. Each result is emitted as one line; a verdict against the
// token itself is the only one. When ctx ends, the zero value is returned.
func (c *Client) Inspect(ctx context.Context, now time.Time, emit func(problem.Finding)) Inspection {
	a := c.introduce(ctx)
	if a.selfStatus() == tooOld && a.who.ok() {
		a.only = c.onlyToken(ctx, now)
	}
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
	a.stripped = c.stripped(ctx, a.self, a.who)
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

// selfStatus is what /self says beside its facts.
type selfStatus int

const (
	told        selfStatus = iota // the facts came
	tooOld                        // this GitLab is older than 15.5: /user decides
	notPersonal                   // alive, but no personal access token
	fineGrained                   // alive, but may not ask about itself
	refused                       // anything else
)

// selfStatus reads the answer to /self. GitLab: the word is no route before
// 15.5, whatever /metadata says.
func (a answers) selfStatus() selfStatus {
	b := a.self.body()
	switch {
	case a.self.ok() && a.token != nil && a.token.ID != 0:
		return told
	case a.self.is(http.StatusNotFound), a.self.is(http.StatusMethodNotAllowed),
		a.self.is(http.StatusBadRequest) && b.says("id is invalid"),
		a.self.is(http.StatusUnauthorized) && b.Code == "" && a.who.ok(): // 15.1 to 15.4 look for a token numbered self
		return tooOld
	case a.self.is(http.StatusBadRequest) && b.says("requires token type to be a personal access token"):
		return notPersonal
	case a.self.is(http.StatusForbidden) && b.Code == "insufficient_granular_scope":
		return fineGrained
	}
	return refused
}

// The lines of an inspection.
const (
	checkAccepted = "valid"
	checkVersion  = "version"
	checkYours    = "owner"
	checkKind     = "type"
	checkActive   = "status"
	checkEnds     = "expires"
	checkScopes   = "scopes"
	checkExtras   = "extras"
)

// IsFound reports whether a line says what people look for: whose the token is
// and until when it works.
func IsFound(id string) bool { return id == checkYours || id == checkEnds }

// InspectionChecks are the lines of an inspection in their order, all awaited.
// The one about the version comes only where something is to be said of it.
func InspectionChecks() []problem.Finding {
	return awaited(checkAccepted, checkYours, checkKind, checkActive, checkEnds, checkScopes, checkExtras)
}

const notTold = "not known: this GitLab is older than 15.5"

// inspector turns answers into facts and lines.
type inspector struct {
	checklist
	answers
	client *Client
	now    time.Time
	stand  selfStatus
	// granular is what /self tells of permissions.
	granular granularToken
	result   Inspection
}

func (i *inspector) run() {
	i.stand = i.selfStatus()
	i.granular = readGranular(i.self)
	i.result.Version = i.version
	i.result.Skew = skew(firstAnswer(i.self, i.who), i.now)
	i.result.Token = i.facts()
	if p := i.refusal(); p != nil {
		i.addProblem(checkAccepted, describeRefusal(p), p)
		return
	}
	i.result.Token.Probable = i.only
	i.result.Token.Active = i.stand != told || i.token.Active
	i.accepted()
	i.yours()
	i.kind()
	i.active()
	i.ends()
	i.scopes()
	i.extras()
}

// refusal returns why GitLab did not accept the token at all.
func (i *inspector) refusal() *problem.Problem {
	if i.stripped {
		return i.self.problem(problem.InstanceStripsAuthorization, i.client.in)
	}
	switch i.stand {
	case refused:
		if i.self.status()/100 == 2 && !i.self.unread {
			return i.self.problem(problem.GitLabBadAnswer, i.client.in)
		}
		return verdict(i.self, i.client.in)
	case tooOld:
		return verdict(i.who, i.client.in)
	case told, notPersonal, fineGrained:
	}
	return nil
}

func (i *inspector) accepted() {
	by := "accepted by " + i.client.in.Host()
	switch {
	case i.stand == tooOld && i.version != "":
		i.ok(checkAccepted, by+" (GitLab "+i.version+")")
		i.addProblem(checkVersion, "its scopes and expiration date cannot be read here", i.old())
	case i.stand == tooOld:
		i.ok(checkAccepted, by)
		i.addProblem(checkVersion, "older than 15.5: scopes and expiration date cannot be read", i.old())
	case i.version != "":
		i.ok(checkAccepted, by+" (GitLab "+i.version+")")
	default:
		i.ok(checkAccepted, by)
		i.skip(checkVersion, "this GitLab did not say")
	}
}

func (i *inspector) old() *problem.Problem {
	return i.self.problem(problem.GitLabTooOld, i.client.in)
}

func (i *inspector) yours() {
	if i.userKnown() {
		u := &User{
			ID: i.user.ID, Username: i.client.clean(i.user.Username, web.MaxName), Name: i.client.clean(i.user.Name, web.MaxName), Bot: i.bot(),
		}
		i.result.User = u
		i.ok(checkYours, u.describe())
		return
	}
	if i.mayNotSee() {
		i.skip(checkYours, "GitLab may not tell this token whose it is")
		return
	}
	p := verdict(i.who, i.client.in)
	if p == nil {
		p = i.who.problem(problem.GitLabBadAnswer, i.client.in)
	}
	i.addProblem(checkYours, describeRefusal(p), p)
}

// mayNotSee reports whether /user is closed for want of a right that another
// line tells about.
func (i *inspector) mayNotSee() bool {
	code := i.who.body().Code
	return i.who.is(http.StatusForbidden) &&
		(code == "insufficient_scope" && i.stand == told || i.lacksUserRead())
}

func (u User) describe() string {
	if u.Name == "" || u.Name == "****" {
		return "@" + u.Username
	}
	return u.Name + " (@" + u.Username + ")"
}

func (i *inspector) kind() {
	t := &i.result.Token
	t.Kind = i.kindOf()
	name := ""
	if t.Name != "" {
		name = ` "` + t.Name + `"`
	}
	switch t.Kind {
	case KindPersonal:
		i.ok(checkKind, t.Kind.Describe()+name)
	case KindUnknown:
		i.skip(checkKind, i.kindNotTold())
	case KindFineGrained:
		i.permissions(t.Kind.Describe() + name)
	case KindProject, KindGroup, KindServiceAccount, KindOAuth:
		o := i.who
		if i.stand == notPersonal {
			o = i.self
		}
		i.addProblem(checkKind, t.Kind.Describe()+name, o.problem(problem.TokenNotPersonal, i.client.in).WithSubject(owners[t.Kind]))
	}
}

// owners says whose a token is that is nobody's own.
var owners = map[Kind]string{
	KindProject: "a project", KindGroup: "a group", KindServiceAccount: "a service account",
	KindOAuth: "an application or a CI job",
}

func (i *inspector) kindOf() Kind {
	switch {
	case i.bot():
		return botKind(i.user.Username)
	case i.stand == notPersonal:
		return KindOAuth
	case i.fineGrained():
		return KindFineGrained
	case i.stand == tooOld && !isPersonal(i.client.token.Reveal()):
		return KindUnknown
	case !i.userKnown():
		// Tokens of projects, groups and service accounts look the same; only
		// their user is another.
		return KindUnknown
	}
	return KindPersonal
}

func (i *inspector) kindNotTold() string {
	if i.stand == tooOld {
		return notTold
	}
	return "not known: GitLab did not tell whose it is"
}

// fineGrained reports whether the token has permissions in the place of scopes.
// The word among others does not say so: some releases show it so for a token
// that has scopes.
func (i *inspector) fineGrained() bool {
	return i.stand == fineGrained ||
		i.stand == told && (i.granular.Granular || slices.Equal(i.token.Scopes, []string{scopeGranular}))
}

// botName is the user name that GitLab gives to the bot of a project or group
// access token. GitLab docs: "Project access tokens", bot users.
var botName = lazy.Regexp(`^(project|group)_\d+_bot`)

// userKnown reports whether /user told whose token it is.
func (i *inspector) userKnown() bool {
	return i.who.ok() && i.user != nil && i.user.ID != 0 && i.client.clean(i.user.Username, web.MaxName) != ""
}

func (i *inspector) bot() bool {
	return i.userKnown() && (i.user.Bot || botName().MatchString(i.user.Username))
}

func botKind(username string) Kind {
	m := botName().FindStringSubmatch(username)
	switch {
	case m == nil:
		return KindServiceAccount
	case m[1] == "group":
		return KindGroup
	}
	return KindProject
}
