package setup

import (
	"context"
	"slices"
	"strings"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// atOnce is how many repositories are checked at the same time; the stack
// keeps the requests to four.
const atOnce = 4

// CheckRepositories checks those that were given, each once however often and
// however it is written, two rounds of requests each. met are the problems so
// far: with a token that is of no use nothing is asked.
func CheckRepositories(ctx context.Context, stack *web.Stack, s *State, met []*problem.Problem) []gitlab.Repository {
	repos := s.wanted()
	if why := s.useless(met); why != nil {
		return distinct(notAsked(repos, why))
	}
	client, p := gitlab.NewClient(stack, s.Instance, s.token)
	if p != nil {
		return nil
	}
	client = client.AskingGitOnce().Knowing(s.inspected.Token.Kind)
	var user gitlab.User // GitLab may not have told: GraphQL tells the role then
	if u := s.inspected.User; u != nil {
		user = *u
	}
	var asks []func()
	for i, r := range repos {
		if len(r.Problems) > 0 {
			continue
		}
		asks = append(asks, func() {
			repos[i] = client.Repository(ctx, r.Asked, user, func(problem.Finding) {})
		})
	}
	web.TogetherAtMost(atOnce, asks...)
	return distinct(repos)
}

// wanted are the given repositories, each once; one whose address cannot be
// read has its problem already.
func (s *State) wanted() []gitlab.Repository {
	var repos []gitlab.Repository
	for _, typed := range s.Answers.Repositories {
		r := s.readRepository(typed)
		if !slices.ContainsFunc(repos, func(o gitlab.Repository) bool { return strings.EqualFold(o.Asked, r.Asked) }) {
			repos = append(repos, r)
		}
	}
	return repos
}

func (s *State) readRepository(typed string) gitlab.Repository {
	path, p := gitlab.ParseRepository(typed, s.Instance)
	if p == nil {
		return gitlab.Repository{Path: path, Asked: path}
	}
	shown := secret.NewScrubber(s.token).Scrub(web.Clean(typed))
	if p.Subject == "" {
		p.Subject = shown
	}
	return gitlab.Repository{Path: shown, Asked: shown, Problems: []*problem.Problem{p}}
}

// useless returns why no repository is asked about; nil if they are. With a
// token that is of no use, or not the person's own, every answer would only
// name a second cause; one that lacks a scope can still be asked with, and so
// can one that works where GitLab did not say whose it is.
func (s *State) useless(met []*problem.Problem) *problem.Problem {
	for _, p := range met {
		if p.Severity != problem.Error {
			continue
		}
		switch spec, _ := problem.Lookup(p.Code); {
		case spec.Area == problem.AreaScopes:
		case spec.Area == problem.AreaGitLab && p.Code != problem.GitLabRateLimited && s.inspected.Token.ScopesKnown:
		default:
			return p
		}
	}
	return nil
}

// notAsked says of every repository that GitLab was not asked about it, and
// why; but one whose address cannot be read keeps its own problem.
func notAsked(repos []gitlab.Repository, why *problem.Problem) []gitlab.Repository {
	for i, r := range repos {
		if len(r.Problems) == 0 {
			text := "not asked: " + string(why.Code)
			p := problem.New(why.Code, r.Path).Because(text).WithSeverity(problem.Note)
			repos[i].Problems = []*problem.Problem{p}
			repos[i].Findings = []problem.Finding{{ID: "project", State: problem.Skip, Label: r.Path, Text: text}}
		}
	}
	return repos
}

// distinct leaves one of two paths of one project, of which one is an old one:
// the first.
func distinct(repos []gitlab.Repository) []gitlab.Repository {
	var out []gitlab.Repository
	for _, r := range repos {
		same := func(o gitlab.Repository) bool { return r.ID != 0 && o.ID == r.ID }
		if !slices.ContainsFunc(out, same) {
			out = append(out, r)
		}
	}
	return out
}

// WithoutWorking takes the warning that a fine-grained token works out of ps,
// where one of the repositories shows that a permission is missing.
func WithoutWorking(ps []*problem.Problem, repos []gitlab.Repository) []*problem.Problem {
	lacks := func(r gitlab.Repository) bool {
		return slices.ContainsFunc(r.Problems, func(p *problem.Problem) bool { return p.Code == problem.PermissionMissing })
	}
	if !slices.ContainsFunc(repos, lacks) {
		return ps
	}
	return slices.DeleteFunc(slices.Clone(ps), func(p *problem.Problem) bool { return p.Code == problem.TokenFineGrained })
}
