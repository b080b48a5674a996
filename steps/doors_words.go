package steps

import (
	"strings"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// The outcomes behind the other doors. KeptOld and InBrowser are the same
// there.
const (
	// Checked: a token was checked, for better or worse.
	Checked Outcome = iota + NotConfirmed + 1
	// LookedAt: ACP said what it holds.
	LookedAt
	// Disconnected: ACP holds nothing any more.
	Disconnected
	// NothingHeld: ACP held nothing in the first place.
	NothingHeld
	// Listed: the tokens were listed, and some perhaps ended.
	Listed
)

// irrelevant reports whether p is none of the running flow's business: what
// scopes a token lacks or has too many of does not matter where the person
// lists and ends tokens.
func (s *Setup) irrelevant(p *problem.Problem) bool {
	spec, _ := problem.Lookup(p.Code)
	return s.Flow == DoorTokens && spec.Area == problem.AreaScopes
}

// whereTokenGoes says where a token that is pasted goes.
func whereTokenGoes(s *Setup) string {
	to := "It goes to " + s.Instance.Host() + " to be checked"
	switch s.Flow {
	case DoorCheck:
		return to + ", nowhere else, and is saved nowhere by this program."
	case DoorTokens:
		return "Any token of yours with api or read_api will do. " + to + ", nowhere else, and is saved nowhere."
	}
	return to + ", later to ACP, and is saved nowhere by this program."
}

// forgetToken forgets the token of this setup: it has ended.
func (s *Setup) forgetToken() {
	if s.Given.Token.Equal(s.Token) {
		s.Given.Token = secret.Text{}
	}
	s.Token, s.Inspected, s.LetThrough = secret.Text{}, nil, nil
}

// tokenInWords says whose token it is and when it ends.
func tokenInWords(s *Setup, now time.Time) string {
	in := s.Inspected
	if in == nil {
		return "not checked"
	}
	var parts []string
	if in.User != nil {
		parts = append(parts, "@"+in.User.Username)
	}
	if in.Token.Name != "" {
		parts = append(parts, "\""+in.Token.Name+"\"")
	}
	switch e := in.Token.ExpiresAt; {
	case e != nil:
		parts = append(parts, "ends "+e.Words()+", "+inDays(e.DaysFrom(s.Today(now))))
	case in.Token.Told():
		parts = append(parts, "no end date")
	}
	return strings.Join(parts, ", ")
}

// quoted is a token's name in quotes and, where it has none, its number.
func quoted(t gitlab.TokenFacts) string {
	if t.Name == "" {
		return "number " + number(t.ID)
	}
	return "\"" + t.Name + "\""
}
