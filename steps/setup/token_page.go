package setup

import (
	"cmp"
	"slices"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/secret"
)

// TokenPages are the pages on which the token may be made, in the order in which
// they are offered; name is what it is called.
func (s *State) TokenPages(name string) []gitlab.TokenPage {
	version := ""
	if s.inspected != nil {
		version = s.inspected.Version
	}
	pages := gitlab.TokenPagesAt(s.Instance, version, gitlab.TokenPages(s.Instance, name, s.Scopes))
	if s.WantsFineGrained {
		slices.SortStableFunc(pages, func(a, b gitlab.TokenPage) int { return isOther(a) - isOther(b) })
	}
	return pages
}

func isOther(p gitlab.TokenPage) int {
	if p.Kind == gitlab.PageGranularNew {
		return 0
	}
	return 1
}

// PageAt is where the page in use stands among pages.
func (s *State) PageAt(pages []gitlab.TokenPage) int {
	return max(0, slices.IndexFunc(pages, func(p gitlab.TokenPage) bool { return p.Kind == s.Page }))
}

// FineGrained reports whether the token page in use makes a fine-grained token.
func (s *State) FineGrained() bool {
	pages := s.TokenPages("")
	return pages[s.PageAt(pages)].Kind == gitlab.PageGranularNew
}

// WantFineGrained makes the page of a fine-grained token the one in use; path is
// the repository that refused the other one, "" if it was none.
func (s *State) WantFineGrained(path string) {
	s.WantsFineGrained, s.Page, s.PageOpened = true, gitlab.PageGranularNew, false
	s.FineGrainedFor = cmp.Or(path, s.FineGrainedFor)
}

// LendSecond puts the second spare token in the place of the first, which was
// refused. It reports whether there is one to offer.
func (s *State) LendSecond() bool {
	if a := &s.Answers; !a.TokenSecond.IsZero() {
		a.Token, a.TokenSecond = a.TokenSecond, secret.Text{}
		s.lentSecond = true
	}
	return s.lentSecond
}

// LentSecond reports whether the spare token is the second one.
func (s *State) LentSecond() bool { return s.lentSecond }
