package gitlabtest

import (
	"net/http"
	"strconv"
)

// User is the person whose GitLab this is.
type User struct {
	ID             int64
	Username, Name string
	// Admin may do everything and sees more scopes on the token page.
	Admin bool
	// Account is why GitLab lets the user do nothing; Usable for no reason.
	Account Account
}

// Account is the state of an account.
type Account string

// The states.
const (
	Usable          Account = ""
	Blocked         Account = "blocked"
	Pending         Account = "pending"
	Deactivated     Account = "deactivated"
	Unconfirmed     Account = "unconfirmed"
	TermsOpen       Account = "terms"
	PasswordExpired Account = "password"
	// TooManyIPs is refused without a reason.
	TooManyIPs Account = "ips"
)

func ada() User { return User{ID: 42, Username: "ada", Name: "Ada Lovelace"} }

const (
	botProject = "team/app"
	botGroup   = "team"
	botHex     = "0123456789abcdef0123456789abcdef"
)

// caller is who stands behind a request.
type caller struct {
	known bool
	user  User
	bot   bool
	token Token
}

// caller finds the person or bot that the token stands for.
func (w *store) caller(t Token) caller {
	c := caller{known: true, user: w.user, token: t}
	switch t.Kind {
	case ProjectBot:
		c.bot, c.user = true, User{ID: 9017, Username: "project_17_bot_" + botHex, Name: "app"}
	case GroupBot:
		c.bot, c.user = true, User{ID: 9003, Username: "group_3_bot_" + botHex, Name: "team"}
	case ServiceAccount:
		c.bot, c.user = true, User{ID: 9001, Username: "service_account_" + botHex, Name: "Robot"}
	default:
	}
	return c
}

// refusal is GitLab's reason for letting the account do nothing; empty when
// it may, and when GitLab tells none.
func (s *Server) refusal(u User) (reason string, refused bool) {
	switch u.Account {
	case Usable:
		return "", false
	case Blocked:
		return "Your account has been blocked.", true
	case Pending:
		return "Your account is pending approval from your administrator and hence blocked.", true
	case Deactivated:
		return "Your account has been deactivated by your administrator. " +
			"Please log back in from a web browser to reactivate your account at " + s.URL(), true
	case Unconfirmed:
		return "Your primary email address is not confirmed. Please check your inbox for the confirmation instructions. " +
			"In case the link is expired, you can request a new confirmation email at " + s.URL() + "/users/confirmation/new", true
	case TermsOpen:
		return "You (@" + u.Username + ") must accept the Terms of Service in order to perform this action. " +
			"To accept these terms, please access GitLab from a web browser at " + s.URL() + ".", true
	case PasswordExpired:
		return "Your password expired. Please access GitLab from a web browser to update your password.", true
	default:
		return "", true
	}
}

func (c *call) version() {
	reply(c.w, http.StatusOK, object{
		"version": c.s.cfg.version.text, "revision": "a1b2c3d4e5f", "enterprise": true,
		"kas": object{"enabled": true, "externalUrl": nil, "externalK8sProxyUrl": nil, "version": c.s.cfg.version.text},
	})
}

func (c *call) currentUser() {
	u := c.who.user
	v := c.person(u)
	v["bot"] = c.who.bot
	v["email"] = u.Username + "@example.com"
	v["commit_email"] = u.Username + "@example.com"
	v["created_at"] = "2021-03-04T09:00:00.000Z"
	v["two_factor_enabled"] = true
	v["external"] = false
	v["can_create_group"] = true
	v["can_create_project"] = true
	v["projects_limit"] = 100000
	if u.Admin {
		v["is_admin"] = true
	}
	reply(c.w, http.StatusOK, v)
}

// person is how a user is named in other objects.
func (c *call) person(u User) object {
	return object{
		"id": u.ID, "username": u.Username, "name": u.Name, "state": "active",
		"locked": false, "avatar_url": nil, "web_url": c.s.URL() + "/" + u.Username,
	}
}

// member is the effective membership of a user.
func (c *call) member() {
	p, ok := c.visible()
	if !ok {
		return
	}
	level := p.levelOf(c.who)
	if level == 0 || p.Grant == Hidden || c.arg["user"] != strconv.FormatInt(c.who.user.ID, 10) {
		message(c.w, http.StatusNotFound, "404 Not found")
		return
	}
	v := c.person(c.who.user)
	v["access_level"] = level
	v["created_at"] = "2025-01-10T10:00:00.000Z"
	v["expires_at"] = nil
	if p.RoleDaysLeft > 0 {
		v["expires_at"] = day(c.s.now(), p.RoleDaysLeft)
	}
	v["membership_state"] = "active"
	reply(c.w, http.StatusOK, v)
}
