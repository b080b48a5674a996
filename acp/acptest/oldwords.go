package acptest

import (
	"errors"
	"net/http"
	"net/url"
)

// oldWords is how the releases of v0.0.11, and the guide, tell that GitLab did
// not take the token (ACP: MapGitLabAPIError; the guide's error list).
func oldWords(err error, guide bool) string {
	refused, ok := errors.AsType[refusedError](err)
	if !ok {
		return oldFault(err, guide)
	}
	if guide {
		return guideWords(refused)
	}
	switch refused.code {
	case http.StatusUnauthorized:
		return "invalid token: GitLab token is invalid or expired"
	case http.StatusForbidden:
		return "invalid token: GitLab token lacks required permissions"
	case http.StatusNotFound:
		return "invalid token: GitLab repository not found"
	case http.StatusTooManyRequests:
		return "invalid token: GitLab API rate limit exceeded"
	}
	return "invalid token: GitLab API is experiencing issues"
}

// oldFault is a fault on the way to GitLab.
func oldFault(err error, guide bool) string {
	if guide {
		return "Failed to connect to GitLab instance. Please check network connectivity and instance URL"
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		return "failed to validate token: request failed: " + u.Error()
	}
	return "failed to validate token: " + err.Error()
}

func guideWords(e refusedError) string {
	words := "GitLab token validation failed: " + e.Error()
	switch e.code {
	case http.StatusUnauthorized:
		return words + ". Please ensure your token is valid and not expired"
	case http.StatusForbidden:
		return words + ". Ensure your token has 'api', 'read_api', 'read_user', and 'write_repository' scopes"
	}
	return words
}
