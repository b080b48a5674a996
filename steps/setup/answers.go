package setup

import (
	"strings"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/profile"
)

// Value is an answer that was given in advance, and by what: a flag, a
// variable, a profile, the demo. What was given is shown with its source.
type Value struct{ Value, From string }

// Answers are the answers that were there before the first question.
type Answers struct {
	GitLab Value
	ACP    Value
	// Project is the ACP project for the project-scoped address.
	Project Value
	// Store is where ACP is to keep the token, "" for the one that answers.
	Store acp.Store
	// StoreFrom says who decided on Store; "" for a flag.
	StoreFrom string
	// chosenAt are the addresses of the ACP at which Store and Project were chosen,
	// in this run or an earlier one.
	chosenAt []string
	// likely is the number of the credential that an earlier run stored there.
	likely string
	// AllProjects removes a credential from every project.
	AllProjects bool
	// Token is a token from --token-file, standard input or the environment.
	Token     secret.Text
	TokenFrom string
	// TokenByFlag is set where a flag of this run handed the token over. A
	// token of the environment may belong to another GitLab.
	TokenByFlag bool
	// TokenHost is what GITLAB_HOST names: the GitLab that a token of the
	// environment belongs to. "" where it is not set.
	TokenHost string
	// TokenSpare is set where the token is only a help for those who cannot
	// open the page: the demo's.
	TokenSpare bool
	// TokenSecond is the spare one for those whose first was refused.
	TokenSecond secret.Text
	// Repositories are paths or addresses to check.
	Repositories []string
	// Branches asks about the default branch of each, however many there are.
	Branches bool
	// TokenName and TokenDays are what the token page is filled in with; zero
	// values mean the guide's.
	TokenName string
	TokenDays int
	// Sessions are the ACP sessions that were found, each with its origin.
	Sessions []acp.Session
	// SessionNotes are what must be said about them.
	SessionNotes []string
	// Replace is --yes: an existing connection may be replaced unasked.
	Replace bool
	// Accept are codes that may pass.
	Accept []problem.Code
	// OldToken is the number of the token that a rotation replaces, 0 for the
	// last setup's.
	OldToken int64
	// Profile is the profile whose answers are among these; nil without one.
	Profile *profile.Profile
	// Offer is a profile that waits for the person's word; nil without one.
	Offer *ProfileOffer
	// ProfileNote says why a profile that is there does not count; "" for nothing.
	ProfileNote string
	// Support is whom the profile says to ask.
	Support profile.Support
}

// IsZero reports whether nothing was given.
func (s Value) IsZero() bool { return s.Value == "" }

// Elsewhere reports whether the token of the environment belongs to another
// GitLab than the one at address: GITLAB_HOST says whose it is, by scheme, host
// and port. One that cannot be read names no GitLab.
func (g Answers) Elsewhere(address string) bool {
	if g.TokenByFlag || g.Token.IsZero() {
		return false
	}
	return OtherGitLab(g.TokenHost, address)
}

// Stray reports whether the token is one of the environment and only memory
// names its GitLab: tools of other GitLabs use the same variable.
func (g Answers) Stray() bool {
	return !g.Token.IsZero() && !g.TokenByFlag && g.GitLab.From == FromMemory
}

// OtherGitLab reports whether address is of another scheme, host or port than
// the GitLab that GITLAB_HOST names. Without one, and with an address that
// nothing can be sent to, there is nothing to hold against each other.
func OtherGitLab(tokenHost, address string) bool {
	used, p := gitlab.ParseAddress(address)
	if tokenHost == "" || p != nil {
		return false
	}
	named, p := gitlab.ParseAddress(tokenHost)
	return p != nil || named.Origin.URL() != used.Origin.URL()
}

// Origin is the origin of a GitLab address, or the address itself where it cannot
// be read.
func Origin(address string) string {
	a, p := gitlab.ParseAddress(address)
	if p != nil {
		return address
	}
	return a.Origin.URL()
}

// originOf is an instance without its root path.
func originOf(in gitlab.Instance) string { return strings.TrimSuffix(in.URL(), in.Root()) }

// FromMemory is the source of an answer that the last setup left.
const FromMemory = "your last setup"

// Recall fills in what was not given from an earlier setup. A token of the
// environment is not for a GitLab that only memory names: TokenByFlag decides
// as ever.
func (g *Answers) Recall(m memory.Setup) {
	recall := func(to *Value, value string) {
		if to.IsZero() && value != "" {
			*to = Value{Value: value, From: FromMemory}
		}
	}
	recall(&g.GitLab, m.GitLab)
	acp := m.ACP
	if acp == "" {
		acp = m.ACPWeb
	}
	if g.ACP.IsZero() {
		recall(&g.Project, m.Project)
	}
	recall(&g.ACP, acp)
	if len(g.Repositories) == 0 && Origin(g.GitLab.Value) == Origin(m.GitLab) {
		g.Repositories = m.Repositories
	}
}

// Recall fills in what was not given from what earlier setups left: one that
// was interrupted counts before one that ended well.
func (w *Env) Recall(g *Answers) {
	if i := w.Memory.Interrupted; i != nil {
		g.Recall(i.Setup)
		g.recallChoices(i.Setup)
	}
	g.Recall(w.Memory.Setup)
	g.recallChoices(w.Memory.Setup)
}
