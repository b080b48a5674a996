package setup

import (
	"context"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// Revoke ends a token at its GitLab, for good.
func Revoke(ctx context.Context, stack *web.Stack, in gitlab.Instance, token secret.Text) *problem.Problem {
	client, p := gitlab.NewClient(stack, in, token)
	if p != nil {
		return p
	}
	return client.Revoke(ctx)
}
