package gitlabtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const stamp = "2006-01-02T15:04:05.000Z"

// tokenJSON is a token as GitLab shows it: without its value.
func (c *call) tokenJSON(t Token) object {
	v := object{
		"id": t.ID, "name": t.Name, "revoked": t.Revoked, "scopes": t.Scopes,
		"created_at": t.Created.UTC().Format(stamp), "user_id": c.ownerOf(t),
		"last_used_at": nil, "active": t.active(c.s.now()), "expires_at": nil,
	}
	if c.s.cfg.version.from(17, 7) {
		v["description"] = ""
	}
	if c.s.cfg.version.from(18, 10) {
		v["granular"] = t.Kind == FineGrained
	}
	if !t.LastUsed.IsZero() {
		v["last_used_at"] = t.LastUsed.UTC().Format(stamp)
	}
	if t.Expires != Never {
		v["expires_at"] = t.Expires
	}
	return v
}

func (c *call) self() {
	if !c.isPersonal() {
		return
	}
	t := c.who.token
	t.LastUsed = c.s.now()
	v := c.tokenJSON(t)
	if t.Kind == FineGrained && c.s.cfg.version.from(19, 5) {
		v["granular_scopes"] = t.granularScopes()
	}
	reply(c.w, http.StatusOK, v)
}

// isPersonal refuses credentials that are no rows of the token table.
func (c *call) isPersonal() bool {
	if c.who.token.Kind != OAuth {
		return true
	}
	message(c.w, http.StatusBadRequest,
		"400 Bad request - This endpoint requires token type to be a personal access token")
	return false
}

// ownerOf is the number of the user whose token t is.
func (c *call) ownerOf(t Token) int64 {
	if t.Owner != 0 {
		return t.Owner
	}
	return c.who.user.ID
}

// listTokens shows an administrator everybody's tokens, unless user_id names
// somebody; others see their own. GitLab docs: "Personal access tokens API".
func (c *call) listTokens() {
	q := c.r.URL.Query()
	id, own := q.Get("user_id"), strconv.FormatInt(c.who.user.ID, 10)
	if id != "" && id != own && !c.who.user.Admin {
		message(c.w, http.StatusUnauthorized, "401 Unauthorized")
		return
	}
	if id == "" && !c.who.user.Admin {
		id = own
	}
	list := slices.DeleteFunc(c.s.store.list(), func(t Token) bool {
		active := t.active(c.s.now())
		return id != "" && id != strconv.FormatInt(c.ownerOf(t), 10) || q.Get("state") == "active" && !active || q.Get("state") == "inactive" && active ||
			q.Get("revoked") == "true" && !t.Revoked || q.Get("revoked") == "false" && t.Revoked ||
			!strings.Contains(strings.ToLower(t.Name), strings.ToLower(q.Get("search")))
	})
	slices.Reverse(list)
	paged(c, list, "PersonalAccessToken", func(t Token) any { return c.tokenJSON(t) })
}

// byID finds a token, also of another user. What is no number, as the word self
// in 15.1 to 15.4, was looked for all the same until 15.4.
func (c *call) byID() (Token, bool) {
	id, err := strconv.ParseInt(c.arg["token"], 10, 64)
	switch {
	case err != nil && c.s.cfg.version.from(15, 5):
		reply(c.w, http.StatusBadRequest, object{"error": "id is invalid"})
		return Token{}, false
	case err != nil && c.who.user.Admin: // looked for, and not found
		message(c.w, http.StatusNotFound, "404 Not Found")
		return Token{}, false
	case err != nil:
		message(c.w, http.StatusUnauthorized, "401 Unauthorized")
		return Token{}, false
	}
	list := c.s.store.list()
	i := slices.IndexFunc(list, func(t Token) bool { return t.ID == id })
	if i < 0 {
		message(c.w, http.StatusNotFound, "404 Not Found")
		return Token{}, false
	}
	return list[i], true
}

// may reports whether the caller may see and revoke t: their own, and an
// administrator anyone's.
func (c *call) may(t Token) bool { return c.who.user.Admin || c.ownerOf(t) == c.who.user.ID }

func (c *call) oneToken() {
	switch t, ok := c.byID(); {
	case ok && !c.may(t):
		message(c.w, http.StatusUnauthorized, "401 Unauthorized")
	case ok:
		reply(c.w, http.StatusOK, c.tokenJSON(t))
	}
}

// revokeOne ends a token by its number. GitLab (its revoke service): what the
// caller may not revoke is 400.
func (c *call) revokeOne() {
	switch t, ok := c.byID(); {
	case ok && !c.may(t):
		message(c.w, http.StatusBadRequest, "400 Bad request")
	case ok:
		c.end(t.ID)
	}
}

func (c *call) revokeSelf() {
	if c.isPersonal() {
		c.end(c.who.token.ID)
	}
}

func (c *call) end(id int64) {
	c.s.store.revoke(id)
	c.w.WriteHeader(http.StatusNoContent)
}

// rotate makes a successor, by default for one week, and ends the token.
func (c *call) rotate() {
	t := c.who.token
	if id := c.arg["token"]; id != "" {
		var ok bool
		if t, ok = c.byID(); !ok {
			return
		}
	}
	if !c.isPersonal() {
		return
	}
	switch {
	case t.Revoked:
		message(c.w, http.StatusBadRequest, "400 Bad request - Token already revoked")
		return
	case t.Kind != FineGrained && c.s.cfg.onlyFineGrained():
		message(c.w, http.StatusBadRequest, "400 Bad request - Rotation of legacy personal access tokens is disabled. Use a fine-grained token instead.")
		return
	}
	expires, ok := c.newEnd()
	if !ok {
		return
	}
	c.s.store.revoke(t.ID)
	next := c.s.store.add(Token{Name: t.Name, Scopes: t.Scopes, Expires: expires, Kind: t.Kind, Permissions: t.Permissions, Spaces: t.Spaces, family: t.family})
	v := c.tokenJSON(next)
	v["token"] = next.Value.Reveal()
	reply(c.w, http.StatusOK, v)
}

func (c *call) newEnd() (string, bool) {
	var asked struct {
		ExpiresAt string `json:"expires_at"`
	}
	_ = json.NewDecoder(c.r.Body).Decode(&asked) // no body is a body without a date
	if asked.ExpiresAt == "" {
		asked.ExpiresAt = c.r.URL.Query().Get("expires_at")
	}
	last := day(c.s.now(), 365)
	_, err := time.Parse(time.DateOnly, asked.ExpiresAt)
	switch {
	case asked.ExpiresAt == "":
		return day(c.s.now(), 7), true
	case err != nil:
		reply(c.w, http.StatusBadRequest, object{"error": "expires_at is invalid"})
	case asked.ExpiresAt > last:
		message(c.w, http.StatusBadRequest, "400 Bad request - Expiration date must be before "+last)
	default:
		return asked.ExpiresAt, true
	}
	return "", false
}
