package setup

import (
	"testing"

	"acp-gitlab/gitlab/problem"
)

// TestOnlyACoveredScopeMayBeMissing: GitLab's answer said whether another scope
// includes it.
func TestOnlyACoveredScopeMayBeMissing(t *testing.T) {
	t.Parallel()
	missing := problem.New(problem.ScopeMissing, "read_user")
	for name, tc := range map[string]struct {
		p    *problem.Problem
		want bool
	}{
		"covered":     {missing.With(problem.Facts{Covered: true}), true},
		"not covered": {missing, false},
		"dangerous":   {problem.New(problem.ScopeDangerous, "sudo"), true},
		"another":     {problem.New(problem.TokenRevoked, ""), false},
	} {
		if got := acceptable(tc.p); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
