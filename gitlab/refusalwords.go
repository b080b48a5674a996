package gitlab

import "acp-gitlab/gitlab/problem"

// refusals are the lines for a token or an account that GitLab does not let
// in.
var refusals = map[problem.Code]string{
	problem.TokenUnknown:           "GitLab does not know this token",
	problem.TokenExpired:           "it has ended",
	problem.TokenRevoked:           "it was revoked",
	problem.TokenInactive:          "it is not active",
	problem.TokenFineGrained:       "a fine-grained token without the right for this",
	problem.ScopeMissing:           "it lacks a scope for this",
	problem.AccountBlocked:         "the account is blocked",
	problem.AccountDeactivated:     "the account is deactivated",
	problem.AccountPending:         "the account waits for approval",
	problem.AccountUnconfirmed:     "the account's e-mail address is not confirmed",
	problem.AccountTerms:           "GitLab's terms are not accepted yet",
	problem.AccountPasswordExpired: "the account's password has run out",
}

// refusalWords returns the line for a call with the token that brought p.
func refusalWords(p *problem.Problem) string {
	if words, ok := refusals[p.Code]; ok {
		return words
	}
	return stopWords(p)
}
