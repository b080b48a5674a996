package setup

import (
	"context"
	"slices"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// Inspect asks GitLab about a token, all checks at once, and tells emit of each.
func Inspect(ctx context.Context, stack *web.Stack, in gitlab.Instance, token secret.Text, now time.Time, emit func(problem.Finding)) gitlab.Inspection {
	client, p := gitlab.NewClient(stack, in, token)
	if p != nil {
		return gitlab.Inspection{Problems: []*problem.Problem{p}}
	}
	return client.Inspect(ctx, now, emit)
}

// InspectAll is [Inspect] of the token in hand, with the repositories that were
// given asked for at the same time where they are few.
func InspectAll(ctx context.Context, stack *web.Stack, s *State, now time.Time) gitlab.Inspection {
	client, p := gitlab.NewClient(stack, s.Instance, s.token)
	if p != nil {
		return gitlab.Inspection{Problems: []*problem.Problem{p}}
	}
	var paths []string
	for _, r := range s.wanted(s.Answers.Repositories) {
		if len(r.Problems) == 0 {
			paths = append(paths, r.Asked)
		}
	}
	in, ahead := client.InspectAhead(ctx, now, paths, func(problem.Finding) {})
	s.ahead = ahead
	return in
}

// Judged are the problems of the inspected token as this run takes them: what was
// accepted in advance is a warning.
func (s *State) Judged() []*problem.Problem {
	var out []*problem.Problem
	for _, p := range s.inspected.Problems {
		if s.acceptedBefore(p) {
			p = p.WithSeverity(problem.Warning)
		}
		out = append(out, p)
	}
	return out
}

// acceptedBefore reports whether p may pass, and was accepted before the first
// question.
func (s *State) acceptedBefore(p *problem.Problem) bool {
	return acceptable(p) && slices.Contains(s.Answers.Accept, p.Code)
}
