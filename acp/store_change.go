package acp

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// Choose returns which of the person's own credentials takes the new token: the
// one that is bound to the project, else the oldest; nil without any. So no run
// makes a second one.
func Choose(mine []Credential, project string) *Credential {
	for i := range mine {
		if mine[i].In(project) {
			return &mine[i]
		}
	}
	if len(mine) == 0 {
		return nil
	}
	return &mine[0]
}

// Put stores the token: in own, under the same number, or in a new credential
// where own is nil. What came of an answer that got lost is read, so a second call
// makes no second credential. It reaches no session before Bind.
func (s *CredentialStore) Put(ctx context.Context, own *Credential, token secret.Text, instanceURL string) (*Credential, *problem.Problem) {
	instance := strings.TrimRight(strings.TrimSpace(instanceURL), "/")
	if _, _, p := handOver(token, instance); p != nil {
		return nil, p
	}
	if own != nil {
		fields := map[string]string{"token": token.Reveal()}
		if own.URL != instance {
			fields["url"] = instance
		}
		return s.patch(ctx, own, fields, token)
	}
	nonce := rand.Text()
	annotations, _ := json.Marshal(map[string]string{markKey: nonce})
	body, _ := json.Marshal(map[string]string{
		"name": "gitlab-" + hostOf(instance), "provider": "gitlab", "token": token.Reveal(), "url": instance, "annotations": string(annotations),
	})
	r := s.call(ctx, http.MethodPost, "/credentials", "", body, token)
	p := s.problem(r)
	if p != nil && !Unsure(p) {
		return nil, p
	}
	var made storeRow
	if p == nil && r.json(&made) && made.ID != "" {
		return s.made(ctx, made.ID, instance)
	}
	return s.lookFor(ctx, nonce, instance, p)
}

// markKey is under what a credential that this program made carries its mark.
const markKey = "acp-gitlab"

// made reads a credential that was just created back. ACP makes the owner binding
// as well as it can: without it nobody could ever bind the credential, so it is
// deleted again. Where ACP does not take that back either, the problem says that it
// keeps the token.
func (s *CredentialStore) made(ctx context.Context, id, instance string) (*Credential, *problem.Problem) {
	c, p := s.own(ctx, id)
	if p != nil || c != nil {
		return c, p
	}
	r := s.call(ctx, http.MethodDelete, "/credentials/"+url.PathEscape(id), "", nil)
	facts := problem.Facts{Cause: "ACP did not make you the owner of the credential"}
	if !r.ok() && r.status() != http.StatusNoContent {
		facts.Lost = problem.Lost{State: problem.LostStored, URL: instance}
	}
	return nil, s.new(problem.ACPNotSaved, r).With(facts)
}

// lookFor finds the credential with the mark after an answer that got lost.
func (s *CredentialStore) lookFor(ctx context.Context, nonce, instance string, p *problem.Problem) (*Credential, *problem.Problem) {
	rows, q := s.list(ctx, "/credentials", eq("provider", "gitlab")+" and "+eq("url", instance))
	if q != nil {
		return nil, lostAs(p, problem.LostUntold, q)
	}
	for _, row := range rows {
		if strings.Contains(row.Annotations, nonce) {
			return s.made(ctx, row.ID, instance)
		}
	}
	return nil, lostAs(p, problem.LostNone, nil)
}

// lostAs adds to p what was found out after an answer that got lost.
func lostAs(p *problem.Problem, state problem.LostState, instead *problem.Problem) *problem.Problem {
	if p == nil {
		return instead
	}
	return p.With(problem.Facts{Lost: problem.Lost{State: state}})
}

// patch changes own, and makes sure that it was changed.
func (s *CredentialStore) patch(ctx context.Context, own *Credential, fields map[string]string, hide ...secret.Text) (*Credential, *problem.Problem) {
	body, _ := json.Marshal(fields)
	path := "/credentials/" + url.PathEscape(own.ID)
	r := s.call(ctx, http.MethodPatch, path, "", body, hide...)
	p := s.problem(r)
	if p != nil && !Unsure(p) {
		return nil, p
	}
	now, q := s.own(ctx, own.ID)
	switch {
	case q != nil:
		return nil, lostAs(p, problem.LostUntold, q)
	case now == nil:
		return nil, s.new(problem.ACPNotSaved, r).With(problem.Facts{Cause: "The credential was deleted in the meantime"})
	case now.UpdatedAt.After(own.UpdatedAt):
		return now, nil
	case p != nil:
		return nil, p.With(problem.Facts{Lost: problem.Lost{State: problem.LostConnected, URL: now.URL, SavedAt: now.UpdatedAt}})
	}
	return nil, s.new(problem.ACPNotConfirmed, r).
		With(problem.Facts{Why: "The credential still has the time of its last change."})
}

