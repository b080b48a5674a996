package acptest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"acp-gitlab/gitlab/secret"
)

// gitLabCom is where a connect without an address goes.
const gitLabCom = "https://gitlab.com"

// credentials is the body of connect and of test.
type credentials struct {
	token, instanceURL string
}

// read decodes a body as gin's ShouldBindJSON does, with the same words.
func read(body []byte) (credentials, error) {
	var b struct {
		PersonalAccessToken string `json:"personalAccessToken" binding:"required"`
		InstanceURL         string `json:"instanceUrl"`
	}
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&b); err != nil {
		return credentials{}, err
	}
	if b.PersonalAccessToken == "" {
		return credentials{}, errors.New("Key: 'PersonalAccessToken' Error:Field validation for 'PersonalAccessToken' failed on the 'required' tag") //nolint:staticcheck // ACP's words
	}
	if b.InstanceURL == "" {
		b.InstanceURL = gitLabCom
	}
	return credentials{b.PersonalAccessToken, b.InstanceURL}, nil
}

// connect checks as the release does and stores; whatever it refuses leaves
// the earlier connection as it was.
func (s *Server) connect(r *request, rules rules) reply {
	if !rules.old {
		if refusal, ok := recognised(r, rules); !ok {
			return refusal
		}
	}
	c, err := read(r.body)
	switch {
	case err != nil && rules.old:
		return dated(http.StatusBadRequest, "Invalid request body")
	case err != nil:
		return refusal(http.StatusBadRequest, err.Error())
	}
	if words := wrong(c, rules.dots); words != "" {
		return rules.refuse(http.StatusBadRequest, "Invalid input: "+words)
	}
	if refusal, ok := recognised(r, rules); !ok {
		return refusal
	}
	found, refusal, ok := s.check(r.Context(), c, rules)
	if !ok {
		return refusal
	}
	return s.store(r, c, found, rules)
}

// check asks GitLab about the token, the way the release does.
func (s *Server) check(ctx context.Context, c credentials, rules rules) (gitLabUser, reply, bool) {
	switch rules.checks {
	case byHost:
		user, err := s.asker.user(ctx, c)
		if err != nil {
			return user, dated(http.StatusInternalServerError, describeOldError(err, rules.guide)), false
		}
		return user, reply{}, true
	case byAddress:
		if words := s.asker.connectivity(ctx, c); words != "" {
			return gitLabUser{}, refusal(http.StatusBadRequest, "GitLab connectivity check failed: "+words), false
		}
	case never:
	}
	return gitLabUser{}, reply{}, true
}

// store keeps the connection and answers in the form of the release.
func (s *Server) store(r *request, c credentials, u gitLabUser, rules rules) reply {
	rec := record{token: secret.New(c.token), instanceURL: c.instanceURL}
	if rules.old {
		rec.username, rec.gitlabID = u.Username, u.id()
	}
	if !s.cfg.forgetful {
		s.records.put(r.who.user, rec)
	}
	if !rules.old {
		return object(http.StatusOK, map[string]string{"instanceUrl": c.instanceURL, "message": "GitLab connected successfully"})
	}
	return object(http.StatusOK, struct {
		UserID       string `json:"userId"`
		GitLabUserID string `json:"gitlabUserId"`
		Username     string `json:"username"`
		InstanceURL  string `json:"instanceUrl"`
		Connected    bool   `json:"connected"`
		Message      string `json:"message"`
	}{r.who.user, rec.gitlabID, rec.username, c.instanceURL, true, "GitLab account connected successfully" + r.to(" to")})
}

// to adds the project to the messages of project-scoped routes.
func (r *request) to(preposition string) string {
	if !r.scoped {
		return ""
	}
	return preposition + " project " + r.project
}

// wrong says what ACP's format rules have against c; empty when nothing. The
// one difference: http is fine for this computer.
func wrong(c credentials, dots bool) string {
	u, err := url.Parse(c.instanceURL)
	switch {
	case err != nil:
		return "invalid instance URL format"
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return "instance URL must use HTTPS"
	case u.Host == "":
		return "instance URL must have a valid hostname"
	case u.User != nil && u.User.String() != "":
		return "instance URL cannot contain user info (@ syntax)"
	case len(c.token) < 20:
		return "token must be at least 20 characters"
	case len(c.token) > 255:
		return "token must not exceed 255 characters"
	}
	allowed := "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
	if dots {
		allowed += "."
	}
	if strings.Trim(c.token, allowed) != "" {
		return "token contains invalid characters"
	}
	return ""
}
