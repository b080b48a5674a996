package setup

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// Ending is what came of ending the old token.
type Ending struct {
	Ended bool
	// Why says why nothing was asked of GitLab.
	Why string
	// Problem is GitLab's.
	Problem *problem.Problem
}

// MayEnd says whether the old token, number id, may be ended: ACP has shown
// the new connection, and id is another token's number than the new one's.
func (r *Rotation) MayEnd(in gitlab.Instance, id int64) (ok bool, why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch s := r.state; {
	case s.Active != ActiveNew:
		return false, "ACP does not use the new token yet."
	case s.ReadBack.IsZero():
		return false, "the new connection was not read back."
	case id == 0:
		return false, "its number is not known."
	case r.to.ID == 0:
		return false, "this GitLab does not tell the number of the new token, so the two cannot be told apart."
	case id == r.to.ID:
		return false, "number " + strconv.FormatInt(id, 10) + " is the new token."
	case id == r.Old.ID && !r.named && !r.at(in):
		return false, "number " + strconv.FormatInt(id, 10) + " belongs to another GitLab."
	}
	return true, ""
}

// End ends the old token, number id, at in: by its number, with the new token,
// and only where MayEnd lets it and it is in the person's own list of active
// tokens just before. It is asked for once; where the answer is lost, that list
// tells.
func (r *Rotation) End(ctx context.Context, stack *web.Stack, in gitlab.Instance, id int64) Ending {
	if !r.begin(ctx) {
		return Ending{Why: "stopped before it was asked for."}
	}
	defer r.end()
	if ok, why := r.MayEnd(in, id); !ok {
		return Ending{Why: why}
	}
	client, p := r.asking(stack, in)
	if p != nil {
		return Ending{Problem: p}
	}
	switch own, p := client.Owns(ctx, id, time.Now()); {
	case ctx.Err() != nil:
		return Ending{Why: "stopped before it was asked for."}
	case p != nil:
		return Ending{Why: listUnread, Problem: p}
	case !own:
		r.change(func(s *RotationState) { s.Stray = true })
		return Ending{Why: NotOwn(id)}
	}
	ctx, cancel := withGrace(ctx)
	defer cancel()
	r.change(func(s *RotationState) { s.Asking = true })
	p = client.RevokeByID(ctx, id)
	if p != nil && p.Retryable() {
		if own, q := client.Owns(ctx, id, time.Now()); q == nil && !own {
			p = nil // it was done; only the answer got lost
		}
	}
	r.change(func(s *RotationState) {
		s.Ended, s.Asking = p == nil, p != nil && p.Retryable()
		s.Stray = p != nil && p.Code == problem.TokenUnknown
	})
	return Ending{Ended: p == nil, Problem: p}
}

// asking returns a client of GitLab with the new token.
func (r *Rotation) asking(stack *web.Stack, in gitlab.Instance) (*gitlab.Client, *problem.Problem) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return gitlab.NewClient(stack, in, r.to.Token)
}

// listUnread says why a number is not taken for the person's own.
const listUnread = "your list of tokens could not be read, so it is not known whether it is yours."

// NotOwn says that the person has no such token: an administrator's token could
// revoke anyone's.
func NotOwn(id int64) string {
	return fmt.Sprintf("you have no active token with the number %d. acp-gitlab tokens lists them.", id)
}

// Own looks whether the old token, number id at in, is one of the person's own:
// before anything is changed. why is "" where it is.
func (r *Rotation) Own(ctx context.Context, stack *web.Stack, in gitlab.Instance, token secret.Text, id int64) (why string, p *problem.Problem) {
	client, p := gitlab.NewClient(stack, in, token)
	if p != nil {
		return listUnread, p
	}
	switch own, p := client.Owns(ctx, id, time.Now()); {
	case p != nil:
		return listUnread, p
	case !own:
		return NotOwn(id), nil
	}
	return "", nil
}

// Candidates returns the active tokens at in that may be the old one: the one
// of the known number, or those that bear the guide's name; never the new one.
// Where the list was cut, there may be others.
func (r *Rotation) Candidates(ctx context.Context, stack *web.Stack, in gitlab.Instance, now time.Time) (gitlab.TokenList, *problem.Problem) {
	client, p := r.asking(stack, in)
	if p != nil {
		return gitlab.TokenList{}, p
	}
	list, p := client.Tokens(ctx, now)
	if p != nil {
		return gitlab.TokenList{}, p
	}
	known := r.OldID(in)
	r.mu.Lock()
	newID := r.to.ID
	r.mu.Unlock()
	list.Tokens = slices.DeleteFunc(list.Tokens, func(t gitlab.TokenFacts) bool {
		if t.ID == newID {
			return true
		}
		if known != 0 {
			return t.ID != known
		}
		return !strings.HasPrefix(t.Name, gitlab.TokenName)
	})
	return list, nil
}
