package steps

import (
	"context"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// Handover gives the token to ACP in the only safe order: what ACP holds now,
// ACP's own try, connect, read back. The wizard and the command connect run
// the same one. The token must be one that GitLab accepted.
type Handover struct {
	Session  acp.Session
	API      string
	Project  string
	Token    secret.Text
	Instance gitlab.Instance
	// MayReplace decides about a connection that ACP holds already.
	MayReplace func(acp.Connection) bool
	// LookOnly reads back what an earlier handover has saved, and sends nothing.
	LookOnly bool
}

// HandoverEvent is one thing that a handover says: a finding, and at the end
// one of the others.
type HandoverEvent struct {
	Finding *problem.Finding
	// Existing is the connection that was not to be replaced: nothing was
	// changed.
	Existing *acp.Connection
	// Connected is the connection as ACP shows it afterwards.
	Connected *acp.Connection
	Problem   *problem.Problem
}

type handoverRun struct {
	Handover
	client *acp.Client
	emit   func(HandoverEvent)
	before acp.Connection
}

// Run hands the token over and tells emit of every call.
func (h Handover) Run(ctx context.Context, stack *web.Stack, emit func(HandoverEvent)) {
	client, err := acp.NewClient(stack, h.API, h.Session, h.Project)
	if err != nil {
		emit(HandoverEvent{Problem: unexpectedACP(err)})
		return
	}
	r := &handoverRun{Handover: h, client: client, emit: emit}
	calls := []func(context.Context) bool{r.look, r.try, r.save, r.readBack}
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

func (r *handoverRun) fail(p *problem.Problem) bool {
	r.emit(HandoverEvent{Problem: p})
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
	r.say("try", problem.Wait, "ACP's try", "ACP is asking GitLab")
	ran, p := r.client.Test(ctx, r.Token, r.Instance.URL())
	switch {
	case p != nil:
		return r.fail(p)
	case ran:
		r.say("try", problem.OK, "ACP's try", "ACP reached "+r.Instance.Host()+", and the token works there")
	default:
		r.say("try", problem.Skip, "ACP's try", "this ACP cannot try before it saves")
	}
	return true
}

func (r *handoverRun) save(ctx context.Context) bool {
	r.say("saved", problem.Wait, "saved", "")
	p := r.client.Connect(ctx, r.Token, r.Instance.URL())
	if p != nil && p.Vars["unsure"] == "yes" {
		// The answer got lost, not the request: what ACP holds now decides,
		// unless it named this GitLab before already.
		if r.before.Connected && acp.SameInstance(r.before.InstanceURL, r.Instance.URL()) {
			return r.fail(p)
		}
		if _, q := r.client.ReadBack(ctx, r.Instance.URL()); q != nil {
			return r.fail(p)
		}
		p = nil
	}
	if p != nil {
		return r.fail(p)
	}
	r.say("saved", problem.OK, "saved", "ACP took the token")
	return true
}

func (r *handoverRun) readBack(ctx context.Context) bool {
	r.say("readback", problem.Wait, "read back", "")
	after, p := r.client.ReadBack(ctx, r.Instance.URL())
	if p != nil {
		return r.fail(p)
	}
	text := "ACP names " + after.InstanceURL
	if !after.UpdatedAt.IsZero() {
		text += ", saved " + clockTime(after.UpdatedAt)
	}
	r.say("readback", problem.OK, "read back", text)
	r.emit(HandoverEvent{Connected: &after})
	return true
}

func unexpectedACP(err error) *problem.Problem {
	if p := problem.From(err); p != nil {
		return p
	}
	return problem.New(problem.ACPURLInvalid, "").Because(err.Error())
}
