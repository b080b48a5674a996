package setup

import (
	"context"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// disconnectFirst ends ACP's old connection before the new one is made, for an ACP
// that replaces nothing. If the new one fails then, the old one is put back
// where it is still at hand; nobody is asked in between, because ACP holds
// nothing meanwhile.
func (r *rotationRun) disconnectFirst(ctx context.Context) *problem.Problem {
	r.say("room", problem.Wait, "old one", "this ACP must be disconnected first")
	old := r.heldToken(ctx)
	if ctx.Err() != nil {
		return problem.New(problem.ACPUnavailable, r.client.Origin()).Because("stopped before anything was changed")
	}
	if p := r.disconnect(ctx); p != nil {
		return p
	}
	r.say("room", problem.OK, "old one", "disconnected in ACP; still valid at GitLab")
	p := r.hand(ctx, r.Token, ActiveNew)
	if p != nil && r.State().Active == ActiveNone && !old.IsZero() {
		if q := r.hand(ctx, old, ActiveOld); q == nil {
			r.say("room", problem.OK, "old one", "put back")
		}
	}
	if p != nil && r.State().Active == ActiveNone && p.Retryable() {
		return r.hand(ctx, r.Token, ActiveNew) // the look has shown that nothing had arrived
	}
	return p
}

// disconnect makes ACP forget the old connection. Where the answer is lost,
// what ACP holds decides.
func (r *rotationRun) disconnect(ctx context.Context) *problem.Problem {
	held := r.State().Active
	r.setActive(held | ActiveNone)
	p := r.forget(ctx)
	if p != nil && refused(p) && p.Code != problem.ACPStorageFailed {
		r.setActive(held)
		return p
	}
	if p != nil {
		now, q := r.pollStatus(ctx, func(now acp.Connection) bool { return !now.Connected })
		switch {
		case q != nil:
			return p
		case now.Connected:
			r.setActive(held)
			return p
		}
	}
	r.setActive(ActiveNone)
	r.before = acp.Connection{}
	return nil
}

func (r *rotationRun) forget(ctx context.Context) *problem.Problem {
	ctx, cancel := withGrace(ctx)
	defer cancel()
	r.sent = time.Now()
	return r.client.Disconnect(ctx)
}

// heldToken returns the token that ACP holds, if this run has it: one that it
// connected itself, or the old one, once GitLab has said that its number is the
// old one's.
func (r *rotationRun) heldToken(ctx context.Context) secret.Text {
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
	client, p := gitlab.NewClient(r.stack, r.Instance, from.Token)
	if p != nil {
		return secret.Text{}
	}
	in := client.Inspect(ctx, time.Now(), func(problem.Finding) {})
	if in.Token.ID != old.ID || !in.Token.Active {
		return secret.Text{}
	}
	return from.Token
}

// The patience of a rotation with what it has sent.
const (
	// graceTime is how long a call that went out is waited for after the
	// person has stopped.
	graceTime = 10 * time.Second
	// settleTime is how long after a connect without an answer ACP may still
	// save it. ACP: it asks GitLab first, for up to 10 s.
	settleTime = 12 * time.Second
	// lookPause is the pause between two looks.
	lookPause = 2 * time.Second
)

// rotationRun is one way through a rotation.
type rotationRun struct {
	*Rotation
	handoverRun
	stack *web.Stack
	// sent is when the last call that changes something went out.
	sent time.Time
	// now is what ACP showed after it; nil where it was not asked, or did not
	// answer.
	now *acp.Connection
}

func (r *rotationRun) run(ctx context.Context) {
	if r.LookOnly {
		r.lookAgain(ctx)
		return
	}
	if !r.seen(ctx) {
		return
	}
	if r.State().Active == ActiveNew {
		// An earlier run connected this token, and was stopped before ACP showed it.
		r.confirmed(r.before)
		return
	}
	if !r.try(ctx) || !r.waitForNextSecond(ctx) {
		return
	}
	r.change(func(s *RotationState) { s.Busy = true })
	defer r.change(func(s *RotationState) { s.Busy = false })
	p := r.hand(ctx, r.Token, ActiveNew)
	if p != nil && r.before.Connected && p.Facts.AlreadyConnected {
		p = r.disconnectFirst(ctx)
	}
	if p != nil {
		r.stuck(p)
		return
	}
	r.readBack(ctx)
}

// lookAgain says what became of an earlier run; nothing is sent.
func (r *rotationRun) lookAgain(ctx context.Context) {
	r.say("readback", problem.Wait, "confirmed", "")
	now, p := r.client.Status(ctx)
	if p != nil {
		r.stuck(p)
		return
	}
	r.now = &now
	r.became(now)
	switch r.State().Active {
	case ActiveNew:
		r.confirmed(now)
	case ActiveOld | ActiveNew:
		r.stuck(r.client.Unconfirmed(r.before, now, r.Instance.URL()))
	default:
		r.stuck(r.notSaved(now))
	}
}

// became says what came of the last connect of an earlier run, by what ACP
// shows now.
func (r *rotationRun) became(now acp.Connection) {
	r.mu.Lock()
	over, as := r.over, r.as
	r.mu.Unlock()
	if as == 0 {
		return // nothing was sent
	}
	r.before = over
	if acp.Judge(over, now, r.Instance.URL()) == acp.Elsewhere {
		r.elsewhere(now.InstanceURL)
		return
	}
	r.setActive(r.shown(now, ActiveOld, as))
}

// seen looks at what ACP holds; nothing has been changed by then.
func (r *rotationRun) seen(ctx context.Context) bool {
	r.say("session", problem.Wait, "session", "")
	held, p := r.client.Status(ctx)
	if p != nil {
		return r.fail(p)
	}
	r.say("session", problem.OK, "session", "ACP accepts it")
	r.mu.Lock()
	if held.Connected && !r.state.Asked && r.known.HasSetup() {
		r.Unsure = Stale(r.known, &held) != NotStale
	}
	r.state.Asked, r.shows = true, held
	r.mu.Unlock()
	switch state := r.State(); {
	case !held.Connected:
		r.setActive(ActiveNone)
	case !acp.SameInstance(held.InstanceURL, r.Instance.URL()):
		r.elsewhere(held.InstanceURL)
	case state.Active == ActiveNone, state.Active == ActiveOld && state.Elsewhere != "":
		// It came since the last look: from somebody else, or late from here.
		r.elsewhere("")
		r.setActive(ActiveOld | ActiveNew)
	case state.Active.May(ActiveNew):
		r.became(held)
	default:
		r.setActive(state.Active)
	}
	r.before = held
	if held.Connected && r.State().Active != ActiveNew && !r.MayReplace(held) {
		r.emit(HandoverEvent{Existing: &held})
		return false
	}
	return true
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// withGrace returns a context that outlives ctx by graceTime: a call that changes
// something is not cut off in the middle.
func withGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	out, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		pause(out, graceTime)
		cancel()
	})
	return out, func() { stop(); cancel() }
}

