package gitlab_test

import (
	"context"
	"fmt"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// Example asks a GitLab whether a token can push to a repository: first which
// GitLab it is, then what the token is, then the repository.
func Example() {
	now := time.Date(2026, time.November, 26, 9, 0, 0, 0, time.UTC)
	server, err := gitlabtest.Start(gitlabtest.WithNow(func() time.Time { return now }))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	stack, err := web.New(web.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer stack.Close()

	ctx := context.Background()
	// People paste the page that they are looking at.
	address, p := gitlab.ParseAddress(server.URL() + "/team/app/-/issues")
	if p != nil {
		fmt.Println(p)
		return
	}
	// No secret is sent until a GitLab has answered.
	found := gitlab.Probe(ctx, stack, address, func() time.Time { return now }, nil)
	if problem.Stops(found.Problems) {
		fmt.Println(problem.First(found.Problems))
		return
	}
	client, p := gitlab.NewClient(stack, found.Instance, secret.New(server.Token()))
	if p != nil {
		fmt.Println(p)
		return
	}
	token := client.Inspect(ctx, now, nil)
	fmt.Println(token.User.Username, "has a", token.Token.Kind.Describe(), "for", token.Token.DaysLeft, "days")

	repository := client.Repository(ctx, address.ProjectIn(found.Instance), *token.User, nil)
	fmt.Println(repository.Path, repository.Level, "can push:", repository.CanPush)
	for _, p := range repository.Problems {
		fmt.Println(p.Severity, p.Code, p.Subject)
	}
	// Output:
	// ada has a personal access token for 90 days
	// team/app Developer can push: true
	// note repo-branch-protected team/app
}

// ExampleReadToken shows what is known of a token before anyone is asked.
func ExampleReadToken() {
	pasted := gitlab.ReadToken("  PRIVATE-TOKEN: glpat" + "-abcdefghij0123456789\n")
	fmt.Println(pasted.Length, "characters, personal:", pasted.Personal)
	fmt.Println("cleaned away:", pasted.Removed)

	pasted = gitlab.ReadToken("gldt" + "-abcdefghij0123456789")
	fmt.Println(pasted.Problem.Code, "because it is", pasted.Looks)
	// Output:
	// 26 characters, personal: true
	// cleaned away: [1 line break 2 leading spaces PRIVATE-TOKEN:]
	// token-wrong-kind because it is a deploy token (gldt-)
}

// ExampleParseAddress shows that an address is read before it is asked.
func ExampleParseAddress() {
	address, _ := gitlab.ParseAddress("git.example.com/team/app/-/merge_requests/7")
	for _, in := range address.Candidates() {
		fmt.Println("ask", in.URL())
	}
	_, p := gitlab.ParseAddress("http://git.example.com")
	fmt.Println(p.Code, "propose", p.Facts.Proposed)
	// Output:
	// ask https://git.example.com
	// ask https://git.example.com/team
	// ask https://git.example.com/team/app
	// instance-not-https propose https://git.example.com
}

// ExampleParseRepository shows the ways in which people name a repository.
func ExampleParseRepository() {
	for _, typed := range []string{"team/app", "https://gitlab.com/team/app/-/issues", "git@gitlab.com:team/app.git"} {
		path, _ := gitlab.ParseRepository(typed, gitlab.DotCom)
		fmt.Println(path)
	}
	_, p := gitlab.ParseRepository("https://git.example.com/team/app", gitlab.DotCom)
	fmt.Println(p.Code)
	// Output:
	// team/app
	// team/app
	// team/app
	// repo-other-instance
}
