// Package memory keeps what a setup leaves for next time: addresses, repositories,
// and the token's number, name and expiration date. [Save] writes it, [Load] reads
// it, and [Forget] deletes it.
//
// It never contains a secret: what looks like one is removed before it is written
// and again when it is read. A file that a newer program wrote, or that cannot be
// read, is neither used nor changed.
package memory

import (
	"time"

	"acp-gitlab/gitlab"
)

// Memory is what is remembered: the last setup that ended well, and one that
// was interrupted since. The zero value is nothing.
type Memory struct {
	Setup
	// Token is the token of that setup, by what may be known of it.
	Token Token `json:"token,omitzero"`
	// User is the user name of its owner at GitLab, "ada".
	User string `json:"user,omitempty"`
	// SetUpAt is when it ended well.
	SetUpAt time.Time `json:"set_up_at,omitzero"`
	// SavedAt is when ACP saved the connection, by ACP's clock; zero where it
	// did not tell.
	SavedAt time.Time `json:"saved_at,omitzero"`
	// DisconnectedAt is when this program made ACP forget that setup's token;
	// zero while it has not.
	DisconnectedAt time.Time `json:"disconnected_at,omitzero"`
	// Interrupted is a later setup that was left before its end, or nil.
	Interrupted *Interrupted `json:"interrupted,omitempty"`
}

// Setup are the answers of a setup, none of them secret.
type Setup struct {
	// GitLab is the address of the instance, "https://gitlab.example.com".
	GitLab string `json:"gitlab_url,omitempty"`
	// ACP is the origin of ACP's API, "" where the browser way was gone.
	ACP string `json:"acp_url,omitempty"`
	// ACPWeb is the origin of ACP's pages, "" if it is not known.
	ACPWeb string `json:"acp_web_url,omitempty"`
	// Project is the ACP project of a project-scoped address, "" for none.
	Project string `json:"acp_project,omitempty"`
	// Store is where that ACP keeps the token, where it has two places: "classic"
	// or "credentials"; "" where nobody had to choose.
	Store string `json:"acp_store,omitempty"`
	// Credential is the number of the credential that the token was stored in, ""
	// where ACP keeps none. It says which of several is likely meant, and proves
	// nothing.
	Credential string `json:"acp_credential,omitempty"`
	// CAFile is the CA file that was used, "" for none.
	CAFile string `json:"ca_file,omitempty"`
	// Repositories are the paths that were checked, "team/app".
	Repositories []string `json:"repositories,omitempty"`
}

// Token is what may be remembered of a token: never the token.
type Token struct {
	// ID is its number at GitLab; 0 if it is not known.
	ID   int64  `json:"id,omitzero"`
	Name string `json:"name,omitempty"`
	// Ends is the day at whose 00:00 UTC it stops; zero for never or unknown.
	Ends gitlab.Date `json:"ends,omitzero"`
}

// Interrupted is a setup that was left before its end. No secret is kept, so
// it goes on at the paste at the latest.
type Interrupted struct {
	Setup
	// Step is the ID of the step that it was left at.
	Step string `json:"step"`
	// At is when it was left.
	At time.Time `json:"at,omitzero"`
}

// IsZero reports whether nothing is remembered at all.
func (m Memory) IsZero() bool { return m.GitLab == "" && m.Interrupted == nil }

// HasSetup reports whether a setup has ended well here before.
func (m Memory) HasSetup() bool { return m.GitLab != "" }

// DaysLeft returns the days from today's UTC date to the end of the token;
// false where no expiration date is remembered.
func (m Memory) DaysLeft(now time.Time) (int, bool) {
	if m.Token.Ends.IsZero() {
		return 0, false
	}
	return m.Token.Ends.DaysFrom(now), true
}

// Instance returns the GitLab of the setup; the zero value where there is
// none.
func (s Setup) Instance() gitlab.Instance {
	in, p := gitlab.ParseInstance(s.GitLab)
	if p != nil {
		return gitlab.Instance{}
	}
	return in
}

// Ended forgets the token of the setup if it is the one with this number: it
// has ended, and nothing of it holds any more.
func (m *Memory) Ended(id int64) {
	if id != 0 && m.Token.ID == id {
		m.Token = Token{}
	}
}
