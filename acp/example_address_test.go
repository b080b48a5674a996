package acp_test

import (
	"fmt"
	"time"

	"acp-gitlab/acp"
)

// ExampleParseAddress shows that any page of ACP names it.
func ExampleParseAddress() {
	const typed = "acp.example.com/projects/my-team/keys"
	origin, _ := acp.ParseAddress(typed)
	fmt.Println(origin, acp.Workspace(typed))

	_, p := acp.ParseAddress("http://acp.example.com")
	fmt.Println(p.Code, "propose", p.Facts.Proposed)
	// Output:
	// https://acp.example.com my-team
	// acp-not-https propose https://acp.example.com
}

// ExampleJudge shows what proves that ACP saved a token: not that it says yes,
// but that it holds another connection than before.
func ExampleJudge() {
	const gitLab = "https://git.example.com"
	saved := time.Date(2026, time.November, 26, 9, 0, 0, 0, time.UTC)
	before := acp.Connection{Connected: true, InstanceURL: gitLab, UpdatedAt: saved}
	after := before
	fmt.Println(acp.Judge(before, after, gitLab) == acp.Unchanged)

	after.UpdatedAt = saved.Add(time.Minute)
	fmt.Println(acp.Judge(before, after, gitLab) == acp.Confirmed)
	// Output:
	// true
	// true
}
