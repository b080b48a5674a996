package problem

import "testing"

// TestTheExitCodeOfSeveralProblems: the first of 1, 64, 5, 4, 6, 7, 3 decides;
// warnings and notes count only when that is asked for.
func TestTheExitCodeOfSeveralProblems(t *testing.T) {
	t.Parallel()
	falling := []Code{TokenEmpty, InstanceDNS, TokenExpired, ACPForbidden, GitLabTimeout, ScopeMissing, ScopeExcess, RepoEmpty}
	exits := []int{ExitUsage, ExitUnreachable, ExitRefused, ExitACP, ExitTemporary, ExitNeedsDoing, ExitOK, ExitOK}
	for i := range falling {
		var met []*Problem
		for _, code := range falling[i:] {
			met = append([]*Problem{New(code, "")}, met...) // what counts most comes last
		}
		if got := Exit(met, false); got != exits[i] {
			t.Errorf("from %s on: exit code %d, want %d", falling[i], got, exits[i])
		}
		if first := First(met); exits[i] != ExitOK && first.Code != falling[i] || exits[i] == ExitOK && first != nil {
			t.Errorf("from %s on: the first is %v", falling[i], first)
		}
	}
	for code, want := range map[Code]int{ScopeExcess: ExitNeedsDoing, RepoEmpty: ExitOK, TokenExpired: ExitRefused} {
		if got := Exit([]*Problem{New(code, "")}, true); got != want {
			t.Errorf("%s, strictly: exit code %d, want %d", code, got, want)
		}
	}
	raised := New(TokenExpiresSoon, "").WithSeverity(Error)
	if Exit([]*Problem{raised}, false) != ExitNeedsDoing || !Stops([]*Problem{raised}) {
		t.Error("a warning that was made an error does not stop")
	}
	if accepted := New(ScopeMissing, "").WithSeverity(Warning); Exit([]*Problem{accepted}, false) != ExitOK {
		t.Error("an error that was accepted stops")
	}
}

// TestTheCatalogueFitsTogether: an error has an exit code, others have none.
func TestTheCatalogueFitsTogether(t *testing.T) {
	t.Parallel()
	for _, spec := range All() {
		if (spec.Severity == Error) != (spec.Exit != ExitOK) || spec.Severity != Error && spec.Retryable {
			t.Errorf("%+v", spec)
		}
	}
}
