package gitlab

import "acp-gitlab/gitlab/problem"

// pushes are the lines for what git said, or did not say.
var pushes = map[problem.Code]string{
	problem.ScopeMissing:      "git refuses: the token lacks write_repository",
	problem.TokenFineGrained:  "git refuses: a fine-grained token without Code: Push",
	problem.RepoNotAMember:    "git refuses: you are no member of this project",
	problem.RepoRoleTooLow:    "git refuses: your role is too low",
	problem.RepoPushRefused:   "git refuses, although your role would do",
	problem.RepoArchived:      "git refuses: the project is archived",
	problem.RepoHTTPGitOff:    "this GitLab lets nobody push over https",
	problem.RepoSSORequired:   "the group wants a fresh single sign-on first",
	problem.GitLabUnavailable: "git takes no pushes just now: read-only",
	problem.RepoEmpty:         "git has nothing there yet",
}

// gitWords returns the line for what git's answer brought. fault says that it
// did not answer the question.
func gitWords(p *problem.Problem, fault bool) string {
	words, ok := pushes[p.Code]
	switch {
	case fault:
		return "git did not say: " + refusalWords(p)
	case ok:
		return words
	}
	return refusalWords(p)
}
