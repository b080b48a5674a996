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
	// tickTime is how long after a connect the next one has another time.
	tickTime = 1100 * time.Millisecond
	// lookPause is the pause between two looks.
	lookPause = 2 * time.Second
)

// rotationRun is one way through a rotation.
type rotationRun struct {
	*Rotation
	handoverRun
	stack *web.Stack
	// base is what ACP showed before the call under way: what differs from it
	// came of that call.
	base acp.Connection
	// sent is when the last call that changes something went out.
	sent time.Time
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
		// An earlier run connected this token and was stopped before it read back.
		r.confirmed(r.base)
		return
	}
	if !r.try(ctx) || !r.rested(ctx) {
		return
	}
	r.change(func(s *RotationState) { s.Busy = true })
	defer r.change(func(s *RotationState) { s.Busy = false })
	p := r.hand(ctx, r.Token, LiveNew)
	if p != nil && r.base.Connected && inTheWay(p) {
		p = r.makeRoom(ctx)
	}
	if p != nil {
		r.fail(p)
		return
	}
	r.readBack(ctx)
}

// lookAgain says what became of an earlier run; nothing is sent.
func (r *rotationRun) lookAgain(ctx context.Context) {
	r.say("readback", problem.Wait, "read back", "")
	now, p := r.client.Status(ctx)
	if p != nil {
		r.fail(p)
		return
	}
	r.mu.Lock()
	r.base = r.shows
	r.mu.Unlock()
	held := r.State().Live
	if held != LiveNew || !now.Connected || !acp.SameInstance(now.InstanceURL, r.Instance.URL()) {
		held = r.shown(now, LiveOld, LiveNew)
	}
	r.become(held)
	if held == LiveNew {
		r.confirmed(now)
		return
	}
	r.fail(problem.New(problem.ACPNotSaved, r.LiveWords(time.Now())))
}

// seen looks at what ACP holds; nothing has been changed by then.
func (r *rotationRun) seen(ctx context.Context) bool {
	r.say("session", problem.Wait, "session", "")
	held, p := r.client.Status(ctx)
	if p != nil {
		return r.fail(p)
	}
	r.say("session", problem.OK, "session", "ACP accepts it")
	r.base = held
	r.mu.Lock()
	if held.Connected && !r.state.Asked && r.known.HasSetup() {
		r.unsure = Doubt(r.known, &held) != ""
	}
	r.state.Asked, r.shows = true, held
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
	default:
		r.become(state.Live)
	}
	if held.Connected && r.State().Live != LiveNew && !r.MayReplace(held) {
		r.emit(HandoverEvent{Existing: &held})
		return false
	}
	return true
}

// rested waits until a connect can be told from the one before it: ACP writes
// the time in seconds. ctx stops it; nothing has been sent yet.
func (r *rotationRun) rested(ctx context.Context) bool {
	if age := time.Since(r.base.UpdatedAt); age >= 0 && age < tickTime {
		pause(ctx, tickTime-age)
	}
	return ctx.Err() == nil
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
	p := r.connect(ctx, token)
	switch {
	case p == nil:
		r.become(as)
		return nil
	case refused(p):
		r.become(held)
		return p
	}
	now, q := r.settle(ctx, func(now acp.Connection) bool { return r.shown(now, held, as) != held })
	if q != nil {
		return p
	}
	r.become(r.shown(now, held, as))
	if r.State().Live == as {
		return nil
	}
	return p
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
func refused(p *problem.Problem) bool {
	return inTheWay(p) || p.Code != problem.ACPUnavailable && p.Code != problem.ACPNotACP
}

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
// taken what is called as.
func (r *rotationRun) shown(now acp.Connection, held, as Live) Live {
	here := r.Instance.URL()
	switch {
	case !now.Connected:
		return LiveNone
	case !acp.SameInstance(now.InstanceURL, here):
		return held
	case !r.base.Connected, !acp.SameInstance(r.base.InstanceURL, here):
		return as
	case r.base.UpdatedAt.IsZero() || now.UpdatedAt.IsZero():
		return held | as // this release does not tell when
	case !now.UpdatedAt.Equal(r.base.UpdatedAt):
		return as
	}
	return held
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

// readBack asks ACP for the new connection. Also the time must be another one
// than before: an ACP that saved nothing shows the old connection.
func (r *rotationRun) readBack(ctx context.Context) {
	r.say("readback", problem.Wait, "read back", "")
	ctx, cancel := firm(ctx)
	defer cancel()
	now, p := r.client.ReadBack(ctx, r.Instance.URL())
	switch {
	case p == nil && r.shown(now, LiveOld, LiveNew) == LiveOld:
		r.become(LiveOld | LiveNew)
		r.fail(problem.New(problem.ACPNotSaved, "the connection of before").
			Because("status still names the connection saved " + dayAndTime(now.UpdatedAt)))
	case p == nil:
		r.confirmed(now)
	case p.Code == problem.ACPNotSaved && !now.Connected:
		r.become(LiveNone)
		r.fail(p)
	case p.Code == problem.ACPNotSaved:
		r.elsewhere(now.InstanceURL)
		r.fail(p)
	default:
		r.fail(p)
	}
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
