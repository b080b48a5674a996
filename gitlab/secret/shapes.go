package secret

import (
	"regexp"
	"strings"

	"acp-gitlab/lazy"
)

// shape is a form that secrets are known to have.
type shape struct {
	form func() *regexp.Regexp // its last group is what is hidden
	// labels are words, in lower case, of which one stands in every text that
	// has the form: looking for them is much faster.
	labels []string
}

// shapes are the forms: what begins in a known way, and what stands behind a
// word that announces a secret.
var shapes = []shape{
	prefixed(),
	{lazy.Regexp(`(?i)\b(?:bearer|basic)\s+([A-Za-z0-9+/=_.~\-]{16,})`), []string{"bearer", "basic"}},
	{
		lazy.Regexp(`(?i)\b(?:private-token|job-token|x-forwarded-access-token|proxy-authorization)["']?\s*[:=]\s*["']?((?:(?:bearer|basic)\s+)?[^\s"'<>,;]+)`),
		[]string{"-token", "-authorization"},
	},
	{
		lazy.Regexp(`(?i)\b(?:private_token|access_token|refresh_token|id_token|job_token|feed_token|rss_token|personalaccesstoken|client_secret|password|_gitlab_session)["']?\s*[:=]\s*["']?([^\s"'<>&;,]+)`),
		[]string{"_token", "personalaccesstoken", "client_secret", "password", "_gitlab_session"},
	},
}

// prefixed is the form of everything that begins in a known way.
func prefixed() shape {
	var s shape
	var within, begun []string
	for _, p := range prefixes {
		s.labels = append(s.labels, strings.ToLower(p.Begins))
		pattern := p.pattern
		if pattern == "" {
			pattern = regexp.QuoteMeta(p.Begins)
		}
		switch {
		case p.body == "" || p.Kind == GitLabCookie: // its name is no secret: the last form hides its value
		case p.inWords:
			within = append(within, pattern+p.body)
		default:
			begun = append(begun, pattern+p.body)
		}
	}
	s.form = lazy.Regexp(`(` + strings.Join(within, "|") + `|\b(?:` + strings.Join(begun, "|") + `))`)
	return s
}

// each calls f for the parts of text that have the form; lower is text in lower
// case.
func (s shape) each(text, lower string, f func(from, to int)) {
	for _, label := range s.labels {
		if !strings.Contains(lower, label) {
			continue
		}
		for _, m := range s.form().FindAllStringSubmatchIndex(text, -1) {
			f(m[len(m)-2], m[len(m)-1])
		}
		return
	}
}

// shaped calls f for all parts of text that have the form of a secret.
func shaped(text string, f func(from, to int)) {
	lower := strings.ToLower(text)
	for _, s := range shapes {
		s.each(text, lower, f)
	}
}
