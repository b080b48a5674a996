package setup

import (
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/profile"
)

// caFromProfile reports whether the CA file in use is the profile's: as a flag
// it would count for every host.
func (s *State) caFromProfile() bool {
	return s.Answers.Profile != nil && s.CAFile.From == s.Answers.Profile.Source()
}

// ProfileOffer is a profile that waits for the person's word. Until then none
// of its answers counts, and nothing is sent to its addresses.
type ProfileOffer struct {
	Profile *profile.Profile
	// Add returns the answers with those of the profile among them.
	Add func(Answers) Answers
	// Stack returns the HTTP stack that heeds the profile's CA file, for the
	// profile's own hosts only; nil where the CA file does not count.
	Stack func(*Env) (*web.Stack, error)
}

// ConfirmProfile remembers that the person has said yes to p: it is not asked
// about again while it says the same. It writes a file, so it runs in a task.
func (w *Env) ConfirmProfile(p *profile.Profile) {
	_ = memory.Confirm(w.Config, p.Digest()) // asked again, then
}

// Regive replaces the answers that were there before the first question.
func (s *State) Regive(g Answers, now time.Time) {
	g.Offer = nil
	s.Answers = g
	if g.TokenDays > 0 {
		s.EndDate = gitlab.EndDate(now, g.TokenDays)
	}
}
