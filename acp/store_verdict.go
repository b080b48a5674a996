package acp

import (
	"net/http"
	"strings"

	"acp-gitlab/gitlab/problem"
)

// new builds a problem about the store's host.
func (s *CredentialStore) new(code problem.Code, r reply) *problem.Problem {
	return s.client.judge("").new(code, r)
}

// problem returns why r is no success of the store's, nil where it is one. The
// status decides before the words.
func (s *CredentialStore) problem(r reply) *problem.Problem {
	status := r.status()
	if r.ok() || status == http.StatusNoContent {
		return nil
	}
	j := s.client.judge("")
	words := strings.ToLower(r.said())
	switch {
	case status == 0, temporary(status), r.page(), r.redirect() != "":
		return j.problem(r)
	case status == http.StatusUnauthorized:
		return j.sessionRefused(r)
	case status == http.StatusForbidden && strings.Contains(words, "project editor"):
		return j.new(problem.ACPProjectRole, r)
	case status == http.StatusForbidden, status == http.StatusConflict:
		return j.new(problem.ACPForbidden, r)
	case status == http.StatusBadRequest && codeOf(r) != "":
		return j.new(problem.ACPForbidden, r).With(problem.Facts{
			Cause: "ACP does not accept this request",
			Why:   "Its credential store may be newer than this acp-gitlab. An update may help.",
		})
	case status == http.StatusNotFound && codeOf(r) == noSuchCall:
		return j.new(problem.ACPTooOld, r)
	case status == http.StatusNotFound && codeOf(r) == "":
		return j.new(problem.ACPForbidden, r)
	case status == http.StatusNotFound:
		return j.new(problem.ACPNotSaved, r).With(problem.Facts{Cause: "The credential was deleted in the meantime"})
	case status >= 500 && strings.Contains(words, "does not exist"):
		return j.new(problem.ACPTooOld, r)
	case status >= 500:
		return j.unavailable(r)
	}
	return j.new(problem.ACPNotACP, r)
}

// unrouted says that r is the page of the cluster's router for a name that no
// route has. After a change it may be that of a pod that has just gone: what ACP
// has then is to be read.
func unrouted(r reply) bool {
	return r.method == http.MethodGet && r.status() == http.StatusServiceUnavailable && r.page() && strings.Contains(string(r.ans.Body), "Application is not available")
}

// filtered says that a web page came of a change, where ACP itself had answered
// before: something in front of it lets no such call through.
func filtered(r reply) bool {
	return r.page() && r.status()/100 == 4 && r.method != http.MethodGet && !r.ans.LooksLikeLogin() && r.status() != http.StatusNotFound
}