// hand connects token, which is called as from then on. Where the answer is
// lost, or may not be ACP's own, what ACP holds is looked at before anything
// else happens; nil says that ACP took it.
func (r *rotationRun) hand(ctx context.Context, token secret.Text, as ActiveToken) *problem.Problem {
	held := r.State().Active
	r.setActive(held | as)
	r.say("saved", problem.Wait, "saved", "")
	r.going(as, false)
	p := r.connect(ctx, token)
	switch {
	case p == nil:
		r.going(as, true)
		r.setActive(as)
		return nil
	case refused(p):
		r.setActive(held)
		return p
	}
	now, q := r.pollStatus(ctx, func(now acp.Connection) bool { return answered(p) || r.shown(now, held, as) != held })
	if q != nil {
		return p.With(problem.Facts{Lost: problem.Lost{State: problem.LostUntold}})
	}
	r.now = &now
	r.setActive(r.shown(now, held, as))
	switch r.State().Active {
	case as:
		return nil
	case held | as:
		return r.untold(now, p)
	}
	return p.With(problem.Facts{Lost: lostTo(now)})
}

// answered says that ACP itself has answered, and is at work no more.
func answered(p *problem.Problem) bool { return p.Code == problem.ACPStorageFailed }

// going notes the connect under way: over which connection it goes, what is
// sent, and whether ACP has said yes to it. A later run judges by that what it
// finds.
func (r *rotationRun) going(as ActiveToken, yes bool) {
	r.mu.Lock()
	r.over, r.as, r.yes = r.before, as, yes
	r.mu.Unlock()
	if r.now = nil; as == ActiveNew {
		r.emit(HandoverEvent{Sent: &Sent{Over: r.before, Yes: yes}})
	}
}

