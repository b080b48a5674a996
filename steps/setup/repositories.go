package setup

import (
	"context"
	"slices"
	"strings"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// deepLimit is up to how many repositories what GraphQL does not tell is asked from
// REST as well: whether the default branch takes a push.
const deepLimit = 60

// CheckRepositories checks those that were given, each once however often and
// however it is written, and emits each as soon as all before it are known. met are
// the problems so far: with a token that is of no use nothing is asked. The problem
// is why not all were asked about; nil where they were, or where ctx has ended.
func CheckRepositories(ctx context.Context, stack *web.Stack, s *State, met []*problem.Problem, emit func(gitlab.Repository)) ([]gitlab.Repository, *problem.Problem) {
	if why := s.useless(met); why != nil {
		return distinct(notAsked(s.wanted(s.Answers.Repositories), why)), nil
	}
	q, p := s.Question(stack, s.Answers.Repositories)
	if p != nil {
		return nil, p
	}
	q.client = q.client.Knowing(s.ahead)
	return q.Ask(ctx, emit)
}

// Question is a question about several repositories. It keeps what it needs of the
// state, so that it can be asked while that changes.
type Question struct {
	client *gitlab.Client
	many   gitlab.Many
	repos  []gitlab.Repository
	places []int // of the many in repos
}

// Question prepares the question about repositories, as paths or addresses, with
// the token in hand, which has been inspected.
func (s *State) Question(stack *web.Stack, typed []string) (*Question, *problem.Problem) {
	client, p := gitlab.NewClient(stack, s.Instance, s.token)
	if p != nil {
		return nil, p
	}
	q := &Question{client: client, repos: s.wanted(typed)}
	q.many.Deep = s.Answers.Branches || len(q.repos) <= deepLimit
	if in := s.inspected; in != nil {
		q.client, q.many.NoGraphQL = client.OfKind(in.Token.Kind), in.Token.Kind == gitlab.KindFineGrained
		if in.User != nil { // GitLab may not have told: GraphQL tells the role then
			q.many.User = *in.User
		}
	}
	for i, r := range q.repos {
		if len(r.Problems) == 0 {
			q.places, q.many.Paths = append(q.places, i), append(q.many.Paths, r.Asked)
		}
	}
	return q, nil
}

// Ask asks it, and emits each repository as soon as all before it are known. The
// problem is why not all were asked about; nil where they were, or where ctx has
// ended. A question is asked once.
func (q *Question) Ask(ctx context.Context, emit func(gitlab.Repository)) ([]gitlab.Repository, *problem.Problem) {
	told := inOrder{repos: q.repos, places: q.places, emit: emit}
	found, stop := q.client.Repositories(ctx, q.many, told.next)
	told.rest()
	for k, r := range found {
		q.repos[q.places[k]] = r
	}
	return distinct(q.repos), stop
}

// inOrder emits repositories in the order in which they were given, with those
// between them that nobody had to ask about, and each project once.
type inOrder struct {
	repos  []gitlab.Repository
	places []int
	emit   func(gitlab.Repository)
	at     int // the first that is not emitted
	seen   []int64
}

func (o *inOrder) next(r gitlab.Repository) {
	for ; o.at < len(o.repos) && (len(o.repos[o.at].Problems) > 0 || o.repos[o.at].Asked != r.Asked); o.at++ {
		o.tell(o.repos[o.at])
	}
	o.at++
	o.tell(r)
}

// rest emits what stands behind the last one that was asked about.
func (o *inOrder) rest() {
	for ; o.at < len(o.repos); o.at++ {
		o.tell(o.repos[o.at])
	}
}

// tell emits r: nothing where it is not known yet, or known by another path.
func (o *inOrder) tell(r gitlab.Repository) {
	if o.emit == nil || r.ID == 0 && len(r.Problems) == 0 || r.ID != 0 && slices.Contains(o.seen, r.ID) {
		return
	}
	o.seen = append(o.seen, r.ID)
	o.emit(r)
}

// wanted are the repositories that were given as paths or addresses, each once; one
// whose address cannot be read has its problem already.
func (s *State) wanted(given []string) []gitlab.Repository {
	var repos []gitlab.Repository
	for _, typed := range given {
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
			repos[i].Problems, repos[i].Unasked = []*problem.Problem{p}, true
			repos[i].Findings = []problem.Finding{{ID: "project", State: problem.Skip, Label: r.Path, Text: text}}
		}
	}
	return repos
}

// longestPause is how long a pause is at most that GitLab asks for and that is waited
// out while somebody watches.
const longestPause = time.Minute

// Pause is how long GitLab wants to be left alone, as stop says, where it is little
// enough to wait for; 0 otherwise. One that is over is a short one.
func Pause(stop *problem.Problem, now time.Time) time.Duration {
	if stop == nil || stop.Code != problem.GitLabRateLimited || stop.RetryAt.IsZero() {
		return 0
	}
	if left := stop.RetryAt.Sub(now); left <= longestPause {
		return max(left, time.Millisecond)
	}
	return 0
}

// Rest are the paths of repositories that were not asked about.
func Rest(repos []gitlab.Repository) (paths []string) {
	for _, r := range repos {
		if r.Unasked && len(r.Problems) == 0 {
			paths = append(paths, r.Asked)
		}
	}
	return paths
}

// Completed puts what is known of repositories by now in the places of those that
// were not asked about.
func Completed(repos, more []gitlab.Repository) []gitlab.Repository {
	at := map[string]int{}
	for i, r := range repos {
		at[strings.ToLower(r.Asked)] = i
	}
	out := slices.Clone(repos)
	for _, r := range more {
		if i, ok := at[strings.ToLower(r.Asked)]; ok {
			out[i] = r
		}
	}
	return distinct(out)
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
