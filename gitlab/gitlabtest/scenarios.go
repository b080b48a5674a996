package gitlabtest

import "acp-gitlab/gitlab/problem"

// Scenario is one way in which a set-up can go. Those that bring a problem
// about have its code as their name; others are variants.
type Scenario struct {
	Name string
	// About says in one line what happens.
	About string
	// Code is the problem that comes of it; empty when all goes well or when
	// more than one thing can.
	Code problem.Code
	// Address is what to give as the address of GitLab, where it is not the
	// server's own.
	Address string
	// Token is what to paste, where it is not a token that the server made.
	Token string
	// Repository is what to give as the repository; empty for any.
	Repository string

	opts []Option
}

// Scenarios returns all of them: first those that are named like a code, in
// the catalogue's order, then the others.
func Scenarios() []Scenario {
	var out []Scenario
	for _, list := range areas() {
		for _, sc := range list {
			if sc.Name == string(sc.Code) {
				out = append(out, sc)
			}
		}
	}
	for _, list := range areas() {
		for _, sc := range list {
			if sc.Name != string(sc.Code) {
				out = append(out, sc)
			}
		}
	}
	return out
}

func areas() [][]Scenario {
	return [][]Scenario{
		instanceScenarios(), tokenScenarios(), scopeScenarios(), accountScenarios(),
		repositoryScenarios(), gitScenarios(), answerScenarios(), wireScenarios(),
	}
}

func scenario(name string) (Scenario, bool) {
	for _, list := range areas() {
		for _, sc := range list {
			if sc.Name == name {
				return sc, true
			}
		}
	}
	return Scenario{}, false
}
