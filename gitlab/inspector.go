package gitlab

import (
	"net/http"
	"regexp"
	"slices"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// The lines of an inspection.
const (
	checkAccepted = "accepted"
	checkVersion  = "version"
	checkYours    = "yours"
	checkKind     = "kind"
	checkActive   = "active"
	checkEnds     = "ends"
	checkScopes   = "scopes"
	checkExtras   = "extras"
)

const notTold = "not known: this GitLab is older than 15.5"

// inspector turns answers into facts and lines.
type inspector struct {
	checklist
	answers
	client *Client
	now    time.Time
	stand  standing
	result Inspection
}

func (i *inspector) run() {
	i.stand = i.standing()
	i.result.Version = i.version
	i.result.Skew = skew(firstAnswer(i.self, i.who), i.now)
	i.result.Token = i.facts()
	if p := i.refusal(); p != nil {
		i.trouble(checkAccepted, refusalWords(p), p)
		return
	}
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
	by := "by " + i.client.in.Host()
	switch {
	case i.stand == tooOld && i.version != "":
		i.ok(checkAccepted, by+", GitLab "+i.version)
		i.trouble(checkVersion, "its scopes and end date cannot be asked for here", i.old())
	case i.stand == tooOld:
		i.ok(checkAccepted, by)
		i.trouble(checkVersion, "older than 15.5: scopes and end date cannot be asked for", i.old())
	case i.version != "":
		i.ok(checkAccepted, by+", GitLab "+i.version)
	default:
		i.ok(checkAccepted, by)
		i.skip(checkVersion, "this GitLab did not tell")
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
		i.ok(checkYours, u.words())
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
	i.trouble(checkYours, refusalWords(p), p)
}

// mayNotSee reports whether /user is closed for want of a right that another
// line tells about.
func (i *inspector) mayNotSee() bool {
	code := i.who.body().Code
	return i.who.is(http.StatusForbidden) &&
		(code == "insufficient_scope" && i.stand == told || code == "insufficient_granular_scope" && i.fineGrained())
}

func (u User) words() string {
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
		i.ok(checkKind, t.Kind.Words()+name)
	case KindUnknown:
		i.skip(checkKind, i.kindNotTold())
	case KindFineGrained:
		i.trouble(checkKind, t.Kind.Words()+name, i.self.problem(problem.TokenFineGrained, i.client.in))
	case KindProject, KindGroup, KindServiceAccount, KindOAuth:
		o := i.who
		if i.stand == notPersonal {
			o = i.self
		}
		i.trouble(checkKind, t.Kind.Words()+name, on(o.problem(problem.TokenNotPersonal, i.client.in), owners[t.Kind]))
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

func (i *inspector) fineGrained() bool {
	return i.stand == fineGrained || i.stand == told && slices.Contains(i.token.Scopes, scopeGranular)
}

// botName is the user name that GitLab gives to the bot of a project or group
// access token. GitLab docs: "Project access tokens", bot users.
var botName = regexp.MustCompile(`^(project|group)_\d+_bot`)

// userKnown reports whether /user told whose token it is.
func (i *inspector) userKnown() bool {
	return i.who.ok() && i.user != nil && i.user.ID != 0 && i.client.clean(i.user.Username, web.MaxName) != ""
}

func (i *inspector) bot() bool {
	return i.userKnown() && (i.user.Bot || botName.MatchString(i.user.Username))
}

func botKind(username string) Kind {
	m := botName.FindStringSubmatch(username)
	switch {
	case m == nil:
		return KindServiceAccount
	case m[1] == "group":
		return KindGroup
	}
	return KindProject
}
