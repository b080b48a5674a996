package secret

import (
	"strings"

	"acp-gitlab/lazy"
)

// Kind is what a secret is, as far as its beginning tells.
type Kind int

// The kinds that have a beginning of their own.
const (
	GitLabPersonal Kind = iota + 1
	GitLabOAuth
	GitLabDeploy
	GitLabRunner
	GitLabRunnerRegistration
	GitLabJob
	GitLabTrigger
	GitLabFeed
	GitLabMail
	GitLabAgent
	GitLabWorkspace
	GitLabSCIM
	GitLabFeatureFlags
	GitLabCookie
	GitHub
	BitbucketPassword
	Bitbucket
	Slack
	ServiceKey
	NPM
	AWS
	OpenShift
	JWT
)

// Prefix is how the secrets of a kind begin.
type Prefix struct {
	Begins string
	Kind   Kind
	// GitLab says that it is one of GitLab's: the prefix of an instance may
	// stand before it.
	GitLab bool
	// pattern replaces Begins in expressions where many begin alike; body is
	// what has to follow.
	pattern, body string
	// inWords says that it is recognized in the middle of a word, too.
	inWords bool
}

// The characters and the fewest of them behind a prefix.
const (
	gitlabBody = `[A-Za-z0-9_.\-]{8,}` // a routable token contains dots
	plainBody  = `[A-Za-z0-9]{16,}`
)

// prefixes is the one list of how secrets begin. What reads a pasted token,
// scrubs a text, or judges an argument, a profile or a session takes it from
// here. GitLab docs: "Token overview", token prefixes.
var prefixes = []Prefix{
	{Begins: "glpat-", Kind: GitLabPersonal, GitLab: true, body: gitlabBody, inWords: true},
	{Begins: "gloas-", Kind: GitLabOAuth, GitLab: true, body: gitlabBody, inWords: true},
	{Begins: "gldt-", Kind: GitLabDeploy, GitLab: true, body: gitlabBody, inWords: true},
	{Begins: "glrt-", Kind: GitLabRunner, GitLab: true, body: gitlabBody, inWords: true},
	{Begins: "glrtr-", Kind: GitLabRunner, GitLab: true, body: gitlabBody, inWords: true},
	{Begins: "GR1348941", Kind: GitLabRunnerRegistration, GitLab: true, body: `[A-Za-z0-9_\-]{10,}`, inWords: true},
	{Begins: "glcbt-", Kind: GitLabJob, GitLab: true, body: gitlabBody, inWords: true},
	{Begins: "glptt-", Kind: GitLabTrigger, GitLab: true, body: gitlabBody, inWords: true},
	{Begins: "glft-", Kind: GitLabFeed, GitLab: true, body: gitlabBody, inWords: true},
	{Begins: "glimt-", Kind: GitLabMail, GitLab: true, body: gitlabBody, inWords: true},
	{Begins: "glagent-", Kind: GitLabAgent, GitLab: true, body: gitlabBody, inWords: true},
	{Begins: "glwt-", Kind: GitLabWorkspace, GitLab: true, body: gitlabBody, inWords: true},
	{Begins: "glsoat-", Kind: GitLabSCIM, GitLab: true, body: gitlabBody, inWords: true},
	{Begins: "glffct-", Kind: GitLabFeatureFlags, GitLab: true, body: gitlabBody, inWords: true},
	{Begins: "_gitlab_session=", Kind: GitLabCookie, GitLab: true, body: `[A-Za-z0-9]{8,}`, inWords: true},
	{Begins: "ghp_", Kind: GitHub, pattern: `gh[opsur]_`, body: plainBody},
	{Begins: "gho_", Kind: GitHub},
	{Begins: "ghs_", Kind: GitHub},
	{Begins: "ghu_", Kind: GitHub},
	{Begins: "ghr_", Kind: GitHub},
	{Begins: "github_pat_", Kind: GitHub, body: `[A-Za-z0-9_]{16,}`},
	{Begins: "ATBB", Kind: BitbucketPassword, body: `[A-Za-z0-9_=\-]{16,}`},
	{Begins: "ATCTT", Kind: Bitbucket, pattern: `AT[CA]TT`, body: `[A-Za-z0-9_=\-]{16,}`},
	{Begins: "ATATT", Kind: Bitbucket},
	{Begins: "xox", Kind: Slack, pattern: `xox[a-z]-`, body: `[A-Za-z0-9\-]{10,}`},
	{Begins: "sk-", Kind: ServiceKey, body: `[A-Za-z0-9_\-]{20,}`},
	{Begins: "npm_", Kind: NPM, body: `[A-Za-z0-9]{30,}`},
	{Begins: "AKIA", Kind: AWS, pattern: `A[KS]IA`, body: `[A-Z0-9]{16}\b`},
	{Begins: "ASIA", Kind: AWS},
	{Begins: "sha256~", Kind: OpenShift, body: `[A-Za-z0-9_\-]{16,}`, inWords: true},
	{Begins: "eyJ", Kind: JWT, body: `[A-Za-z0-9_\-]{6,}\.[A-Za-z0-9_\-]{4,}(?:\.[A-Za-z0-9_\-]*)?`},
}

// Begins is how secrets of the kind begin; of several ways, the first.
func (k Kind) Begins() string {
	for _, p := range prefixes {
		if p.Kind == k {
			return p.Begins
		}
	}
	return ""
}

// Known reports whether nothing but a secret begins so. A short beginning, as
// sk- is, may stand at the beginning of a word.
func (p Prefix) Known() bool {
	return p.GitLab || p.Kind == GitHub || p.Kind == OpenShift || p.Kind == JWT || p.Kind == NPM
}

// maxCustom bounds what an administrator may have put before GitLab's own
// prefixes: "SIE-glpat-...".
const maxCustom = 20

// begins reports whether token begins with p, and where what follows p begins.
// The prefix of an instance may stand before one of GitLab's.
func (p Prefix) begins(token string) (behind int, ok bool) {
	if strings.HasPrefix(token, p.Begins) {
		return len(p.Begins), true
	}
	i := strings.Index(token, "-"+p.Begins)
	if !p.GitLab || i <= 0 || i > maxCustom {
		return 0, false
	}
	return i + 1 + len(p.Begins), true
}

// PrefixOf returns the prefix that token begins with. One of a personal access
// token comes before all others.
func PrefixOf(token string) (Prefix, bool) {
	for _, p := range prefixes {
		if _, ok := p.begins(token); ok {
			return p, true
		}
	}
	return Prefix{}, false
}

// customPrefix are words at the beginning of a token, as an administrator may
// choose them: "acme-pat-".
var customPrefix = lazy.Regexp(`^(?:[A-Za-z]{1,12}[-_])+`)

// leastBody is how long what follows a prefix at least is that nobody told us.
const leastBody = 16

// bodyOf returns where the part of a secret begins that has to stay unknown:
// behind its prefix, or behind the header of a JWT, which is the same in many.
func bodyOf(value string) int {
	for _, p := range prefixes {
		if behind, ok := p.begins(value); ok {
			if dot := strings.IndexByte(value, '.'); p.Kind == JWT && dot > 0 {
				return dot + 1
			}
			return behind
		}
	}
	if p := customPrefix().FindString(value); len(value)-len(p) >= leastBody {
		return len(p)
	}
	return 0
}
