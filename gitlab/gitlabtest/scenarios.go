package gitlabtest

import (
	"fmt"

	"acp-gitlab/gitlab/problem"
)

// Scenario is one way in which a setup can go. Those that bring a problem
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

// hostileNames puts into every name what must never reach a terminal: colours,
// a window title, a line that is wiped, text that runs backwards, a link.
func hostileNames(c *config) {
	c.user.Name = "Ada\x1b[31m Love\x1b]0;owned\x07lace\u202egnp.exe\u2066"
	c.versionText = "16.11.4\x1b[2K\r\x1b[1Aok"
	c.token.Name = "Ambient\x1b]8;;https://evil.example/\x1b\\ Code\x1b]8;;\x1b\\\nsecond line\u200f"
	c.editApp = func(p *Project) {
		p.Name = "app\x1b[2J\u202e\u009b31m"
		p.DefaultBranch = "main\x1b]52;c;aGk=\x07"
	}
}

// manyProjects adds projects until the list has several pages.
func manyProjects(c *config) {
	for i := range 250 {
		c.projects = append(c.projects, Project{
			ID: int64(100 + i), Path: fmt.Sprintf("team/part-%03d", i), Level: developer, Grant: ByGroup, ActiveDaysAgo: 40 + i,
		})
	}
}
