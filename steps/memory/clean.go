package memory

import (
	"strings"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/lazy"
)

// The bounds of what is remembered: a word in characters, a path in
// characters, and how many repositories.
const (
	maxWord         = 255
	maxPath         = 4096
	maxRepositories = 100
)

// names are what user names, projects of ACP and steps are made of.
var names = lazy.Regexp(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// cleaned returns m as it may be written or believed: the file may have been
// changed by anybody, so an address that is none, and all that hangs on it, is
// left out.
func (m Memory) cleaned() Memory {
	out := Memory{Setup: m.Setup.cleaned()}
	if out.GitLab != "" {
		out.User, out.SetUpAt = name(m.User), moment(m.SetUpAt)
		out.DisconnectedAt, out.SavedAt = moment(m.DisconnectedAt), moment(m.SavedAt)
		out.Token = Token{ID: max(0, m.Token.ID), Name: word(m.Token.Name, maxWord), Ends: m.Token.Ends}
	} else {
		out.Setup = Setup{}
	}
	if i := m.Interrupted; i != nil {
		left := Interrupted{Setup: i.cleaned(), Step: name(i.Step), At: moment(i.At)}
		if left.GitLab != "" && left.Step != "" {
			out.Interrupted = &left
		}
	}
	return out
}

func (s Setup) cleaned() Setup {
	out := Setup{Project: name(s.Project), Store: store(s.Store), Credential: name(s.Credential), CAFile: word(s.CAFile, maxPath)}
	in, p := gitlab.ParseInstance(web.Clean(s.GitLab))
	if p != nil || !bare(in.URL()) {
		return Setup{}
	}
	out.GitLab, out.ACP, out.ACPWeb = in.URL(), origin(s.ACP), origin(s.ACPWeb)
	for _, r := range s.Repositories {
		path, p := gitlab.ParseRepository(word(r, maxPath), in)
		if p == nil && len(out.Repositories) < maxRepositories {
			out.Repositories = append(out.Repositories, path)
		}
	}
	return out
}

// origin returns the origin of an address of ACP. One over http inside the
// cluster had to be agreed to, which counts for that run only.
func origin(address string) string {
	if address == "" {
		return ""
	}
	o, p := acp.ParseAddress(web.Clean(address))
	if p != nil && p.Severity == problem.Error || !bare(o) {
		return ""
	}
	return o
}

// bare reports whether an address is short and holds nothing like a secret.
func bare(address string) bool { return word(address, maxPath) == address }

// word cleans a value, and strikes out what looks like a secret: a token's
// name may be anything, another token too.
func word(s string, most int) string {
	s = secret.NewScrubber().Scrub(strings.TrimSpace(web.Clean(s)))
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

func name(s string) string {
	if s = word(s, maxWord); names().MatchString(s) {
		return s
	}
	return ""
}

// store is one of the two that there are, else "".
func store(s string) string {
	if known := acp.Store(s); known == acp.StoreClassic || known == acp.StoreCredentials {
		return s
	}
	return ""
}

// moment is t in UTC, to the second; a year that nobody means is left out.
func moment(t time.Time) time.Time {
	if t = t.UTC().Truncate(time.Second); t.Year() < 2000 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}
