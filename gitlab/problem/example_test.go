package problem_test

import (
	"fmt"

	"acp-gitlab/gitlab/problem"
)

// Example makes problems, and the exit code of a command that met them.
func Example() {
	met := []*problem.Problem{
		problem.New(problem.TokenExpiresSoon, "ci").With(problem.Facts{Date: "1 Dec 2026"}),
		problem.New(problem.ScopeMissing, "write_repository").Because("GET /api/v4/personal_access_tokens/self: 200"),
	}
	for _, p := range met {
		fmt.Println(p.Severity, p.Code, p.About())
	}
	fmt.Println("fix first:", problem.First(met).Code)
	fmt.Println("exit code", problem.Exit(met, false))
	// With strict, a warning alone is no success either.
	fmt.Println("exit code", problem.Exit(met[:1], false), "strict", problem.Exit(met[:1], true))
	// Output:
	// warning token-expires-soon ci
	// error scope-missing write_repository
	// fix first: scope-missing
	// exit code 3
	// exit code 0 strict 3
}

// ExampleRefusalIn finds out what GitLab means by what it says.
func ExampleRefusalIn() {
	refusal, ok := problem.RefusalIn("remote: The repository is temporarily read-only. Please try again later.")
	fmt.Println(ok, refusal.Who, refusal.Code, "may succeed later:", refusal.Waits)
	// Output:
	// true git gitlab-unavailable may succeed later: true
}

// ExampleFold keeps an answer with very many problems short.
func ExampleFold() {
	var met []*problem.Problem
	for _, scope := range []string{"sudo", "admin_mode", "create_runner"} {
		met = append(met, problem.New(problem.ScopeDangerous, scope))
	}
	for _, p := range problem.Fold(met, 2) {
		fmt.Println(p.Code, p.About())
	}
	// Output:
	// scope-dangerous sudo and 2 more
}
