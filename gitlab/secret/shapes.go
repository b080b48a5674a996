package secret

import (
	"regexp"
	"strings"
)

// GitLabToken matches how the tokens of GitLab begin, as part of a regular
// expression. GitLab docs: doc/security/tokens/_index.md lists the prefixes.
const GitLabToken = `gl(?:pat|oas|dt|rtr?|cbt|ptt|ft|imt|agent|wt|soat|ffct)-`

// shapes are the forms that secrets are known to have. The last group of each
// is what is hidden.
//
// A routable token of GitLab contains dots, so a dot does not end one.
var shapes = []*regexp.Regexp{
	regexp.MustCompile(`(\b` + GitLabToken + `[A-Za-z0-9_.\-]{8,})`),
	regexp.MustCompile(`(\bGR1348941[A-Za-z0-9_\-]{10,})`),
	regexp.MustCompile(`(\bgh[opsur]_[A-Za-z0-9]{16,}|\bgithub_pat_[A-Za-z0-9_]{16,})`),
	regexp.MustCompile(`(\bAT(?:BB|CTT|ATT)[A-Za-z0-9_=\-]{16,}|\bxox[a-z]-[A-Za-z0-9\-]{10,}|\bsk-[A-Za-z0-9_\-]{20,})`),
	// OpenShift's OAuth tokens, and anything in the form of a JWT.
	regexp.MustCompile(`(\bsha256~[A-Za-z0-9_\-]{16,})`),
	regexp.MustCompile(`(\beyJ[A-Za-z0-9_\-]{6,}\.[A-Za-z0-9_\-]{4,}(?:\.[A-Za-z0-9_\-]*)?)`),
	regexp.MustCompile(`(?i)\b(?:bearer|basic)\s+([A-Za-z0-9+/=_.~\-]{16,})`),
	regexp.MustCompile(`(?i)\b(?:private-token|job-token|x-forwarded-access-token|proxy-authorization)["']?\s*[:=]\s*["']?((?:(?:bearer|basic)\s+)?[^\s"'<>,;]+)`),
	regexp.MustCompile(`(?i)\b(?:private_token|access_token|refresh_token|id_token|job_token|feed_token|rss_token|personalaccesstoken|client_secret|password|_gitlab_session)["']?\s*[:=]\s*["']?([^\s"'<>&;,]+)`),
}

var (
	address = regexp.MustCompile("(?i)[a-z][a-z0-9+.\\-]*://[^\\s\"'<>`]+")
	// nameAndPassword is user info without a scheme, as proxies are written.
	nameAndPassword = regexp.MustCompile(`[A-Za-z0-9._%+\-]+:[^\s@/"']+@`)
)

// cutAddresses removes user info, query and fragment of every address.
func cutAddresses(text string) string {
	text = address.ReplaceAllStringFunc(text, cutAddress)
	return nameAndPassword.ReplaceAllString(text, "")
}

func cutAddress(found string) string {
	body := strings.TrimRight(found, ".,;:!)]}")
	if strings.HasPrefix(found[len(body):], "]") && strings.HasSuffix(body+"]", Redacted) {
		body += "]"
	}
	tail := found[len(body):]
	scheme, rest, _ := strings.Cut(body, "://")
	rest = cutUserInfo(rest)
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		rest = rest[:i]
	}
	return scheme + "://" + rest + tail
}

// cutUserInfo drops the user info. A password may hold unescaped slashes,
// question marks and at signs: where a colon is followed by no port, all up to
// the last @ counts as user info, and a path with one is lost with it.
func cutUserInfo(rest string) string {
	authority := rest
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		authority = rest[:i]
	}
	last := strings.LastIndexByte(rest, '@')
	if _, port, found := strings.Cut(authority, ":"); found && !strings.HasPrefix(authority, "[") &&
		strings.Trim(port, "0123456789") != "" {
		return rest[last+1:]
	}
	return rest[strings.LastIndexByte(authority, '@')+1:]
}
