package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"acp-gitlab/gitlab/web"
)

// Example sends two requests. An answer is an answer whatever its status; what
// stands in the way of one is a Failure.
func Example() {
	mux := http.NewServeMux()
	mux.Handle("/moved", http.RedirectHandler("https://login.example.com/?next=secret", http.StatusFound))
	server := httptest.NewServer(mux)
	defer server.Close()
	stack, err := web.New(web.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer stack.Close()

	ctx := context.Background()
	answer, err := stack.Do(ctx, web.Request{URL: server.URL + "/nothing"})
	fmt.Println(answer.Status, err)

	// Redirects to elsewhere are not followed, and no query is ever shown.
	answer, err = stack.Do(ctx, web.Request{URL: server.URL + "/moved"})
	var failure *web.Failure
	fmt.Println(errors.As(err, &failure) && failure.Kind == web.Redirected, answer.Location)
	// Output:
	// 404 <nil>
	// true https://login.example.com/
}

// ExampleClean makes a text of somebody else fit for one line of a terminal.
func ExampleClean() {
	fmt.Println(web.Clean("502 \x1b[31mBad\nGateway\x1b[0m"))
	// Output:
	// 502 Bad Gateway
}
