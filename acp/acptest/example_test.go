package acptest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
)

// call sends body to the ACP as its person, as any client would.
func call(platform *acptest.Server, method, path, body string) string {
	req, err := http.NewRequest(method, platform.URL()+path, strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	req.Header.Set("Authorization", "Bearer "+platform.Session())
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err.Error()
	}
	return resp.Status + " " + strings.TrimSpace(string(b))
}

// Example connects Ada's account at an embedded GitLab. ACP asks that GitLab
// before it saves the token.
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

	fmt.Println(call(platform, http.MethodGet, "/api/auth/gitlab/status", ""))
	body := fmt.Sprintf(`{"personalAccessToken":%q,"instanceUrl":%q}`, gitLab.Token(), gitLab.URL())
	answer := call(platform, http.MethodPost, "/api/auth/gitlab/connect", body)
	fmt.Println(strings.ReplaceAll(answer, gitLab.URL(), "https://git.example.com"))

	// The token itself never leaves the server.
	fmt.Println("holds it:", platform.Holds(gitLab.URL(), gitLab.Knows))
	for _, seen := range platform.Requests() {
		fmt.Println(seen.Method, seen.Path, seen.Authorization, seen.Fields)
	}
	// Output:
	// 200 OK {"connected":false}
	// 200 OK {"instanceUrl":"https://git.example.com","message":"GitLab connected successfully"}
	// holds it: true
	// GET /api/auth/gitlab/status access-key []
	// POST /api/auth/gitlab/connect access-key [instanceUrl personalAccessToken]
}

// ExampleWithScenario plays one of the ways in which ACP stands in the way.
// Scenarios lists them all.
func ExampleWithScenario() {
	platform, err := acptest.Start(acptest.WithScenario("acp-session-refused"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer platform.Close()

	fmt.Println(call(platform, http.MethodGet, "/api/auth/gitlab/status", ""))
	// Output:
	// 401 Unauthorized {"error":"User authentication required"}
}