func (r *rotationRun) saidYes() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.yes
}

func (r *rotationRun) connect(ctx context.Context, token secret.Text) *problem.Problem {
	ctx, cancel := withGrace(ctx)
	defer cancel()
	r.sent = time.Now()
	return r.client.Connect(ctx, token, r.Instance.URL())
}

// refused reports whether p is the answer of ACP, or the word of this program
// that nothing was sent: what ACP held it holds. ACP: "a failed connect leaves
// the earlier record as it was".
func refused(p *problem.Problem) bool { return p.Facts.AlreadyConnected || !acp.Unsure(p) }

// shown says what ACP holds by what it shows, where it held held and may have
// taken what is called as. An answer that got lost, and nothing that changed,
// means that nothing was saved; after ACP's yes it means nothing.
func (r *rotationRun) shown(now acp.Connection, held, as ActiveToken) ActiveToken {
	switch acp.Judge(r.before, now, r.Instance.URL()) {
	case acp.Nothing:
		return ActiveNone
	case acp.Elsewhere:
		return held
	case acp.Confirmed:
		return as
	case acp.Unchanged:
		if !r.saidYes() {
			return held
		}
	case acp.Untold:
	}
	return held | as
}

// pollStatus looks until it is clear, or until nothing more can come of what was
// sent.
func (r *rotationRun) pollStatus(ctx context.Context, enough func(acp.Connection) bool) (acp.Connection, *problem.Problem) {
	r.say("look", problem.Wait, "no answer", "looking at what ACP holds")
	for {
		over := time.Since(r.sent) >= settleTime
		now, p := r.status(ctx)
		if p == nil && enough(now) || over {
			r.say("look", problem.Info, "no answer", "looked at what ACP holds")
			return now, p
		}
		pause(context.WithoutCancel(ctx), lookPause)
	}
}

func (r *rotationRun) status(ctx context.Context) (acp.Connection, *problem.Problem) {
	ctx, cancel := withGrace(ctx)
	defer cancel()
	return r.client.Status(ctx)
}

// readBack asks ACP for the new connection.
func (r *rotationRun) readBack(ctx context.Context) {
	r.say("readback", problem.Wait, "confirmed", "")
	ctx, cancel := withGrace(ctx)
	defer cancel()
	now, p := r.client.Confirm(ctx, r.before, r.Instance.URL())
	r.now = &now
	switch {
	case p == nil:
		r.confirmed(now)
		return
	case p.Code == problem.ACPNotConfirmed:
		r.setActive(ActiveOld | ActiveNew)
	case p.Code != problem.ACPNotSaved:
		r.now, p = nil, p.With(problem.Facts{Lost: problem.Lost{State: problem.LostSaved}})
	case now.Connected:
		r.elsewhere(now.InstanceURL)
	default:
		r.setActive(ActiveNone)
	}
	r.stuck(p)
}

// stuck ends the run with p, and with what ACP showed last.
func (r *rotationRun) stuck(p *problem.Problem) {
	r.emit(HandoverEvent{Problem: p, MayHold: r.State().Active.May(ActiveNew), Shows: r.now})
}

// confirmed says that ACP shows the new connection.
func (r *rotationRun) confirmed(now acp.Connection) {
	r.setActive(ActiveNew)
	r.change(func(s *RotationState) { s.ReadBack = time.Now() })
	r.say("saved", problem.OK, "saved", "ACP accepted the new token")
	r.say("readback", problem.OK, "confirmed", reported(now))
	r.emit(HandoverEvent{Connected: &now})
}
