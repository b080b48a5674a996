package assets

import "testing"

func TestTokenIsCalledFineOnlyWhereItWasAccepted(t *testing.T) {
	t.Parallel()
	p := Page{Code: "x", Title: "A. {token|}", Why: "A. {token} B."}
	for state, want := range map[TokenState][2]string{
		TokenAccepted: {"A. " + tokenFine, "A. " + tokenFine + " B."},
		TokenUnknown:  {"A.", "A. " + tokenKeep + " B."},
		NoToken:       {"A.", "A. B."},
	} {
		filled := p.WithToken(state).Fill(nil)
		if got := [2]string{filled.Title, filled.Why}; got != want {
			t.Errorf("%d: %q, want %q", state, got, want)
		}
	}
}
