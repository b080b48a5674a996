package setup

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
)

// RotatedName is usual, the guide's name with the month, or the name that a
// profile gives with the same month.
func RotatedName(given, usual string) string {
	month := strings.TrimPrefix(usual, gitlab.TokenName)
	if given == "" || strings.HasSuffix(given, month) {
		return cmp.Or(given, usual)
	}
	return given + month
}

// SetOldAside keeps what this run knows as a token from being taken for the
// new one: what another flow has asked for is the old one, if any, and so may
// be what the environment holds.
func (s *State) SetOldAside() {
	if !s.token.IsZero() {
		switch in := s.inspected; {
		case in == nil || in.Token.ID == 0:
		case s.connection.Connected:
			s.Rotation.Connected(s.Instance, s.token, in) // by this run, which memory does not know yet
		case in.Token.ID == s.Rotation.OldID(s.Instance):
			s.Rotation.Have(s.token)
		}
		s.attempt, s.Repositories, s.Remembered = attempt{turnedAway: s.turnedAway}, nil, false
	}
	if !s.Answers.TokenByFlag && !s.Answers.TokenSpare {
		s.Answers.Token, s.Answers.TokenFrom = secret.Text{}, ""
	}
}

// mayHold reports whether ACP may hold the token of s as the old one, so that
// it must not be offered to end it: also where nobody knows the old one.
func (r *Rotation) mayHold(s *State) bool {
	old := r.OldID(s.Instance)
	if r.State().Active.May(ActiveNew) {
		return true
	}
	return old == 0 || s.inspected != nil && s.inspected.Token.ID == old
}

// RotatedToken is what is known of a token that takes part in a rotation.
type RotatedToken struct {
	// ID is its number at GitLab; 0 if it is not known.
	ID   int64
	Name string
	// Ends is the day at whose 00:00 UTC it stops; zero for never or unknown.
	Ends gitlab.Date
	// Token is the token itself, where it is at hand. An old one is put back
	// with it, and only after GitLab has said that its number is ID.
	Token secret.Text
}

// Rotation puts a new token into ACP in the place of the old one, in the
// guide's order made safe: what ACP holds is looked at first, the new token is
// connected in place of the old one and confirmed, and only then may the old
// one be ended. At every moment it can say which token ACP holds. What has been
// sent is seen to its end also when the person stops.
//
// GitLab's own rotate is not used: it ends the old token at once (GitLab docs:
// POST /personal_access_tokens/self/rotate). Safe for concurrent use.
type Rotation struct {
	// Old is the token to replace; its zero value is one that nobody knows.
	Old RotatedToken
	// User is the user name of the old token's owner, "" if it is not known.
	User string
	// Home is the GitLab that Old and User belong to; zero for any.
	Home gitlab.Instance

	named bool // the person gave Old's number
	// Unsure says that ACP may hold another token than Old, by what known, the
	// last setup, left.
	Unsure bool
	known  memory.Memory
	turn   chan struct{} // taken by the work under way
	mu     sync.Mutex
	state  RotationState
	from   RotatedToken   // what ACP holds until the new one is connected
	to     RotatedToken   // what is being connected, or was
	shows  acp.Connection // what ACP showed before that
	// The last connect, against which what ACP shows later is held: over is what
	// it showed before, as what was sent, 0 for nothing, yes that it said yes.
	over acp.Connection
	as   ActiveToken
	yes  bool
}

// RotationState is how far a rotation has come.
type RotationState struct {
	// Active is what ACP holds now.
	Active ActiveToken
	// Asked says that ACP has told what it holds.
	Asked bool
	// Elsewhere is the address of another GitLab, where ACP holds a connection
	// to that instead of the old token's.
	Elsewhere string
	// ReadBack is when ACP showed the new connection; zero before that.
	ReadBack time.Time
	// Ended says that the old token was ended at GitLab; Asking that GitLab was
	// asked to, and has not answered; Stray that it knows no such token.
	Ended, Asking, Stray bool
	// Busy says that something was sent whose answer is awaited.
	Busy bool
}

// NewRotation returns the rotation of the token that the last setup left.
func NewRotation(m memory.Memory) *Rotation {
	r := &Rotation{turn: make(chan struct{}, 1), state: RotationState{Active: ActiveOld}}
	if m.HasSetup() {
		r.Old = RotatedToken{ID: m.Token.ID, Name: m.Token.Name, Ends: m.Token.Ends}
		r.User, r.Home = m.User, m.Instance()
		r.known, r.Unsure = m, !m.DisconnectedAt.IsZero()
	}
	r.from = r.Old
	return r
}

