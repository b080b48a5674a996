package gitlab

import (
	"net/url"
	"slices"
	"strings"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// ParseRepository returns the path of the repository that typed names: a
// path, a web page, an https or an SSH address. SSH addresses match by host
// name, whatever the port. The problem is repo-address-invalid or
// repo-other-instance. Its hint is the one line for the person.
func ParseRepository(typed string, in Instance) (string, *problem.Problem) {
	typed = tidy(typed)
	if path := plainPath(typed); len(path) > 1 {
		return fromPlain(path, typed, in)
	}
	if !strings.Contains(typed, ":") && !strings.Contains(typed, "@") {
		return "", invalidRepository(typed, plainHint(typed))
	}
	l, bad := parseLocation(typed)
	if bad != "" {
		return "", invalidRepository(typed, bad)
	}
	return fromLocation(l, typed, in)
}

const (
	typoRepoEmpty typo = "Type the path of a repository, such as team/app."
	typoRepoParts typo = "A repository has at least two parts: group/project."
	typoRepoChars typo = "A path has only letters, digits, - _ . and slashes."
)

// plainPath returns the parts of a path that was typed without a host; nil if
// it is none.
func plainPath(typed string) []string {
	parts, odd := pathSegments(strings.Trim(typed, "/"))
	if odd || LooksLikeToken(typed) {
		return nil
	}
	return parts
}

func plainHint(typed string) typo {
	switch {
	case typed == "":
		return typoRepoEmpty
	case strings.ContainsAny(typed, " \t"):
		return typoBlank
	case LooksLikeToken(typed):
		return typoToken
	case len(plainPath(typed)) == 1:
		return typoRepoParts
	}
	return typoRepoChars
}

// fromPlain takes a host off a path that begins with one: an address pasted
// without https.
func fromPlain(parts []string, typed string, in Instance) (string, *problem.Problem) {
	l := location{scheme: "https", hostname: strings.ToLower(parts[0]), port: portOf(in)}
	if l.hostname == in.Hostname() || otherForges[l.hostname] != "" || l.hostname == DotCom.Hostname() {
		l.segments = parts[1:]
		return fromLocation(l, typed, in)
	}
	if i := slices.Index(parts, "-"); i >= 0 {
		parts = parts[:i]
	}
	if path := projectPath(parts); path != "" {
		return path, nil
	}
	return "", invalidRepository(typed, typoRepoParts)
}

func portOf(in Instance) string { return (&url.URL{Host: in.host}).Port() }

func fromLocation(l location, typed string, in Instance) (string, *problem.Problem) {
	parts, under := l.segments, true
	if l.scheme != "ssh" {
		parts, under = belowRoot(l.segments, in)
	}
	if !under || !sameHost(l, in) {
		return "", otherInstance(typed, l, in)
	}
	project := pagePath(parts)
	path := projectPath(project)
	switch {
	case l.odd && len(project) == len(parts):
		return "", invalidRepository(typed, typoRepoChars)
	case path == "":
		return "", invalidRepository(typed, typoRepoParts)
	}
	return path, nil
}

// belowRoot takes the root of in off the parts of a path.
func belowRoot(parts []string, in Instance) ([]string, bool) {
	n := strings.Count(in.Root(), "/")
	if len(parts) < n || in.Origin().under(parts[:n]...) != in {
		return nil, false
	}
	return parts[n:], true
}

func sameHost(l location, in Instance) bool {
	if l.scheme == "ssh" {
		return webHost(l.hostname) == in.Hostname()
	}
	return newOrigin(l.scheme, l.hostname, l.port).Host() == in.Host()
}

func invalidRepository(typed string, bad typo) *problem.Problem {
	return hinted(problem.RepoAddressInvalid, string(bad)).WithSubject(shown(typed))
}

func otherInstance(typed string, l location, in Instance) *problem.Problem {
	return problem.New(problem.RepoOtherInstance, shown(typed)).
		With(problem.Facts{
			Host: in.Host(),
			Hint: "That repository is on " + l.hostname + ", and this setup is for " + in.Host() + in.Root() + ".",
		})
}

// shown returns what was typed in a form that may be repeated: without user
// info and query, and nothing at all where it may be a token.
func shown(typed string) string {
	if LooksLikeToken(tidy(typed)) {
		return ""
	}
	typed, _, _ = strings.Cut(secret.NewScrubber().Scrub(tidy(typed)), "?")
	typed = typed[strings.LastIndex(typed, "@")+1:]
	return web.Clean(clip(typed, 120))
}

func clip(s string, limit int) string {
	r := []rune(s)
	if len(r) <= limit {
		return s
	}
	return string(r[:limit])
}
