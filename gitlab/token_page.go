package gitlab

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// TokenName is the name that the guide gives the token.
const TokenName = "Ambient Code Platform Integration" //nolint:gosec // a name, not a credential

// DefaultDays is the advised lifetime of a token.
const DefaultDays = 90

// RotatedName is the name of a token that replaces another: with its month.
func RotatedName(t time.Time) string {
	return TokenName + " (" + t.UTC().Format("Jan 2006") + ")"
}

// PageKind is one of the places where GitLab has had its token page.
type PageKind int

// The places, by the versions that have them.
const (
	PageIndex       PageKind = iota // 16.8 and newer
	PageProfile                     // 13 to 16.7
	PageGranularNew                 // 18.10 and newer: a fine-grained token
	PageLegacyNew                   // 18.9 and newer
	PageOldProfile                  // 12 and older
)

// isAt reports whether a GitLab of this version has the page.
func (k PageKind) isAt(major, minor int) bool {
	from := func(n, m int) bool { return major > n || major == n && minor >= m }
	switch k {
	case PageIndex:
		return from(16, 8)
	case PageProfile:
		return from(13, 0) && !from(16, 8)
	case PageLegacyNew:
		return from(18, 9)
	case PageGranularNew:
		return from(18, 10)
	default:
		return !from(13, 0)
	}
}

// TokenPage is an address at which a token may be made.
type TokenPage struct {
	Kind PageKind
	URL  string
	// Symptom tells who should open it, seen from the address before; empty
	// for the first.
	Symptom string
	// Versions says which GitLab versions have it.
	Versions string
}

// TokenPages returns the addresses in the order in which they should be
// tried. The version is not known before there is a token; the first one
// works from 16.8 to today, provided that it carries a name and scopes.
// GitLab docs: prefilling since 14.1; the expiration date cannot be prefilled.
func TokenPages(in Instance, name string, scopes []string) []TokenPage {
	if name == "" {
		name = TokenName
	}
	q := url.Values{"name": {name}}
	if len(scopes) > 0 {
		q.Set("scopes", strings.Join(scopes, ","))
	}
	return []TokenPage{
		{PageIndex, in.Join("/-/user_settings/personal_access_tokens", q), "", "16.8 and newer"},
		{
			PageProfile, in.Join("/-/profile/personal_access_tokens", q),
			"Page not found? GitLab 16.7 and older:", "13 to 16.7",
		},
		{ // before the next one, which is missing where no other is created; its address fills in nothing
			PageGranularNew, in.Join("/-/user_settings/personal_access_tokens/granular/new", nil),
			"The list offers only a fine-grained token? GitLab 18.10 and newer:", "18.10 and newer",
		},
		{
			PageLegacyNew, in.Join("/-/user_settings/personal_access_tokens/legacy/new", q),
			"A list opened with nothing filled in? GitLab 18.9 and newer:", "18.9 and newer",
		},
		{
			PageOldProfile, in.Join("/profile/personal_access_tokens", nil),
			"Still not found? GitLab 12 and older:", "12 and older",
		},
	}
}

// comVersion is one that GitLab.com, which is always the newest, has left behind.
const comVersion = "19.0"

// TokenPagesAt returns those of pages that a GitLab of this version has: with them,
// no one is sent to a page that is not there. It returns all of them where the
// version is not known, but GitLab.com's is.
func TokenPagesAt(in Instance, version string, pages []TokenPage) []TokenPage {
	if in == DotCom {
		version = comVersion
	}
	major, minor, known := majorMinor(version)
	if !known {
		return pages
	}
	return slices.DeleteFunc(slices.Clone(pages), func(p TokenPage) bool { return !p.Kind.isAt(major, minor) })
}

// MenuPath is where the token page is in GitLab's menus.
type MenuPath struct{ Versions, Path string }

// FineGrainedMenu is where the page of a fine-grained token is in GitLab's menus.
func FineGrainedMenu() MenuPath {
	newest := menus[0].MenuPath
	newest.Path = strings.TrimSuffix(newest.Path, "Legacy token") + "Fine-grained token"
	return newest
}

type menu struct {
	from [2]int // major, minor
	MenuPath
}

var menus = []menu{
	{[2]int{18, 10}, MenuPath{"18.10 and newer", "your avatar, top right > Edit profile > Access > Personal access tokens > Generate token > Legacy token"}},
	{[2]int{18, 0}, MenuPath{"18.0 to 18.9", "your avatar > Edit profile > Personal access tokens > Add new token"}},
	{[2]int{16, 0}, MenuPath{"16, 17", "your avatar, top left > Edit profile > Access tokens > Add new token"}},
	{[2]int{0, 0}, MenuPath{"13 to 15", "your avatar, top right > Edit profile (13: Settings) > Access Tokens"}},
}

// MenuPaths returns where the token page is in the menus of a version such as
// "16.11.4"; all of them, the newest first, when it is not known.
func MenuPaths(version string) []MenuPath {
	major, minor, known := majorMinor(version)
	var all []MenuPath
	for _, m := range menus {
		if known && (major > m.from[0] || major == m.from[0] && minor >= m.from[1]) {
			return []MenuPath{m.MenuPath}
		}
		all = append(all, m.MenuPath)
	}
	return all
}

func majorMinor(version string) (major, minor int, ok bool) {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return 0, 0, false
	}
	major, err1 := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(parts[1])
	return major, minor, err1 == nil && err2 == nil && major > 0
}
