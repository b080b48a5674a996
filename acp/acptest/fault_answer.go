package acptest

import (
	"net/http"
	"net/url"

	"acp-gitlab/assets/acppage"
)

// otherSite is some company's website: every path is a page.
func otherSite(_ *Server, w http.ResponseWriter, _ *request) bool {
	page(http.StatusOK, []byte("<!doctype html><title>Example Corp Wiki</title><h1>Welcome to the wiki</h1>")).write(w)
	return true
}

func signInPage(_ *Server, w http.ResponseWriter, r *request) bool {
	page(http.StatusForbidden, acppage.SignIn(r.URL.Path)).write(w)
	return true
}

func restarting(_ *Server, w http.ResponseWriter, _ *request) bool {
	plain(http.StatusServiceUnavailable, "upstream connect error or disconnect/reset before headers. reset reason: connection failure").write(w)
	return true
}

func rateLimited(_ *Server, w http.ResponseWriter, _ *request) bool {
	a := plain(http.StatusTooManyRequests, "Too Many Requests")
	a.header = http.Header{"Retry-After": {"30"}}
	a.write(w)
	return true
}

func forbidden(_ *Server, w http.ResponseWriter, _ *request) bool {
	refusal(http.StatusForbidden, "Unauthorized to access project").write(w)
	return true
}

func redirected(_ *Server, w http.ResponseWriter, r *request) bool {
	a := page(http.StatusFound, nil)
	a.header = http.Header{"Location": {"https://elsewhere.example.com" + r.URL.Path}}
	a.write(w)
	return true
}

// hostOf is the host that the body asks ACP to go to.
func hostOf(c credentials) string {
	u, err := url.Parse(c.instanceURL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func cannotReach(_ *Server, w http.ResponseWriter, r *request) bool {
	c, err := read(r.body)
	if err != nil {
		return false
	}
	cause := "lookup " + hostOf(c) + " on 172.30.0.10:53: no such host"
	if r.call == callTest {
		object(http.StatusOK, map[string]any{"valid": false, "error": "request failed: dial tcp: " + cause}).write(w)
		return true
	}
	refusal(http.StatusBadRequest, "GitLab connectivity check failed: cannot resolve GitLab instance host '"+hostOf(c)+"': "+cause).write(w)
	return true
}

func refusedToken(s *Server, w http.ResponseWriter, r *request) bool {
	rules := s.cfg.dialect.rules()
	switch {
	case r.call == callTest:
		object(http.StatusOK, map[string]any{"valid": false, "error": "Invalid credentials"}).write(w)
	case rules.old:
		dated(http.StatusInternalServerError, describeOldError(refusedError{http.StatusUnauthorized}, rules.guide)).write(w)
	default:
		refusal(http.StatusBadRequest, "GitLab connectivity check failed: failed to authenticate with the provided Personal Access Token").write(w)
	}
	return true
}

func storageFailed(s *Server, w http.ResponseWriter, _ *request) bool {
	if s.cfg.dialect.rules().old {
		dated(http.StatusInternalServerError, "failed to store token: etcdserver: request timed out").write(w)
		return true
	}
	refusal(http.StatusInternalServerError, "Failed to save GitLab credentials").write(w)
	return true
}

func savedElsewhere(_ *Server, w http.ResponseWriter, _ *request) bool {
	object(http.StatusOK, map[string]any{
		"connected": true, "instanceUrl": "https://gitlab.elsewhere.example.com", "updatedAt": "1795355163",
	}).write(w)
	return true
}

func halfAnswer(_ *Server, w http.ResponseWriter, _ *request) bool {
	reply{status: http.StatusOK, kind: "application/json; charset=utf-8", body: []byte(`{"connected":tr`)}.write(w)
	return true
}

// internal is the 500 of a call in ACP's words.
func internal(c call) fault {
	words := map[call]string{
		callStatus: "Failed to check GitLab status", callReadback: "Failed to check GitLab status",
		callConnect: "Failed to save GitLab credentials", callDisconnect: "Failed to disconnect GitLab",
	}[c]
	if words == "" {
		words = "Internal Server Error"
	}
	return func(_ *Server, w http.ResponseWriter, _ *request) bool {
		refusal(http.StatusInternalServerError, words).write(w)
		return true
	}
}

// nasty carries what a terminal must never be handed: a window title, a colour,
// a clipboard write, a link, a direction override, a line break, a null byte.
const nasty = "\x1b]0;owned\a\x1b[31mred\x1b]52;c;b3duZWQ=\a\x1b]8;;https://evil.example.com\x1b\\click\x1b]8;;\x1b\\\u202edesrever\u2066\u200b\r\nok    saved\t\x00\u009b2J"

// hostile puts nasty into every word that ACP says.
func hostile(c *config) {
	c.faults = append(
		c.faults,
		at(func(_ *Server, w http.ResponseWriter, _ *request) bool {
			object(http.StatusOK, map[string]string{"version": "v0.2.6" + nasty}).write(w)
			return true
		}, callVersion),
		at(func(_ *Server, w http.ResponseWriter, _ *request) bool {
			object(http.StatusOK, map[string]any{"connected": true, "instanceUrl": "https://gitlab.com/" + nasty, "updatedAt": nasty, "username": nasty}).write(w)
			return true
		}, callStatus, callReadback),
		at(func(_ *Server, w http.ResponseWriter, _ *request) bool {
			object(http.StatusOK, map[string]any{"valid": false, "error": "Invalid credentials" + nasty}).write(w)
			return true
		}, callTest),
		at(func(_ *Server, w http.ResponseWriter, _ *request) bool {
			refusal(http.StatusBadRequest, "GitLab connectivity check failed: failed to authenticate with the provided Personal Access Token"+nasty).write(w)
			return true
		}, callConnect),
	)
}
