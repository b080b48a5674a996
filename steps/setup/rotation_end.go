package setup

import (
	"context"
	"slices"
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
	// Why says why nothing was asked of GitLab; 0 where something was. ID is the
	// number that it is about.
	Why EndRefusal
	ID  int64
	// Problem is GitLab's.
	Problem *problem.Problem
}

// EndRefusal is why an old token is not ended, and GitLab not asked to.
type EndRefusal int

const (
	// EndAllowed means that nothing speaks against it.
	EndAllowed EndRefusal = iota
	// EndNotInUse means that ACP does not use the new token yet.
	EndNotInUse
	// EndNotReadBack means that ACP has not shown the new connection.
	EndNotReadBack
	// EndNoNumber means that the number of the old token is not known.
	EndNoNumber
	// EndNoNewNumber means that GitLab does not tell the number of the new one.
	EndNoNewNumber
	// EndIsNew means that the number is the new token's.
	EndIsNew
	// EndOtherGitLab means that the number belongs to another GitLab.
	EndOtherGitLab
	// EndNotOwn means that the person has no active token with that number. An
	// administrator's token could revoke anyone's.
	EndNotOwn
	// EndListUnread means that the person's list of tokens could not be read.
	EndListUnread
	// EndStopped means that the run was stopped before.
	EndStopped
)

// mayEnd says whether the old token, number id, may be ended: ACP has shown
// the new connection, and id is another token's number than the new one's.
func (r *Rotation) mayEnd(in gitlab.Instance, id int64) EndRefusal {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch s := r.state; {
	case s.Active != ActiveNew:
		return EndNotInUse
	case s.ReadBack.IsZero():
		return EndNotReadBack
	case id == 0:
		return EndNoNumber
	case r.to.ID == 0:
		return EndNoNewNumber
	case id == r.to.ID:
		return EndIsNew
	case id == r.Old.ID && !r.named && !r.at(in):
		return EndOtherGitLab
	}
	return EndAllowed
}

// End ends the old token, number id, at in: by its number, with the new token,
// and only where mayEnd lets it and it is in the person's own list of active
// tokens just before. It is asked for once; where the answer is lost, that list
// tells.
func (r *Rotation) End(ctx context.Context, stack *web.Stack, in gitlab.Instance, id int64) Ending {
	if !r.begin(ctx) {
		return Ending{Why: EndStopped, ID: id}
	}
	defer r.end()
	if why := r.mayEnd(in, id); why != EndAllowed {
		return Ending{Why: why, ID: id}
	}
	client, p := r.asking(stack, in)
	if p != nil {
		return Ending{Problem: p}
	}
	switch own, p := client.Owns(ctx, id, time.Now()); {
	case ctx.Err() != nil:
		return Ending{Why: EndStopped, ID: id}
	case p != nil:
		return Ending{Why: EndListUnread, ID: id, Problem: p}
	case !own:
		r.change(func(s *RotationState) { s.Stray = true })
		return Ending{Why: EndNotOwn, ID: id}
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

// Own looks whether the old token, number id at in, is one of the person's own:
// before anything is changed. EndAllowed where it is.
func (r *Rotation) Own(ctx context.Context, stack *web.Stack, in gitlab.Instance, token secret.Text, id int64) (EndRefusal, *problem.Problem) {
	client, p := gitlab.NewClient(stack, in, token)
	if p != nil {
		return EndListUnread, p
	}
	switch own, p := client.Owns(ctx, id, time.Now()); {
	case p != nil:
		return EndListUnread, p
	case !own:
		return EndNotOwn, nil
	}
	return EndAllowed, nil
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
