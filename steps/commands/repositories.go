package commands

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

// repositories checks those that were given, each once however often and
// however it is written, two rounds of requests each.
func (en *runner) repositories(ctx context.Context) {
	if en.setup.Inspected() == nil || ctx.Err() != nil {
		return
	}
	repos := en.wanted()
	if why := en.useless(); why != nil {
		en.keep(notAsked(repos, why))
		return
	}
	client, p := gitlab.NewClient(en.stack, en.setup.Instance, en.setup.Token())
	if p != nil {
		return
	}
	client = client.AskingGitOnce()
	var user gitlab.User // GitLab may not have told: GraphQL tells the role then
	if u := en.setup.Inspected().User; u != nil {
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
	en.keep(repos)
}

// wanted are the given repositories, each once; one whose address cannot be
// read has its problem already.
func (en *runner) wanted() []gitlab.Repository {
	var repos []gitlab.Repository
	for _, typed := range en.setup.Answers.Repositories {
		r := en.read(typed)
		if !slices.ContainsFunc(repos, func(o gitlab.Repository) bool { return strings.EqualFold(o.Asked, r.Asked) }) {
			repos = append(repos, r)
		}
	}
	return repos
}

func (en *runner) read(typed string) gitlab.Repository {
	path, p := gitlab.ParseRepository(typed, en.setup.Instance)
	if p == nil {
		return gitlab.Repository{Path: path, Asked: path}
	}
	shown := secret.NewScrubber(en.setup.Token()).Scrub(web.Clean(typed))
	if p.Subject == "" {
		p.Subject = shown
	}
	return gitlab.Repository{Path: shown, Asked: shown, Problems: []*problem.Problem{p}}
}

// useless returns why no repository is asked about; nil if they are. With a
// token that is of no use, or not the person's own, every answer would only
// name a second cause; one that lacks a scope can still be asked with, and so
// can one that works where GitLab did not say whose it is.
func (en *runner) useless() *problem.Problem {
	for _, p := range en.problems {
		if p.Severity != problem.Error {
			continue
		}
		switch spec, _ := problem.Lookup(p.Code); {
		case spec.Area == problem.AreaScopes:
		case spec.Area == problem.AreaGitLab && p.Code != problem.GitLabRateLimited && en.setup.Inspected().Token.ScopesKnown:
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

// keep takes over what was found; of two paths of one project, one of which is
// an old one, only the first.
func (en *runner) keep(repos []gitlab.Repository) {
	for _, r := range repos {
		same := func(o gitlab.Repository) bool { return r.ID != 0 && o.ID == r.ID }
		if slices.ContainsFunc(en.setup.Repositories, same) {
			continue
		}
		en.setup.Repositories = append(en.setup.Repositories, r)
		en.met(r.Problems...)
	}
}
