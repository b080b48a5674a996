package web

import (
	"net/http"
	"strings"

	"acp-gitlab/lazy"
)

// gatewayTitle are the titles of pages with which a bot challenge or a web
// filter answers in the place of the server behind it: Cloudflare, Anubis, F5,
// Akamai, Imperva, DDoS-Guard, FortiGuard and Zscaler.
var gatewayTitle = lazy.Regexp(`(?i)^(?:just a moment\b|checking your browser\b|attention required! \| cloudflare|` +
	`making sure you(?:'|\x{2019})re not a bot|request rejected|access denied$|pardon our interruption|ddos-guard|` +
	`web page blocked|web filter violation|internet security by zscaler|blocked by )`)

// FromGateway reports whether the answer comes from something in front of the
// server that lets no program through: a bot challenge, a filter, or a web server
// that wants a password of its own. GitLab's own 401 to an API call names no
// scheme.
func (a *Answer) FromGateway() bool {
	switch {
	case strings.EqualFold(strings.TrimSpace(a.Header.Get("Cf-Mitigated")), "challenge"):
		return true
	case a.Header.Get("X-Gitlab-Meta") != "":
		return false
	case a.Status == http.StatusUnauthorized && a.wantsPassword():
		return true
	}
	return a.IsHTML() && gatewayTitle().MatchString(a.Title())
}

// wantsPassword reports whether the answer asks for a sign-in of HTTP's own.
func (a *Answer) wantsPassword() bool {
	for _, challenge := range a.Header.Values("Www-Authenticate") {
		scheme, _, _ := strings.Cut(strings.TrimSpace(challenge), " ")
		switch strings.ToLower(strings.TrimSuffix(scheme, ",")) {
		case "basic", "negotiate", "ntlm", "digest", "kerberos":
			return true
		}
	}
	return false
}
