package steps

import (
	"context"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// makeRoom ends ACP's old connection before the new one is made, for an ACP
// that replaces nothing. If the new one fails then, the old one is put back
// where it is still at hand; nobody is asked in between, because ACP holds
// nothing meanwhile.
func (r *rotationRun) makeRoom(ctx context.Context) *problem.Problem {
	r.say("room", problem.Wait, "old one", "this ACP wants it disconnected first")
	old := r.atHand(ctx)
	if ctx.Err() != nil {
		return problem.New(problem.ACPUnavailable, r.client.Origin()).Because("stopped before anything was changed")
	}
	if p := r.disconnect(ctx); p != nil {
		return p
	}
	r.say("room", problem.OK, "old one", "disconnected in ACP; it lives on at GitLab")
	p := r.hand(ctx, r.Token, LiveNew)
	if p != nil && r.State().Live == LiveNone && !old.IsZero() {
		if q := r.hand(ctx, old, LiveOld); q == nil {
			r.say("room", problem.OK, "old one", "put back")
		}
	}
	if p != nil && r.State().Live == LiveNone && p.Retryable() {
		return r.hand(ctx, r.Token, LiveNew) // the look has shown that nothing had arrived
	}
	return p
}

// disconnect makes ACP forget the old connection. Where the answer is lost,
// what ACP holds decides.
func (r *rotationRun) disconnect(ctx context.Context) *problem.Problem {
	held := r.State().Live
	r.become(held | LiveNone)
	p := r.forget(ctx)
	if p != nil && refused(p) && p.Code != problem.ACPStorageFailed {
		r.become(held)
		return p
	}
	if p != nil {
		now, q := r.settle(ctx, func(now acp.Connection) bool { return !now.Connected })
		switch {
		case q != nil:
			return p
		case now.Connected:
			r.become(held)
			return p
		}
	}
	r.become(LiveNone)
	r.before = acp.Connection{}
	return nil
}

func (r *rotationRun) forget(ctx context.Context) *problem.Problem {
	ctx, cancel := firm(ctx)
	defer cancel()
	r.sent = time.Now()
	return r.client.Disconnect(ctx)
}

// atHand returns the token that ACP holds, where it is at hand: one that this
// run connected itself, or the old one, once GitLab has said that its number
// is the old one's.
func (r *rotationRun) atHand(ctx context.Context) secret.Text {
	r.mu.Lock()
	from, old := r.from, r.Old
	r.mu.Unlock()
	switch {
	case !acp.SameInstance(r.before.InstanceURL, r.Instance.URL()), from.Token.IsZero():
		return secret.Text{}
	case from.ID != old.ID:
		return from.Token
	case r.OldID(r.Instance) == 0:
		return secret.Text{}
	}
	client, err := gitlab.NewClient(r.stack, r.Instance, from.Token)
	if err != nil {
		return secret.Text{}
	}
	in := client.Inspect(ctx, time.Now(), func(problem.Finding) {})
	if in.Token.ID != old.ID || !in.Token.Active {
		return secret.Text{}
	}
	return from.Token
}
