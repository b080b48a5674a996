package steps

import (
	"context"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// revoke ends a token at its GitLab, for good.
func revoke(ctx context.Context, stack *web.Stack, in gitlab.Instance, token secret.Text) *problem.Problem {
	client, err := gitlab.NewClient(stack, in, token)
	if err != nil {
		return unexpected(err)
	}
	return client.Revoke(ctx)
}
