package commands

import (
	"time"

	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

// Account is what the commands about a person's tokens, and those that use
// what was remembered, add to the document.
type Account struct {
	// Note is the outcome in one sentence.
	Note string `json:"note,omitempty"`
	// Tokens are the person's active tokens.
	Tokens []ListedTokenResult `json:"tokens,omitzero"`
	// TokensCut says that there may be more of them.
	TokensCut bool `json:"tokens_cut,omitempty"`
	// Ended is the token that this call has ended for good.
	Ended *EndedTokenResult `json:"ended,omitempty"`
	// Remembered is what the last setup left on this computer. Nobody was
	// asked about it now.
	Remembered *RememberedResult `json:"remembered,omitempty"`
	// Report is what the command report tells beside the checks.
	Report *ReportResult `json:"report,omitempty"`
}

// ListedTokenResult is one active token.
type ListedTokenResult struct {
	ID         int64    `json:"id"`
	Name       string   `json:"name"`
	Scopes     []string `json:"scopes,omitzero"`
	CreatedAt  string   `json:"created_at,omitempty"`
	LastUsedAt string   `json:"last_used_at,omitempty"`
	ExpiresAt  string   `json:"expires_at,omitempty"`
	DaysLeft   *int     `json:"days_left,omitempty"`
	Active     bool     `json:"active"`
	// Current marks the one that ACP probably uses.
	Current bool `json:"current"`
}

// EndedTokenResult is a token that was ended.
type EndedTokenResult struct {
	ID         int64    `json:"id,omitempty"`
	Name       string   `json:"name,omitempty"`
	LastUsedAt string   `json:"last_used_at,omitempty"`
	LastUsedBy []string `json:"last_used_ips,omitempty"`
}

// RememberedResult is what the last setup left.
type RememberedResult struct {
	GitLabURL    string   `json:"gitlab_url"`
	ACPURL       string   `json:"acp_url,omitempty"`
	Username     string   `json:"username,omitempty"`
	TokenID      int64    `json:"token_id,omitempty"`
	TokenName    string   `json:"token_name,omitempty"`
	ExpiresAt    string   `json:"expires_at,omitempty"`
	DaysLeft     *int     `json:"days_left,omitempty"`
	Repositories []string `json:"repositories,omitempty"`
	SetUpAt      string   `json:"set_up_at,omitempty"`
}

func listedResult(t setup.ListedToken) ListedTokenResult {
	r := ListedTokenResult{
		ID: t.ID, Name: t.Name, Scopes: list(t.Scopes), Active: t.Active, Current: t.Current,
		CreatedAt: stamp(t.CreatedAt), LastUsedAt: stamp(t.LastUsedAt),
	}
	if t.ScopesCut {
		r.Scopes = nil
	}
	if t.ExpiresAt != nil {
		r.ExpiresAt, r.DaysLeft = t.ExpiresAt.String(), &t.DaysLeft
	}
	return r
}

func rememberedResult(m memory.Memory, now time.Time) *RememberedResult {
	if !m.HasSetup() {
		return nil
	}
	r := &RememberedResult{
		GitLabURL: m.GitLab, ACPURL: m.ACP, Username: m.User, TokenID: m.Token.ID, TokenName: m.Token.Name,
		Repositories: m.Repositories, SetUpAt: stamp(m.SetUpAt),
	}
	if left, known := m.DaysLeft(now); known {
		r.ExpiresAt, r.DaysLeft = m.Token.Ends.String(), &left
	}
	return r
}

// stamp is a time as JSON has it, "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeFormat)
}