// Bind binds own to the project. Bound already is bound.
func (s *CredentialStore) Bind(ctx context.Context, own *Credential, project string) *problem.Problem {
	body, _ := json.Marshal(map[string]string{
		"role_id": s.roles[roleViewer], "scope": "credential", "credential_id": own.ID, "project_id": project,
	})
	r := s.call(ctx, http.MethodPost, "/role_bindings", "", body)
	p := s.problem(r)
	switch {
	case p == nil, r.status() == http.StatusConflict:
		return nil
	case p.Code == problem.ACPProjectRole:
		return p.WithSubject(project)
	case !Unsure(p):
		return p
	}
	v, q := s.View(ctx, project)
	switch {
	case q != nil:
		return lostAs(p, problem.LostUntold, q)
	case v.Has(own.ID):
		return nil
	}
	return lostAs(p, problem.LostNone, nil)
}

// Held is what the store has for a person in one project.
type Held struct {
	Credential Credential
	Project    string
	// Bound says that it is bound to the project.
	Bound bool
	Order Order
	View  ProjectView
	// Problems are those of the state: not bound, or behind another one.
	Problems []*problem.Problem
}

// Connected reports whether the sessions of the project use the credential, as far
// as can be known.
func (h Held) Connected() bool { return h.Bound && h.Order != NotFirst }

// Connection is h in the form in which the classic store tells it.
func (h Held) Connection() Connection {
	return Connection{Connected: h.Connected(), InstanceURL: h.Credential.URL, UpdatedAt: h.Credential.UpdatedAt, Stored: &h}
}

// Read looks at own in the project by its numbers.
func (s *CredentialStore) Read(ctx context.Context, own *Credential, project string) (Held, *problem.Problem) {
	now, p := s.own(ctx, own.ID)
	switch {
	case p != nil:
		return Held{}, p
	case now == nil:
		return Held{}, problem.New(problem.ACPNotSaved, hostOf(s.client.origin)).
			With(problem.Facts{Cause: "ACP does not show the credential that it stored"}).Because("GET " + storeRoot + "/credentials: not found")
	}
	h := Held{Credential: *now, Project: project}
	if project == "" {
		h.Problems = append(h.Problems, s.notBound(h))
		return h, nil
	}
	if h.View, p = s.View(ctx, project); p != nil {
		return h, p
	}
	h.Bound = h.View.Has(own.ID)
	if !h.Bound {
		h.Problems = append(h.Problems, s.notBound(h))
		return h, nil
	}
	h.Order, _ = h.View.OrderOf(own.ID)
	h.Problems = append(h.Problems, s.OrderProblem(h.View, own.ID)...)
	return h, nil
}

func (s *CredentialStore) notBound(h Held) *problem.Problem {
	return problem.New(problem.ACPNotBound, h.Project).With(problem.Facts{ACP: hostOf(s.client.origin), Instance: h.Credential.URL}).
		Because("no binding of credential " + word(h.Credential.ID))
}

// Status looks for what the store has for the person: for instance where one is
// named, in project where one is named, else where it is bound. Without anything
// the credential has no number, and that is an answer.
func (s *CredentialStore) Status(ctx context.Context, instance, project string) (Held, *problem.Problem) {
	return s.status(ctx, instance, Plan{}, project)
}

// status is Status; of what there is, that for the GitLab that the plan prefers
// comes first, then the likely one.
func (s *CredentialStore) status(ctx context.Context, instance string, plan Plan, project string) (Held, *problem.Problem) {
	mine, p := s.Mine(ctx, instance)
	if p != nil || len(mine) == 0 {
		return Held{Project: project}, p
	}
	if those := forInstance(mine, plan.Prefer); len(those) > 0 {
		mine = those
	}
	if project == "" {
		bound := slices.DeleteFunc(slices.Clone(mine), func(c Credential) bool { return len(c.Projects) == 0 })
		if own := plan.choose(bound, ""); own != nil {
			return s.Read(ctx, own, own.Projects[0])
		}
	}
	return s.Read(ctx, plan.choose(mine, project), project)
}

