package acp_test

import (
	"context"
	"fmt"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// Connect gives the ACP at address a GitLab token, and returns what ACP then
// holds.
func Connect(ctx context.Context, stack *web.Stack, address string, bearer, token secret.Text, gitLab string) (acp.Connection, *problem.Problem) {
	// No secret is sent until an ACP has answered.
	endpoint, p := acp.Find(ctx, stack, address, nil)
	if p != nil {
		return acp.Connection{}, p
	}
	session := acp.ReadSession(bearer, endpoint.API, "ACP_TOKEN")
	client, p := acp.NewClient(stack, endpoint.API, session, endpoint.Workspace)
	if p != nil {
		return acp.Connection{}, p
	}
	before, p := client.Status(ctx)
	if p != nil {
		return acp.Connection{}, p
	}
	// ACP tries the token from where it runs. Nothing is saved yet.
	if _, p := client.Test(ctx, token, gitLab); p != nil {
		return before, p
	}
	// A yes of ACP is not enough: Confirm asks what it holds now.
	if p := client.Connect(ctx, token, gitLab); p != nil && !acp.Unsure(p) {
		return before, p
	}
	return client.Confirm(ctx, before, gitLab)
}

// Example connects a GitLab account. Both servers run inside the example.
func Example() {
	gitLab, err := gitlabtest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer gitLab.Close()
	platform, err := acptest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer platform.Close()
	stack, err := web.New(web.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer stack.Close()

	bearer, token := secret.New(platform.Session()), secret.New(gitLab.Token())
	now, p := Connect(context.Background(), stack, platform.URL(), bearer, token, gitLab.URL())
	if p != nil {
		fmt.Println(p)
		return
	}
	fmt.Println("connected:", now.Connected, "to this GitLab:", acp.SameInstance(now.InstanceURL, gitLab.URL()))

	_, p = Connect(context.Background(), stack, platform.URL(), bearer, secret.New("glpat"+"-from-another-gitlab"), gitLab.URL())
	fmt.Println(p.Code)
	// Output:
	// connected: true to this GitLab: true
	// acp-refused-token
}