// Have says that this may be the old token itself. It is put back where nothing
// else would be left to ACP.
func (r *Rotation) Have(old secret.Text) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Old.Token, r.from.Token = old, old
}

// State returns how far it has come.
func (r *Rotation) State() RotationState {
	if r == nil {
		return RotationState{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state
}

func (r *Rotation) change(f func(*RotationState)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f(&r.state)
}

// Named takes the number of the old token from the person.
func (r *Rotation) Named(id int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.named = true
	if r.Old.ID != id {
		r.Old = RotatedToken{ID: id, Token: r.Old.Token}
		r.from = r.Old
	}
}

// at reports whether what is remembered of the old token belongs to in:
// numbers of tokens mean nothing at another GitLab.
func (r *Rotation) at(in gitlab.Instance) bool { return r.Home.IsZero() || r.Home == in }

// OldID is the number of the old token at in, 0 if it is not known.
func (r *Rotation) OldID(in gitlab.Instance) int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.named && !r.at(in) {
		return 0
	}
	return r.Old.ID
}

// SamePerson returns token-not-personal where the token that was inspected at
// in belongs to somebody else than the old one did; nil where it does not, or
// where nobody can tell.
func (r *Rotation) SamePerson(in gitlab.Instance, i *gitlab.Inspection) *problem.Problem {
	if r == nil || i == nil || i.User == nil || r.User == "" || !r.at(in) || i.User.Username == r.User {
		return nil
	}
	return problem.New(problem.TokenNotPersonal, "@"+i.User.Username).
		Because("the old token was @" + r.User + "'s; this one is @" + i.User.Username + "'s")
}

// rotatedToken is what GitLab said of a token, in so far as it did.
func rotatedToken(token secret.Text, in *gitlab.Inspection) RotatedToken {
	t := RotatedToken{Token: token}
	if in != nil {
		t.ID, t.Name = in.Token.ID, in.Token.Name
		if in.Token.ExpiresAt != nil {
			t.Ends = *in.Token.ExpiresAt
		}
	}
	return t
}

// Connected says that the old token is the one that this run has connected
// itself, of which in is what GitLab at home said.
func (r *Rotation) Connected(home gitlab.Instance, token secret.Text, in *gitlab.Inspection) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Old, r.Home, r.User = rotatedToken(token, in), home, ""
	r.known, r.Unsure = memory.Memory{}, false
	if in.User != nil {
		r.User = in.User.Username
	}
	r.from = r.Old
}

// Taking returns the work that hands the token of job over in the place of the
// old one. in is what GitLab said of that token, which must have been accepted.
func (r *Rotation) Taking(job Handover, in *gitlab.Inspection) func(context.Context, *web.Stack, func(HandoverEvent)) {
	to := rotatedToken(job.Token, in)
	return func(ctx context.Context, stack *web.Stack, emit func(HandoverEvent)) {
		client, p := acp.NewClient(stack, job.API, job.Session, job.Project)
		if p != nil {
			emit(HandoverEvent{Problem: p, Unsent: true})
			return
		}
		if !r.begin(ctx) {
			return
		}
		defer r.end()
		r.take(to)
		run := rotationRun{Rotation: r, handoverRun: handoverRun{Handover: job, client: client, emit: emit}, stack: stack}
		run.run(ctx)
	}
}

// begin waits until no other work is under way; false when ctx ended first.
func (r *Rotation) begin(ctx context.Context) bool {
	if ctx.Err() != nil {
		return false
	}
	select {
	case r.turn <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (r *Rotation) end() { <-r.turn }

// take makes to the token that is to be connected. One that was connected by
// an earlier run is from now on what ACP held before.
func (r *Rotation) take(to RotatedToken) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state.Active.May(ActiveNew) && !r.to.Token.Equal(to.Token) {
		if r.state.Active == ActiveNew {
			r.from = r.to
		} else {
			r.from = RotatedToken{}
		}
		r.state.Active, r.state.ReadBack = ActiveOld, time.Time{}
		r.over, r.as, r.yes = acp.Connection{}, 0, false
	}
	r.to = to
}

// Wait waits until what was sent has come to its end: for whoever leaves.
func (r *Rotation) Wait(ctx context.Context) {
	if r != nil && r.begin(ctx) {
		r.end()
	}
}

// secrets are the tokens that the rotation holds.
func (r *Rotation) secrets() []secret.Text {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return []secret.Text{r.Old.Token, r.from.Token, r.to.Token}
}

// Wipe forgets the tokens themselves.
func (r *Rotation) Wipe() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Old.Token, r.from.Token, r.to.Token = secret.Text{}, secret.Text{}, secret.Text{}
}
