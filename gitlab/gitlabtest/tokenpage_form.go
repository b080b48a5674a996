package gitlabtest

import (
	"crypto/subtle"
	"html"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"acp-gitlab/assets/tokenpage"
)

// values fill a piece of the page: strings are escaped, fragments are not.
type (
	values   map[string]any
	fragment string
)

func fill(piece string, v values) fragment {
	pairs := make([]string, 0, 2*len(v))
	for name, value := range v {
		text, ok := value.(string)
		if ok {
			text = html.EscapeString(text)
		} else if f, ok := value.(fragment); ok {
			text = string(f)
		}
		pairs = append(pairs, "{{"+name+"}}", text)
	}
	return fragment(strings.NewReplacer(pairs...).Replace(piece))
}

// show puts content into the frame. Nothing may be loaded from anywhere.
func (c *call) show(status int, title string, content fragment) {
	nonce := randomText(22)
	h := c.w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'nonce-"+nonce+"'; script-src 'nonce-"+nonce+
		"'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Frame-Options", "DENY")
	htmlPage(c.w, status, string(fill(tokenpage.Frame, values{
		"title": title, "nonce": nonce, "content": content, "version": c.s.cfg.version.text,
		"person": c.s.cfg.user.Name, "username": c.s.cfg.user.Username,
		"style": fragment(tokenpage.Style), "script": fragment(tokenpage.Script),
	})))
}

// showForm shows the form; problems say why the last one was not taken.
func (c *call) showForm(path string, want wanted, problems []string) {
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	if want.expires == "" {
		want.expires = day(c.s.now(), 30) // what GitLab proposes
	}
	var notices, scopes fragment
	for _, text := range problems {
		notices += fill(tokenpage.Notice, values{"text": text})
	}
	for _, s := range c.s.cfg.pageScopes() {
		var checked fragment
		if slices.Contains(want.scopes, s.name) {
			checked = " checked"
		}
		scopes += fill(tokenpage.Scope, values{"scope": s.name, "why": s.why, "checked": checked})
	}
	heading, about := formHeading(path)
	c.show(status, heading, fill(tokenpage.Form, values{
		"heading": heading, "about": about, "action": c.s.cfg.root + "/" + path, "csrf": c.s.csrf,
		"name": want.name, "description": c.description(want), "expires": want.expires,
		"first": day(c.s.now(), 1), "last": day(c.s.now(), 365), "notices": notices, "scopes": scopes,
		"cancel": c.s.cfg.root + "/" + indexOf(path),
	}))
}

// formHeading says what the form makes. Where it has an address of its own, the
// type was chosen before.
func formHeading(path string) (heading, about string) {
	if path == pageLegacyNew {
		return "Generate legacy token",
			"Legacy personal access tokens are scoped to all groups and projects with broad permissions to resources."
	}
	return "Add a personal access token", "Personal access tokens give an application access to GitLab in your name."
}

// indexOf is the page that lists the tokens, for a form at path.
func indexOf(path string) string {
	if path == pageLegacyNew || path == pageGranular {
		return pageSettings
	}
	return path
}

// description is the field that versions from 17.7 on have.
func (c *call) description(want wanted) fragment {
	if !c.s.cfg.version.from(17, 7) {
		return ""
	}
	return fill(tokenpage.Description, values{"text": want.description})
}

// showList is the page that newer versions show when the form is elsewhere.
func (c *call) showList() {
	var rows fragment
	for _, t := range slices.Backward(c.s.store.list()) {
		if !t.active(c.s.now()) {
			continue
		}
		rows += fill(tokenpage.Row, values{
			"name": t.Name, "scopes": listed(t),
			"created": day(t.Created, 0), "expires": t.Expires,
		})
	}
	var legacy fragment
	if !c.s.cfg.onlyFineGrained() {
		legacy = fill(tokenpage.LegacyItem, values{"form": c.s.cfg.root + "/" + pageLegacyNew})
	}
	c.show(http.StatusOK, "Personal access tokens", fill(tokenpage.List, values{
		"granular": c.s.cfg.root + "/" + pageGranular, "legacy": legacy, "rows": rows,
	}))
}

// listed is what t may do.
func listed(t Token) string {
	if t.Kind == FineGrained {
		return strings.Join(t.granted(), ", ")
	}
	return strings.Join(t.Scopes, ", ")
}

func (c *call) showToken(path string, t Token, value string) {
	granted := "Scopes"
	if t.Kind == FineGrained {
		granted = "Permissions"
	}
	c.show(http.StatusOK, "New token", fill(tokenpage.Created, values{
		"name": t.Name, "expires": t.Expires, "token": value, "granted": granted,
		"scopes": listed(t), "done": c.s.cfg.root + "/" + indexOf(path),
	}))
}

// createToken makes the token that the form asks for, and shows it once.
func (c *call) createToken(path string) {
	if !c.formRead() {
		return
	}
	f := c.r.PostForm
	want := wanted{
		name: f.Get("personal_access_token[name]"), description: f.Get("personal_access_token[description]"),
		expires: f.Get("personal_access_token[expires_at]"), scopes: c.existing(f["personal_access_token[scopes][]"]),
	}
	if problems := c.objections(want); len(problems) > 0 {
		c.showForm(path, want, problems)
		return
	}
	if want.expires == "" {
		want.expires = day(c.s.now(), 365) // GitLab: no date is the longest that is allowed
	}
	c.create(path, Token{Name: want.name, Scopes: want.scopes, Expires: want.expires})
}

// formRead reads the form, which has to be from this page.
func (c *call) formRead() bool {
	if err := c.r.ParseForm(); err != nil {
		plain(c.w, http.StatusBadRequest, "The form could not be read.\n")
		return false
	}
	if subtle.ConstantTimeCompare([]byte(c.r.PostForm.Get("authenticity_token")), []byte(c.s.csrf)) != 1 {
		plain(c.w, http.StatusUnprocessableEntity, "This form is not from this page. Load the page again.\n")
		return false
	}
	return true
}

// create makes t, and shows it once.
func (c *call) create(path string, t Token) {
	made, value := c.s.handOut(t)
	for _, hook := range c.s.cfg.onCreate {
		hook(made)
	}
	c.showToken(path, made, value.Reveal())
}

// maxDescription is the longest description that GitLab takes.
const maxDescription = 255

// objections are GitLab's, in its own words.
func (c *call) objections(want wanted) []string {
	var out []string
	if want.name == "" {
		out = append(out, "Name can't be blank")
	}
	if len(want.scopes) == 0 {
		out = append(out, "Scopes can't be blank")
	}
	if utf8.RuneCountInString(want.description) > maxDescription {
		out = append(out, "Description is too long (maximum is 255 characters)")
	}
	return append(out, c.dateObjections(want.expires)...)
}

// dateObjections are those about the expiration date; no date is allowed.
func (c *call) dateObjections(expires string) (out []string) {
	if expires == "" {
		return nil
	}
	_, err := time.Parse(time.DateOnly, expires)
	switch last := day(c.s.now(), 365); {
	case err != nil:
		out = append(out, "Expires at must be a date")
	case expires > last:
		out = append(out, "Expires at must be before "+last)
	case expires <= day(c.s.now(), 0):
		out = append(out, "Expires at must be a future date")
	}
	return out
}
