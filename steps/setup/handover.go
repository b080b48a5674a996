package setup

import (
	"context"
	"slices"
	"strconv"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// tickTime is how long after a connect the next one has another time: ACP
// writes it in seconds.
const tickTime = 1100 * time.Millisecond

// Handover gives the token to ACP in the only safe order: what ACP holds now,
// ACP's own test, connect, and what ACP shows then. The wizard and the command
// connect run the same one. The token must be one that GitLab accepted.
type Handover struct {
	Session  acp.Session
	API      string
	Project  string
	Token    secret.Text
	Instance gitlab.Instance
	// MayReplace decides about a connection that ACP holds already.
	MayReplace func(acp.Connection) bool
	// LookOnly looks at what came of Earlier, and sends nothing.
	LookOnly bool
	Earlier  Sent
	// AskUnknown stops where it cannot be known whose session it is: somebody is
	// there to agree to it.
	AskUnknown bool
}

// Sent says that the token went out to ACP.
type Sent struct {
	// Over is what ACP showed just before: what it shows later is held against it.
	Over acp.Connection
	// Yes says that ACP said yes.
	Yes bool
}

// HandoverEvent is one thing that a handover says: a finding, what ACP holds, or
// that the token is about to be sent, and at the end one of the others.
type HandoverEvent struct {
	Finding *problem.Finding
	// Active is what ACP holds from now on, in a rotation.
	Active *ActiveFacts
	// Sent comes when the token is about to go out, and again at ACP's yes.
	Sent *Sent
	// Existing is the connection that was not to be replaced: nothing was
	// changed.
	Existing *acp.Connection
	// Connected is the connection as ACP shows it afterwards. It is confirmed.
	Connected *acp.Connection
	Problem   *problem.Problem
	// MayHold says that ACP may hold the token although there is a Problem.
	MayHold bool
	// Unsent says that this run had sent nothing when the Problem came: what was
	// known before is still so.
	Unsent bool
	// Shows is what ACP shows after a Problem; nil where it was not asked, or
	// did not answer.
	Shows *acp.Connection
}

// Handing returns the work that gives the token of s to ACP as h says: in the
// place of the old one, where the flow replaces a token.
func (s *State) Handing(h Handover) func(context.Context, *web.Stack, func(HandoverEvent)) {
	h.Session, h.API, h.Project = s.PlannedSession(), s.Endpoint.API, s.Answers.Project.Value
	h.Token, h.Instance = s.token, s.Instance
	h.Session.Plan.Instance = s.Instance.URL()
	if s.Rotating() {
		return s.Rotation.Taking(h, s.inspected)
	}
	return h.Run
}

type handoverRun struct {
	Handover
	client *acp.Client
	emit   func(HandoverEvent)
	// before is what ACP showed before the call under way: what differs from it
	// came of that call.
	before acp.Connection
}

// Run hands the token over and tells emit of every call.
func (h Handover) Run(ctx context.Context, stack *web.Stack, emit func(HandoverEvent)) {
	client, p := acp.NewClient(stack, h.API, h.Session, h.Project)
	if p != nil {
		emit(HandoverEvent{Problem: p, Unsent: true})
		return
	}
	r := &handoverRun{Handover: h, client: client, emit: emit, before: h.Earlier.Over}
	calls := []func(context.Context) bool{r.look, r.try, r.waitForNextSecond, r.save, r.confirm}
	if h.LookOnly {
		calls = calls[len(calls)-1:]
	}
	for _, call := range calls {
		if !call(ctx) {
			return
		}
	}
}

func (r *handoverRun) say(id string, state problem.State, label, text string) {
	r.emit(HandoverEvent{Finding: &problem.Finding{ID: id, State: state, Label: label, Text: text}})
}

// fail ends the run before anything was sent.
func (r *handoverRun) fail(p *problem.Problem) bool {
	r.emit(HandoverEvent{Problem: p, Unsent: true})
	return false
}

func (r *handoverRun) look(ctx context.Context) bool {
	r.say("session", problem.Wait, "session", "")
	before, p := r.client.Status(ctx)
	if p != nil {
		return r.fail(p)
	}
	r.before = before
	r.say("session", problem.OK, "session", "ACP accepts it")
	if before.Connected && !r.MayReplace(before) {
		r.emit(HandoverEvent{Existing: &before})
		return false
	}
	return true
}

func (r *handoverRun) try(ctx context.Context) bool {
	met, p := r.client.Ready(ctx, r.Instance.URL())
	if name := r.client.AccountName(); name != "" {
		r.say("account", problem.OK, "account", name)
	}
	for i, w := range met {
		r.emit(HandoverEvent{Finding: &problem.Finding{
			ID: "ready" + strconv.Itoa(i), State: problem.StateOf(w.Severity), Label: "ACP", Text: warnings[w.Code], Problem: w,
		}})
	}
	if p == nil {
		p = r.unknown(met)
	}
	if p != nil {
		return r.fail(p)
	}
	r.say("try", problem.Wait, "test", "ACP is asking GitLab")
	var ran bool
	ran, p = r.client.Test(ctx, r.Token, r.Instance.URL())
	switch {
	case p != nil:
		return r.fail(p)
	case ran:
		r.say("try", problem.OK, "test", "ACP reached "+r.Instance.Host()+", and the token works there")
	default:
		r.say("try", problem.Skip, "test", "this ACP cannot test before it saves")
	}
	return true
}

// unknown is the warning that it cannot be known whose session it is, where the
// person has not agreed to it.
func (r *handoverRun) unknown(met []*problem.Problem) *problem.Problem {
	for _, w := range met {
		if r.AskUnknown && w.Code == problem.ACPAccountUnknown && !slices.Contains(r.Session.Plan.Accept, w.Code) {
			return w
		}
	}
	return nil
}

// warnings are the lines of what was accepted, or stops nobody.
var warnings = map[problem.Code]string{
	problem.ACPServiceAccount: "the connection is a service account's, as accepted",
	problem.ACPOtherAccount:   "the connection is for another name than yours, as accepted",
	problem.ACPAccountUnknown: "does not say whose session this is",
	problem.ACPSharedProject:  "others in the project push as you too, as accepted",
	problem.ACPStoreOpen:      "anyone signed in to ACP can read the token, as accepted",
	problem.ACPBindingUnknown: "an older credential there cannot be read; sessions may use it",
}

// waitForNextSecond waits until a connect can be told from the one before it. ACP's clock
// may be ahead of this one's. ctx stops it; nothing has been sent yet.
func (r *handoverRun) waitForNextSecond(ctx context.Context) bool {
	if !acp.SameInstance(r.before.InstanceURL, r.Instance.URL()) {
		return true // they differ by that
	}
	if age := time.Since(r.before.UpdatedAt); age < tickTime {
		r.say("saved", problem.Wait, "saved", "")
		pause(ctx, min(tickTime-age, tickTime))
	}
	return ctx.Err() == nil
}

// save sends the token, once. Where the answer does not say what came of that,
// what ACP shows does.
func (r *handoverRun) save(ctx context.Context) bool {
	r.say("saved", problem.Wait, "saved", "")
	r.emit(HandoverEvent{Sent: &Sent{Over: r.before}})
	p := r.client.Connect(ctx, r.Token, r.Instance.URL())
	switch {
	case p == nil:
		r.emit(HandoverEvent{Sent: &Sent{Over: r.before, Yes: true}})
		r.say("saved", problem.OK, "saved", "ACP accepted the token")
		return true
	case !acp.Unsure(p):
		r.emit(HandoverEvent{Problem: p})
		return false
	}
	now, q := r.client.Status(ctx)
	if q != nil {
		r.emit(HandoverEvent{Problem: p.With(problem.Facts{Lost: problem.Lost{State: problem.LostUntold}}), MayHold: true})
		return false
	}
	switch acp.Judge(r.before, now, r.Instance.URL()) {
	case acp.Confirmed:
		r.say("saved", problem.OK, "saved", "ACP accepted the token")
		r.connected(now)
	case acp.Untold:
		r.emit(HandoverEvent{Problem: r.untold(now, p), MayHold: true, Shows: &now})
	default:
		r.emit(HandoverEvent{Problem: p.With(problem.Facts{Lost: lostTo(now)}), Shows: &now})
	}
	return false
}

// untold is acp-not-confirmed where the answer got lost as p says, and status
// does not tell what came of the call.
func (r *handoverRun) untold(now acp.Connection, p *problem.Problem) *problem.Problem {
	q := r.client.Unconfirmed(r.before, now, r.Instance.URL())
	return q.Because(p.Evidence + "; " + q.Evidence)
}

// confirm ends the run: it is confirmed by what ACP shows now, or it is not.
func (r *handoverRun) confirm(ctx context.Context) bool {
	r.say("readback", problem.Wait, "confirmed", "")
	now, p := r.client.Confirm(ctx, r.before, r.Instance.URL())
	noYes := r.LookOnly && !r.Earlier.Yes
	switch {
	case p == nil:
		r.connected(now)
	case noYes && p.Code == problem.ACPNotSaved, noYes && acp.Judge(r.before, now, r.Instance.URL()) == acp.Unchanged:
		r.emit(HandoverEvent{Problem: r.notSaved(now), Shows: &now})
	case p.Code == problem.ACPNotSaved, p.Code == problem.ACPNotConfirmed:
		r.emit(HandoverEvent{Problem: p, MayHold: true, Shows: &now})
	default:
		r.emit(HandoverEvent{Problem: p.With(problem.Facts{Lost: problem.Lost{State: problem.LostSaved}}), MayHold: true})
	}
	return false
}

// notSaved says that ACP shows what it held before, or nothing, after an answer
// that got lost.
func (r *handoverRun) notSaved(now acp.Connection) *problem.Problem {
	holds := "no GitLab"
	if now.Connected {
		holds = now.InstanceURL
	}
	return problem.New(problem.ACPNotSaved, holds).With(problem.Facts{Cause: "ACP did not save the token"}).
		Because("GET status, after the answer got lost: connected " + strconv.FormatBool(now.Connected) + ", instanceUrl " + strconv.Quote(now.InstanceURL))
}

// reported is what ACP shows of a connection that is confirmed.
func reported(now acp.Connection) string {
	text := "ACP reports " + now.InstanceURL
	if now.Stored != nil {
		text += ", bound to " + now.Stored.Project
	}
	if !now.UpdatedAt.IsZero() {
		text += ", saved " + ClockTime(now.UpdatedAt)
	}
	return text
}

// connected says that the connection is confirmed.
func (r *handoverRun) connected(now acp.Connection) {
	r.say("readback", problem.OK, "confirmed", reported(now))
	r.emit(HandoverEvent{Connected: &now})
}
