package gitlabtest_test

import (
	"fmt"
	"io"
	"net/http"

	"acp-gitlab/gitlab/gitlabtest"
)

// ask asks a GitLab who the token belongs to, as any client would.
func ask(server *gitlabtest.Server, token string) (status, body string) {
	req, err := http.NewRequest(http.MethodGet, server.URL()+"/api/v4/user", nil)
	if err != nil {
		return err.Error(), ""
	}
	req.Header.Set("PRIVATE-TOKEN", token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err.Error(), ""
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err.Error(), ""
	}
	return resp.Status, string(b)
}

// Example asks an embedded GitLab something, and then the server what it saw.
func Example() {
	server, err := gitlabtest.Start(gitlabtest.WithVersion("18.2.0"), gitlabtest.WithRoot("/gitlab"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()

	status, _ := ask(server, server.Token())
	fmt.Println(status)
	status, body := ask(server, server.Mint("expired", []string{"api"}, "2020-01-01"))
	fmt.Println(status, body)

	for _, seen := range server.Requests() {
		fmt.Println(seen.Method, seen.Path, seen.TokenIn, seen.Status)
	}
	// Output:
	// 200 OK
	// 401 Unauthorized {"error":"invalid_token","error_description":"Token is expired. You can either do re-authorization or token refresh."}
	// GET /gitlab/api/v4/user [Private-Token] 200
	// GET /gitlab/api/v4/user [Private-Token] 401
}

// ExampleWithScenario plays one of the ways in which a setup can go wrong.
// Scenarios lists them all.
func ExampleWithScenario() {
	server, err := gitlabtest.Start(gitlabtest.WithScenario("account-blocked"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()

	fmt.Println(server.Scenario().About)
	fmt.Println(ask(server, server.Token()))
	// Output:
	// the account is blocked
	// 403 Forbidden {"message":"403 Forbidden - Your account has been blocked."}
}

// ExampleServer_Hold looks at a client while its answer is outstanding. Nothing
// has to sleep.
func ExampleServer_Hold() {
	server, err := gitlabtest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()

	gate := server.Hold("/api/v4/user")
	answer := make(chan string)
	go func() {
		status, _ := ask(server, server.Token())
		answer <- status
	}()
	<-gate.Reached()
	fmt.Println("waiting:", len(server.Requests()))
	gate.Release()
	fmt.Println(<-answer)
	// Output:
	// waiting: 1
	// 200 OK
}
