package gitlab

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"acp-gitlab/gitlab/web"
	"acp-gitlab/lazy"
)

// location is an address as somebody typed it, taken apart.
type location struct {
	scheme         string // "https", "http" or "ssh"
	hostname, port string
	segments       []string // of the path, up to the first that no GitLab path has
	odd            bool     // the path has such a part
}

// typo is why an address cannot be read: one clear line for the person; ""
// where it can be read.
type typo string

// The lines for addresses that cannot be read. None repeats what was typed.
const (
	typoEmpty  typo = "Type or paste the address of your GitLab."
	typoBlank  typo = "An address cannot contain spaces."
	typoFile   typo = "That is a file path, not an address."
	typoUser   typo = "Leave out the name and password before the @."
	typoToken  typo = "That looks like a token, not an address. It is asked for later."
	typoScheme typo = "An address of GitLab begins with https://."
	typoHost   typo = "The name of the server cannot be read. Example: https://gitlab.example.com"
	typoPort   typo = "A port is a number from 1 to 65535."
)

var (
	// bracketForm is git's scp form with the user and a port or an IPv6 address
	// in brackets. Git: connect.c, host_end.
	bracketForm = lazy.Regexp(`^(?:[^@:/\s\[\]]+@)?\[(?:([^@:/\s\[\]]+)@)?([^@/\s\[\]]+)\]:(.+)$`)
	scpForm     = lazy.Regexp(`^([^@:/\s]+)@(\[[0-9A-Fa-f:.]+\]|[^@:/\s]+):(.*)$`)
	driveForm   = lazy.Regexp(`^[A-Za-z]:[\\/]`)
	schemeForm  = lazy.Regexp(`^([A-Za-z][A-Za-z0-9+.-]*)://`)
	hostForm    = lazy.Regexp(`^[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?$`)
	pathPart    = lazy.Regexp(`^[A-Za-z0-9_.-]+$`)
	digits      = lazy.Regexp(`^[0-9]+(/|$)`)
)

// aroundAddresses is what surrounds a pasted address: spaces, brackets, and the
// quotes of editors and chat programs in several languages.
const aroundAddresses = " \t\u00a0\u3000\"'`<>()[]\u00b4\u00ab\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a\u300c\u300d"

// tidy removes what surrounds a pasted address. A bracket may belong to an IPv6
// address.
func tidy(typed string) string {
	text := strings.Trim(web.Clean(typed), strings.NewReplacer("[", "", "]", "", "(", "", ")", "").Replace(aroundAddresses))
	if bare := strings.Trim(text, aroundAddresses); len(bare)+2 == len(text) && strings.Contains(bare, "://") {
		return bare // (https://...) or [https://...]
	}
	return text
}

// parseLocation takes a typed address apart; typed is tidy.
func parseLocation(typed string) (location, typo) {
	switch {
	case typed == "":
		return location{}, typoEmpty
	case strings.ContainsFunc(typed, unicode.IsSpace):
		return location{}, typoBlank
	case isFilePath(typed):
		return location{}, typoFile
	case LooksLikeToken(typed):
		return location{}, typoToken
	}
	if m := schemeForm().FindStringSubmatch(typed); m != nil {
		return parseURL(strings.ToLower(m[1]), typed[len(m[0]):])
	}
	if m := bracketForm().FindStringSubmatch(typed); m != nil && (m[1] != "" || !digits().MatchString(m[3])) {
		host := m[2]
		if strings.Count(host, ":") == 1 {
			host, _, _ = strings.Cut(host, ":")
		}
		return newLocation("ssh", host, "", "/"+strings.TrimLeft(m[3], "/"))
	}
	if m := scpForm().FindStringSubmatch(typed); m != nil && !digits().MatchString(m[3]) {
		return newLocation("ssh", strings.Trim(m[2], "[]"), "", "/"+strings.TrimLeft(m[3], "/"))
	}
	return parseURL("https", typed)
}

func isFilePath(s string) bool {
	for _, start := range []string{"/", "./", "../", "~", `\`, "file:"} {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	return driveForm().MatchString(s)
}

func parseURL(scheme, rest string) (location, typo) {
	switch scheme {
	case "http", "https", "ssh":
	case "git+ssh", "ssh+git":
		scheme = "ssh"
	default:
		return location{}, typoScheme
	}
	u, err := url.Parse(scheme + "://" + rest)
	if err != nil {
		if strings.Contains(rest, "@") {
			return location{}, typoUser
		}
		return location{}, typoHost
	}
	l, bad := newLocation(scheme, u.Hostname(), u.Port(), u.EscapedPath())
	if _, password := u.User.Password(); u.User != nil && (scheme != "ssh" || password) {
		return l, typoUser
	}
	return l, bad
}

func newLocation(scheme, hostname, port, path string) (location, typo) {
	l := location{scheme: scheme, port: port}
	l.segments, l.odd = pathSegments(path)
	name, bad := hostName(hostname)
	// As typed, since case is lost in a name, and as it would be looked up: a full
	// stop or wide letters make no other thing of a token.
	if LooksLikeToken(strings.TrimSuffix(hostname, ".")) || LooksLikeToken(name) {
		return l, typoToken
	}
	if bad != "" {
		return l, bad
	}
	l.hostname = name
	if n, err := strconv.Atoi(port); port != "" && (err != nil || n < 1 || n > 65535) {
		return l, typoPort
	}
	return l, ""
}

// hostName returns the ASCII form of a host name in lower case: a name that
// only looks like another one can then be told apart.
func hostName(s string) (string, typo) {
	if ip, err := netip.ParseAddr(s); err == nil && ip.Zone() == "" {
		return ip.String(), ""
	}
	s = strings.TrimSuffix(strings.ToLower(s), ".")
	if ascii, err := idna.Lookup.ToASCII(s); err == nil {
		s = ascii
	}
	switch {
	case s == "http", s == "https":
		return "", typoScheme
	case len(s) > 253, !hostForm().MatchString(s), strings.Contains(s, ".."):
		return "", typoHost
	}
	return s, ""
}

// pathSegments returns the leading parts of an escaped path that can be names
// of groups and projects; odd says that another part follows.
func pathSegments(path string) (parts []string, odd bool) {
	for s := range strings.SplitSeq(path, "/") {
		switch {
		case s == "":
			continue
		case s == ".", s == "..", !pathPart().MatchString(s):
			return parts, true
		}
		parts = append(parts, s)
	}
	return parts, false
}
