package setup

import (
	"context"
	"slices"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
)

// ListedToken is one of a person's active tokens, with what stands out.
type ListedToken struct {
	gitlab.TokenFacts
	// Current marks the one that ACP probably uses: the last setup's.
	Current bool
	// Asking marks the one that asked for the list.
	Asking bool
	// Soon says that it ends within two weeks, Never that nobody used it yet.
	Soon, Never bool
}

// soonDays is how many days before its end a token is about to end.
const soonDays = 14

// Tokens returns the active tokens of the client's user: those about to end
// first, then the newest. m is the last setup, zero for none; what ACP uses
// cannot be asked, so Current is as sure as memory. own is the number of the token
// that asks, 0 where it is not known. cut says that there may be more of them.
func Tokens(ctx context.Context, client *gitlab.Client, m memory.Memory, own int64, now time.Time) (list []ListedToken, cut bool, p *problem.Problem) {
	facts, p := client.Tokens(ctx, now)
	if p != nil {
		return nil, false, p
	}
	here := m.Instance() == client.Instance() && m.DisconnectedAt.IsZero()
	list = make([]ListedToken, 0, len(facts.Tokens))
	for _, f := range facts.Tokens {
		list = append(list, ListedToken{
			TokenFacts: f,
			Current:    here && m.Token.ID != 0 && f.ID == m.Token.ID,
			Asking:     own != 0 && f.ID == own,
			Soon:       f.ExpiresAt != nil && f.DaysLeft <= soonDays,
			Never:      f.LastUsedAt.IsZero(),
		})
	}
	slices.SortStableFunc(list, func(a, b ListedToken) int { return urgency(b) - urgency(a) })
	return list, facts.Cut, nil
}

func urgency(t ListedToken) int {
	if t.Soon {
		return 1
	}
	return 0
}
