package assets

import (
	"slices"
	"testing"
)

func TestLikeliestKeepsWhatScoresAlike(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]struct{ first, rest []string }{
		"failed to authenticate with the provided Personal Access Token": {first: []string{"acp-refused-token"}},
		"invalid_token":         {first: []string{"token-expired", "token-revoked", "token-inactive"}},
		"403 Forbidden":         {first: []string{"gitlab-forbidden", "repo-role-too-low", "scope-missing"}},
		"502 bad gateway":       {first: []string{"gitlab-unavailable", "acp-unavailable"}},
		"timeout":               {first: []string{"instance-timeout", "gitlab-timeout", "acp-unavailable"}},
		"nothing of this kind?": {},
	} {
		first, rest := Likeliest(Find(words))
		if !slices.Equal(codes(first), want.first) || !slices.Equal(codes(rest), want.rest) {
			t.Errorf("%q: %v, then %v; want %v, then %v", words, codes(first), codes(rest), want.first, want.rest)
		}
	}
}

func codes(matches []Match) []string {
	var out []string
	for _, m := range matches {
		out = append(out, m.Code)
	}
	return out
}

func TestNearestNamesTheCodeThatWasMeant(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"scope-mising": "scope-missing", "repo-notfound": "repo-not-found", "acp-refused-tokn": "acp-refused-token",
		"instance-tls-untrustet": "instance-tls-untrusted", "archved": "repo-archived", "SCOPE_MISSING": "scope-missing",
	} {
		if got := Nearest(typed); len(got) == 0 || got[0] != want || len(got) > mostNearest {
			t.Errorf("Nearest(%q) = %v, want %s first and %d at most", typed, got, want, mostNearest)
		}
	}
	for _, typed := range []string{"", "frobnicate", "x"} {
		if got := Nearest(typed); len(got) != 0 {
			t.Errorf("Nearest(%q) = %v, want none", typed, got)
		}
	}
}
