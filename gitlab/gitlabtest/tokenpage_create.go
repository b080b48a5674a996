package gitlabtest

import (
	"crypto/subtle"
	"net/http"
	"time"
)

// createToken makes the token that the form asks for, and shows it once.
func (c *call) createToken(path string) {
	if err := c.r.ParseForm(); err != nil {
		plain(c.w, http.StatusBadRequest, "The form could not be read.\n")
		return
	}
	f := c.r.PostForm
	if subtle.ConstantTimeCompare([]byte(f.Get("authenticity_token")), []byte(c.s.csrf)) != 1 {
		plain(c.w, http.StatusUnprocessableEntity, "This form is not from this page. Load the page again.\n")
		return
	}
	want := wanted{
		name: f.Get("personal_access_token[name]"), expires: f.Get("personal_access_token[expires_at]"),
		scopes: c.existing(f["personal_access_token[scopes][]"]),
	}
	if problems := c.objections(want); len(problems) > 0 {
		c.showForm(path, want, problems)
		return
	}
	if want.expires == "" {
		want.expires = day(c.s.now(), 365) // GitLab: no date is the longest that is allowed
	}
	t, value := c.s.handOut(Token{Name: want.name, Scopes: want.scopes, Expires: want.expires})
	for _, hook := range c.s.cfg.onCreate {
		hook(t)
	}
	c.showToken(path, t, value.Reveal())
}

// objections are GitLab's, in its own words.
func (c *call) objections(want wanted) []string {
	var out []string
	if want.name == "" {
		out = append(out, "Name can't be blank")
	}
	if len(want.scopes) == 0 {
		out = append(out, "Scopes can't be blank")
	}
	if want.expires == "" {
		return out
	}
	_, err := time.Parse(time.DateOnly, want.expires)
	switch last := day(c.s.now(), 365); {
	case err != nil:
		out = append(out, "Expires at must be a date")
	case want.expires > last:
		out = append(out, "Expires at must be before "+last)
	case want.expires <= day(c.s.now(), 0):
		out = append(out, "Expires at must be a future date")
	}
	return out
}
