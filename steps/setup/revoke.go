package setup

import (
	"context"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
)

// Revoke revokes a token at its GitLab, which cannot be undone. One that
// is no longer valid needs nothing more.
func Revoke(ctx context.Context, stack *web.Stack, in gitlab.Instance, token secret.Text) *problem.Problem {
	client, p := gitlab.NewClient(stack, in, token)
	if p != nil {
		return p
	}
	return endOwn(ctx, client)
}

func endOwn(ctx context.Context, client *gitlab.Client) *problem.Problem {
	if p := client.Revoke(ctx); p == nil || p.Code != problem.TokenRevoked {
		return p
	}
	return nil
}

// EndListed revokes one of the tokens that the client listed: the client's
// own one as what it is, any other by its number.
func EndListed(ctx context.Context, client *gitlab.Client, t ListedToken) *problem.Problem {
	if t.Asking {
		return endOwn(ctx, client)
	}
	return client.RevokeByID(ctx, t.ID)
}

// ForgetEnded is what is remembered differently once the token with this number
// has ended.
func ForgetEnded(id int64) func(*memory.Memory) { return func(m *memory.Memory) { m.Ended(id) } }

// AlreadyOver returns why a token that was inspected has ended before: revoked or
// expired. It is nil where it has not.
func AlreadyOver(in gitlab.Inspection) *problem.Problem {
	for _, p := range in.Problems {
		if p.Code == problem.TokenRevoked || p.Code == problem.TokenExpired {
			return p
		}
	}
	return nil
}