func forInstance(all []Credential, instance string) []Credential {
	return slices.DeleteFunc(slices.Clone(all), func(c Credential) bool { return !SameInstance(c.URL, instance) })
}

// Rotate puts the new token under the number that own has: running sessions and
// bindings hang on it.
func (s *CredentialStore) Rotate(ctx context.Context, own *Credential, token secret.Text) (*Credential, *problem.Problem) {
	switch {
	case token.IsZero():
		return nil, problem.New(problem.TokenEmpty, "")
	case !secret.FitsACP(token.Reveal()):
		return nil, problem.New(problem.TokenMalformed, "").Because("not sent")
	}
	return s.patch(ctx, own, map[string]string{"token": token.Reveal()}, token)
}

// Removed is what came of removing a credential.
type Removed struct {
	// Gone says that the credential was emptied and deleted.
	Gone bool
	// Elsewhere are projects that it is still bound to, Agents the number of
	// agents.
	Elsewhere []string
	Agents    int
	// Problems are those met; a warning where a binding could not be removed.
	Problems []*problem.Problem
}

// Remove takes own out of project: it is unbound there and, if it is bound nowhere
// else or all are to go, emptied and deleted. Emptied first: deleting alone keeps
// the token in the database, where a running session still gets it. Each call
// reads before it writes, so a run that was cut can be run again.
func (s *CredentialStore) Remove(ctx context.Context, own *Credential, project string, all bool) (Removed, *problem.Problem) {
	var out Removed
	now, p := s.own(ctx, own.ID)
	if p != nil {
		return out, p
	}
	if now == nil {
		out.Gone = true
		return out, nil
	}
	var refused *problem.Problem
	for _, b := range now.bound {
		if !all && (b.ProjectID != project || b.AgentID != "") {
			continue
		}
		refused = firstOf(s.unbind(ctx, b), refused)
	}
	if now, p = s.own(ctx, own.ID); p != nil {
		return out, p
	}
	if now == nil {
		out.Gone = true
		return out, nil
	}
	out.Elsewhere, out.Agents = now.Projects, now.Agents
	if refused != nil && (Unsure(refused) || !all && now.In(project)) && len(now.bound) > 0 {
		return out, refused
	}
	if len(now.bound) > 0 && !all {
		out.Problems = append(out.Problems, s.left(now.Projects, "still bound").WithSeverity(problem.Error))
		return out, nil
	}
	if len(now.bound) > 0 {
		out.Problems = append(out.Problems, s.left(now.Projects, "cannot be removed"))
	}
	return out, s.erase(ctx, now, &out)
}

func (s *CredentialStore) left(projects []string, what string) *problem.Problem {
	names := listNames(projects)
	if names == "" {
		names = "an agent"
	}
	return problem.New(problem.ACPBindingLeft, names).With(problem.Facts{ACP: hostOf(s.client.origin)}).
		Because("bindings left: " + names + ", " + what)
}

// unbind removes a binding. ACP answers 403 or 404 where it is gone already; the
// list decides.
func (s *CredentialStore) unbind(ctx context.Context, b storeRow) *problem.Problem {
	return s.problem(s.call(ctx, http.MethodDelete, "/role_bindings/"+url.PathEscape(b.ID), "", nil))
}

// erase empties and deletes own.
func (s *CredentialStore) erase(ctx context.Context, own *Credential, out *Removed) *problem.Problem {
	if _, p := s.patch(ctx, own, map[string]string{"token": ""}); p != nil {
		return p
	}
	r := s.call(ctx, http.MethodDelete, "/credentials/"+url.PathEscape(own.ID), "", nil)
	p := s.problem(r)
	if p != nil && !Unsure(p) {
		return p
	}
	now, q := s.own(ctx, own.ID)
	switch {
	case q != nil:
		return lostAs(p, problem.LostUntold, q)
	case now != nil && p != nil:
		return lostAs(p, problem.LostNone, nil)
	case now != nil:
		return s.new(problem.ACPNotSaved, r).With(problem.Facts{Cause: "ACP said yes, but still shows the credential"})
	}
	out.Gone = true
	return nil
}
