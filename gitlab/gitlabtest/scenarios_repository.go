package gitlabtest

import (
	"net/http"

	"acp-gitlab/gitlab/problem"
)

const app = "team/app"

func repositoryScenarios() []Scenario {
	repo := func(code problem.Code, about, repository string, opts ...Option) Scenario {
		return Scenario{Name: string(code), Code: code, About: about, Repository: repository, opts: opts}
	}
	return []Scenario{
		repo(problem.RepoAddressInvalid, "one word is given as the repository", "app"),
		repo(problem.RepoOtherInstance, "the repository is on another GitLab", "https://gitlab.com/team/app"),
		repo(problem.RepoNotFound, "the project does not exist, or you cannot see it", "other/private"),
		repo(problem.RepoRoleTooLow, "you are a Reporter there", "team/reports"),
		repo(problem.RepoNotAMember, "a public project of others", "open/library"),
		repo(problem.RepoArchived, "the project is archived", "team/old"),
		repo(problem.RepoBeingDeleted, "the project is scheduled for deletion", app,
			withApp(func(p *Project) { p.DeletionOn = "2026-12-01" })),
		repo(problem.RepoDisabled, "the project has its repository turned off", app,
			withApp(func(p *Project) { p.Disabled = true })),
		repo(problem.RepoPushRefused, "you are a Developer, but git refuses the push", app,
			withApp(func(p *Project) { p.Git = &Refusal{http.StatusForbidden, gitPush} })),
		repo(problem.RepoHTTPGitOff, "git over https is turned off", app,
			WithGitRefusal(Refusal{http.StatusForbidden, gitHTTPOff})),
		repo(problem.RepoSSORequired, "the group requires single sign-on first", app, withSSO()),
		repo(problem.RepoLegacyRefused, "the group accepts fine-grained tokens only", app,
			WithVersion("19.4.1"), func(c *config) { c.enforced = "team" }),
		repo(problem.RepoReadOnly, "the top-level group is over its user limit", app,
			WithGitRefusal(Refusal{http.StatusForbidden, gitUserCap})),
		repo(problem.RepoNotReady, "the project is still being imported", app,
			withApp(func(p *Project) { p.NoRepository, p.Importing = true, true })),
		repo(problem.RepoMergeOff, "merge requests are turned off in the project", app,
			withApp(func(p *Project) { p.NoMergeRequests = true })),
		repo(problem.RepoRoleEnds, "your membership expires in 2 days", app,
			withApp(func(p *Project) { p.RoleDaysLeft = 2 })),
		repo(problem.RepoNestedGroup, "the project is in a group inside a group", "group/sub/app"),
		repo(problem.RepoEmpty, "nothing has been pushed to the project yet", "team/empty"),
		repo(problem.RepoBranchProtected, "the default branch is protected", app),
		{Name: "repo-moved", About: "the project has a new path", Repository: "team/before"},
		{Name: "repo-shared", About: "your role comes from a group that the project is shared with", Repository: "shared/lib"},
		{
			Name: "repo-role-hidden", About: "only GraphQL and git report your role", Repository: app,
			opts: []Option{withApp(func(p *Project) { p.Grant = Hidden })},
		},
		{
			Name: "repo-not-created", Code: problem.RepoEmpty, About: "the project has no repository yet", Repository: app,
			opts: []Option{withApp(func(p *Project) { p.NoRepository = true })},
		},
		{
			Name: "repo-slashes", About: "a proxy in front of GitLab decodes %2F in addresses", Repository: app,
			opts: []Option{withFault(decodeSlashes)},
		},
		{Name: "hostile-names", About: "names with escape sequences and characters that reverse text", Repository: app, opts: []Option{hostileNames}},
		{Name: "many-projects", About: "250 projects: the list has several pages", opts: []Option{manyProjects}},
	}
}

// gitScenarios are git's other answers.
func gitScenarios() []Scenario {
	git := func(name string, code problem.Code, about string, status int, words string) Scenario {
		return Scenario{Name: name, Code: code, About: about, Repository: app, opts: []Option{WithGitRefusal(Refusal{status, words})}}
	}
	return []Scenario{
		git("git-upload-refused", problem.ScopeMissing, "git says that the token cannot push", http.StatusForbidden, gitUpload),
		git("git-fine-grained", problem.RepoLegacyRefused, "git requires a fine-grained permission", http.StatusForbidden, gitGranular),
		git("git-push-off", problem.RepoHTTPGitOff, "git refuses pushes over http", http.StatusForbidden, gitNoHTTP),
		git("git-banned", problem.GitLabRateLimited, "git has seen too many wrong passwords from this address", http.StatusForbidden, gitBanned),
		git("git-read-only", problem.GitLabUnavailable, "the repository is read-only for a while", http.StatusForbidden, gitReadOnly),
		git("git-instance-read-only", problem.GitLabUnavailable, "this GitLab is read-only", http.StatusForbidden, gitInstance),
		git("git-unavailable", problem.GitLabUnavailable, "GitLab's git server does not answer", http.StatusServiceUnavailable, gitTimeout),
		{
			Name: "git-unauthorized", Code: problem.RepoPushRefused, About: "git refuses the token that the API accepts", Repository: app,
			opts: []Option{withFault(onGit(gitUnauthorized))},
		},
		{
			Name: "git-not-found", Code: problem.RepoPushRefused, About: "git does not find what the API shows", Repository: app,
			opts: []Option{WithGitRefusal(Refusal{http.StatusNotFound, gitNotFound})},
		},
		{
			Name: "git-silence", Code: problem.GitLabTimeout, About: "git never answers", Repository: app,
			opts: []Option{withFault(onGit(silent))},
		},
		{
			Name: "git-reset", Code: problem.GitLabUnavailable, About: "git cuts the connection", Repository: app,
			opts: []Option{withFault(onGit(cutBeforeAnswer))},
		},
	}
}

// withSSO makes git ask for the single sign-on of the group.
func withSSO() Option {
	return withApp(func(p *Project) {
		p.Git = &Refusal{http.StatusForbidden, "Cannot find valid SSO session. Please login via your group's SSO at " +
			"https://gitlab.example.com/groups/team/-/saml/sso?token=demo"}
	})
}
