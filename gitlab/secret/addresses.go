package secret

import (
	"strings"

	"acp-gitlab/lazy"
)

var (
	address = lazy.Regexp("(?i)[a-z][a-z0-9+.\\-]*://[^\\s\"'<>`]+")
	// nameAndPassword is user info without a scheme, as proxies are written.
	nameAndPassword = lazy.Regexp(`[A-Za-z0-9._%+\-]+:[^\s@/"']+@`)
)

// cutAddresses removes user info, query and fragment of every address.
func cutAddresses(text string) string {
	text = address().ReplaceAllStringFunc(text, cutAddress)
	return nameAndPassword().ReplaceAllString(text, "")
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
