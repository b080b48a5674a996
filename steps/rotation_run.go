package steps

import (
	"context"
	"strings"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

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
	if r.State().Live == LiveNew {
		// An earlier run connected this token, and was stopped before ACP showed it.
		r.confirmed(r.before)
		return
	}
	if !r.try(ctx) || !r.rested(ctx) {
		return
	}
	r.change(func(s *RotationState) { s.Busy = true })
	defer r.change(func(s *RotationState) { s.Busy = false })
	p := r.hand(ctx, r.Token, LiveNew)
	if p != nil && r.before.Connected && inTheWay(p) {
		p = r.makeRoom(ctx)
	}
	if p != nil {
		r.stuck(p)
		return
	}
	r.readBack(ctx)
}

// lookAgain says what became of an earlier run; nothing is sent.
func (r *rotationRun) lookAgain(ctx context.Context) {
	r.say("readback", problem.Wait, "read back", "")
	now, p := r.client.Status(ctx)
	if p != nil {
		r.stuck(p)
		return
	}
	r.now = &now
	r.became(now)
	switch r.State().Live {
	case LiveNew:
		r.confirmed(now)
	case LiveOld | LiveNew:
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
	r.become(r.shown(now, LiveOld, as))
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
		r.unsure = Doubt(r.known, &held) != ""
	}
	r.state.Asked, r.Rotation.shows = true, held
	r.mu.Unlock()
	switch state := r.State(); {
	case !held.Connected:
		r.become(LiveNone)
	case !acp.SameInstance(held.InstanceURL, r.Instance.URL()):
		r.elsewhere(held.InstanceURL)
	case state.Live == LiveNone, state.Live == LiveOld && state.Elsewhere != "":
		// It came since the last look: from somebody else, or late from here.
		r.elsewhere("")
		r.become(LiveOld | LiveNew)
	case state.Live.may(LiveNew):
		r.became(held)
	default:
		r.become(state.Live)
	}
	r.before = held
	if held.Connected && r.State().Live != LiveNew && !r.MayReplace(held) {
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

// firm returns a context that outlives ctx by graceTime: a call that changes
// something is not cut off in the middle.
func firm(ctx context.Context) (context.Context, context.CancelFunc) {
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
func (r *rotationRun) hand(ctx context.Context, token secret.Text, as Live) *problem.Problem {
	held := r.State().Live
	r.become(held | as)
	r.say("saved", problem.Wait, "saved", "")
	r.going(as, false)
	p := r.connect(ctx, token)
	switch {
	case p == nil:
		r.going(as, true)
		r.become(as)
		return nil
	case refused(p):
		r.become(held)
		return p
	}
	now, q := r.settle(ctx, func(now acp.Connection) bool { return answered(p) || r.shown(now, held, as) != held })
	if q != nil {
		return p.With(holdsVar, notTold)
	}
	r.now = &now
	r.become(r.shown(now, held, as))
	switch r.State().Live {
	case as:
		return nil
	case held | as:
		return r.untold(now, p)
	}
	return p.With(holdsVar, holdsWords(now))
}

// answered says that ACP itself has answered, and is at work no more.
func answered(p *problem.Problem) bool { return p.Code == problem.ACPStorageFailed }

// going notes the connect under way: over which connection it goes, what is
// sent, and whether ACP has said yes to it. A later run judges by that what it
// finds.
func (r *rotationRun) going(as Live, yes bool) {
	r.mu.Lock()
	r.over, r.as, r.yes = r.before, as, yes
	r.mu.Unlock()
	if r.now = nil; as == LiveNew {
		r.emit(HandoverEvent{Sent: &Sent{Over: r.before, Yes: yes}})
	}
}

func (r *rotationRun) saidYes() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.yes
}

func (r *rotationRun) connect(ctx context.Context, token secret.Text) *problem.Problem {
	ctx, cancel := firm(ctx)
	defer cancel()
	r.sent = time.Now()
	return r.client.Connect(ctx, token, r.Instance.URL())
}

// refused reports whether p is the answer of ACP, or the word of this program
// that nothing was sent: what ACP held it holds. ACP: "a failed connect leaves
// the earlier record as it was".
func refused(p *problem.Problem) bool { return inTheWay(p) || !acp.Unsure(p) }

// inTheWay reports whether ACP refused because it holds a connection already.
// No release that is known does; the guide says to disconnect first.
func inTheWay(p *problem.Problem) bool {
	words := strings.ToLower(p.Vars["words"])
	for _, w := range []string{"already connected", "already exists", "disconnect first", "existing connection"} {
		if strings.Contains(words, w) {
			return true
		}
	}
	return strings.Contains(p.Evidence, "/connect: 409")
}

// shown says what ACP holds by what it shows, where it held held and may have
// taken what is called as. An answer that got lost, and nothing that changed,
// means that nothing was saved; after ACP's yes it means nothing.
func (r *rotationRun) shown(now acp.Connection, held, as Live) Live {
	switch acp.Judge(r.before, now, r.Instance.URL()) {
	case acp.Nothing:
		return LiveNone
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

// settle looks until it is clear, or until nothing more can come of what was
// sent.
func (r *rotationRun) settle(ctx context.Context, enough func(acp.Connection) bool) (acp.Connection, *problem.Problem) {
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
	ctx, cancel := firm(ctx)
	defer cancel()
	return r.client.Status(ctx)
}

// readBack asks ACP for the new connection.
func (r *rotationRun) readBack(ctx context.Context) {
	r.say("readback", problem.Wait, "read back", "")
	ctx, cancel := firm(ctx)
	defer cancel()
	now, p := r.client.Confirm(ctx, r.before, r.Instance.URL())
	r.now = &now
	switch {
	case p == nil:
		r.confirmed(now)
		return
	case p.Code == problem.ACPNotConfirmed:
		r.become(LiveOld | LiveNew)
	case p.Code != problem.ACPNotSaved:
		r.now, p = nil, p.With(holdsVar, saidYes)
	case now.Connected:
		r.elsewhere(now.InstanceURL)
	default:
		r.become(LiveNone)
	}
	r.stuck(p)
}

// stuck ends the run with p, and with what ACP showed last.
func (r *rotationRun) stuck(p *problem.Problem) {
	r.emit(HandoverEvent{Problem: p, MayHold: r.State().Live.may(LiveNew), Shows: r.now})
}

// confirmed says that ACP shows the new connection.
func (r *rotationRun) confirmed(now acp.Connection) {
	r.become(LiveNew)
	r.change(func(s *RotationState) { s.ReadBack = time.Now() })
	text := "ACP names " + now.InstanceURL
	if !now.UpdatedAt.IsZero() {
		text += ", saved " + clockTime(now.UpdatedAt)
	}
	r.say("saved", problem.OK, "saved", "ACP took the new token")
	r.say("readback", problem.OK, "read back", text)
	r.emit(HandoverEvent{Connected: &now})
}
