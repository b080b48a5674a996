package gitlabtest

import (
	"net/http"
	"strconv"
)

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
	v["membership_state"] = "active"
	reply(c.w, http.StatusOK, v)
}
