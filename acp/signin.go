package acp

import (
	"net/url"
	"slices"
	"strings"
)

// signInParts are parts of the addresses of sign-in pages, signInNames whole
// labels and segments of them.
var (
	signInParts = []string{"login", "signin", "sign_in", "sign-in", "sso", "oauth", "openid", "saml", "keycloak"}
	signInNames = []string{"auth", "idp", "adfs", "authorize"}
)

// signIn says that target, to which a call of path was sent on, is a place to
// sign in. A path that stays the same tells nothing: ACP's own holds "auth".
func signIn(target, path string) bool {
	u, err := url.Parse(target)
	if err != nil {
		return false
	}
	where := strings.Split(strings.ToLower(u.Hostname()), ".")
	if u.Path != path {
		where = append(where, strings.Split(strings.ToLower(u.Path), "/")...)
	}
	return slices.ContainsFunc(where, func(name string) bool {
		return slices.Contains(signInNames, name) ||
			slices.ContainsFunc(signInParts, func(part string) bool { return strings.Contains(name, part) })
	})
}
