package secret_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"acp-gitlab/gitlab/secret"
)

// Example shows that a Text may stand in any value that is printed, logged or
// encoded.
func Example() {
	login := struct {
		User  string
		Token secret.Text
	}{"ada", secret.New("glpat-" + strings.Repeat("x", 20))}

	encoded, _ := json.Marshal(login)
	fmt.Printf("%v\n%+v\n%s\n", login, login, encoded)
	// The value is read in one way only.
	fmt.Println(len(login.Token.Reveal()))
	// Output:
	// {ada [redacted]}
	// {User:ada Token:[redacted]}
	// {"User":"ada","Token":"[redacted]"}
	// 26
}

// ExampleScrubber keeps a session out of what somebody else wrote, whatever form
// it has there, and everything that looks like a token.
func ExampleScrubber() {
	scrubber := secret.NewScrubber(secret.New("a/session+without=a-prefix"))
	fmt.Println(scrubber.Scrub("refused: a/session+without=a-prefix"))
	fmt.Println(scrubber.Scrub("next: a%2Fsession%2Bwithout%3Da-prefix"))
	fmt.Println(scrubber.Scrub("remote: glpat-" + strings.Repeat("x", 20)))
	fmt.Println(scrubber.Scrub("GET https://ada:secret@git.example.com/api?key=value"))
	// Output:
	// refused: [redacted]
	// next: [redacted]
	// remote: [redacted]
	// GET https://git.example.com/api
}

// ExamplePrefixOf tells what a secret is by how it begins.
func ExamplePrefixOf() {
	prefix, ok := secret.PrefixOf("gldt-" + strings.Repeat("x", 20))
	fmt.Println("known:", ok, "GitLab's:", prefix.GitLab, "a deploy token:", prefix.Kind == secret.GitLabDeploy)
	// Output:
	// known: true GitLab's: true a deploy token: true
}

// ExampleHolds shows the three questions that can be asked of a text.
func ExampleHolds() {
	for _, text := range []string{"password: wrong", "?private_token=4f9c1e", "my-service-with-a-long-name-2024", "k8Fq2Zt7Lw4Rb9Xs1Mv6"} {
		fmt.Println(secret.Holds(text), secret.MayBe(text), secret.InName(text), text)
	}
	// Output:
	// false false false password: wrong
	// true true true ?private_token=4f9c1e
	// false true false my-service-with-a-long-name-2024
	// false true true k8Fq2Zt7Lw4Rb9Xs1Mv6
}
