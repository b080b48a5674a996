package steps

import (
	"testing"

	"acp-gitlab/gitlab/problem"
)

// TestNoAddressIsOfferedThatIsNone: a redirect may lead to no address at all.
func TestNoAddressIsOfferedThatIsNone(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]act{
		"https://git.example.org/x": actUseTarget, "https://127.0.0.1:30080:30443/x": actCorrect, "": actCorrect, "http://%zz/": actCorrect,
	} {
		p := problem.New(problem.InstanceRedirected, "git.example.com").With(problem.Facts{Target: target})
		if got := actions(p, "")[0].act; got != want {
			t.Errorf("%q: the first thing to do is %d, want %d", target, got, want)
		}
	}
}

// TestNoCAFileHelpsAgainstOthers: only an authority that is not known is one to add.
func TestNoCAFileHelpsAgainstOthers(t *testing.T) {
	t.Parallel()
	for _, code := range []problem.Code{
		problem.InstanceTLSFailed, problem.InstanceTLSIncomplete, problem.InstanceTLSExpired, problem.InstanceGateway, problem.InstanceStripsAuthorization,
	} {
		list := actions(problem.New(code, "git.example.com"), "/ca.pem")
		if len(list) < 2 {
			t.Errorf("%s: only %d things to do", code, len(list))
		}
		for _, a := range list {
			if a.act == actUseCA || a.act == actChooseCA {
				t.Errorf("%s: asks for a CA file", code)
			}
		}
	}
}
