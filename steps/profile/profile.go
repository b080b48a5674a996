// Package profile reads the file that a platform team hands out to its people: the
// addresses, the CA file and the names that are the same for everyone.
//
// A profile may come from an attacker. So it must be a regular file of this
// computer, without anchors, aliases or tags, and it cannot contain a secret, a
// proxy or a command. What it says is shown and confirmed before it is used. Its
// CA file applies to its own hosts only.
package profile

import (
	"net/url"
	"strings"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
)

// Profile is what one file says; zero values are what it does not say.
type Profile struct {
	// File is the name of the file, as it was given.
	File string
	// GitLabURL and ACPURL are addresses that can be read as such.
	GitLabURL, ACPURL string
	// ACPProject is the ACP project, for releases that know GitLab per project.
	ACPProject string
	// CAFile is a PEM file; relative names are resolved beside the profile.
	CAFile string
	// TokenName and TokenDays are what the token page is filled in with.
	TokenName string
	TokenDays int
	// Repositories are paths or addresses to check.
	Repositories []string
	// Support is whom to ask.
	Support Support

	digest string
}

// Digest stands for what the person confirms: what the file says, and the
// certificates that its CA file holds. It is the same wherever the file is; ""
// for a profile that was not read from a file.
func (p *Profile) Digest() string { return p.digest }

// Support is the contact that a profile names.
type Support struct{ Name, URL, Email string }

// IsZero reports whether nobody is named.
func (s Support) IsZero() bool { return s == Support{} }

// String is the contact in one line: "Platform team, https://..., help@...".
func (s Support) String() string {
	var parts []string
	for _, part := range []string{s.Name, s.URL, s.Email} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// Source names the profile as the source of an answer: "profile acme.yaml".
func (p *Profile) Source() string { return "profile " + p.File }

// Hosts are the host names that the CA file counts for: those of the addresses
// that stand in the same profile.
func (p *Profile) Hosts() []string {
	var hosts []string
	if a, bad := gitlab.ParseAddress(p.GitLabURL); p.GitLabURL != "" && bad == nil {
		hosts = append(hosts, a.Origin.Hostname())
	}
	if u, err := url.Parse(p.ACPOrigin()); err == nil && u.Hostname() != "" {
		hosts = append(hosts, u.Hostname())
	}
	return hosts
}

// Leads reports whether p says where a token goes, or whom to trust on the way.
func (p *Profile) Leads() bool { return p.GitLabURL != "" || p.ACPURL != "" || p.CAFile != "" }

// ACPOrigin is the origin of the ACP address, "" without one.
func (p *Profile) ACPOrigin() string {
	if p.ACPURL == "" {
		return ""
	}
	origin, _ := acp.ParseAddress(p.ACPURL)
	return origin
}
