package assets

import (
	"strings"
	"testing"

	"acp-gitlab/gitlab/problem"
)

func TestEveryPhraseIsFoundVerbatim(t *testing.T) {
	t.Parallel()
	rows := 0
	for line := range strings.Lines(phraseTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		rows++
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 3 {
			t.Errorf("%q: want three cells", line)
			continue
		}
		words, code, who := cells[0], cells[1], cells[2]
		if _, ok := problem.Lookup(problem.Code(code)); !ok {
			t.Errorf("%q: no such code: %s", words, code)
		}
		match, ok := matchOf(Find(words), code)
		if !ok || !match.Whole || match.Who != who && !strings.EqualFold(match.Phrase, words) {
			t.Errorf("Find(%q) has no whole match of %s by %s: %+v", words, code, who, Find(words))
		}
		if first := Find(words)[0]; first.score > match.score {
			t.Errorf("Find(%q): %s comes before %s", words, first.Phrase, code)
		}
	}
	if rows < 100 {
		t.Errorf("the table has %d rows, want all known phrases", rows)
	}
}

// TestEveryRefusalOfGitLabIsFound: what verdicts know, explain knows.
func TestEveryRefusalOfGitLabIsFound(t *testing.T) {
	t.Parallel()
	for _, r := range problem.Refusals() {
		words := strings.ReplaceAll(r.Sentence, "...", "xyz")
		if match, ok := matchOf(Find(words), string(r.Code)); !ok || !match.Whole {
			t.Errorf("Find(%q) has no whole match of %s: %+v", words, r.Code, Find(words))
		}
		if said, ok := problem.RefusalIn("remote: " + strings.ToUpper(words) + " xyz"); !ok || said.Code != r.Code {
			t.Errorf("RefusalIn(%q) is %s, want %s", words, said.Code, r.Code)
		}
	}
}

func TestFindRanksTheLikeliestFirst(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		words, code, who string
		whole            bool
	}{
		"in the middle of a line": {
			`{"error":"GitLab connectivity check failed: failed to authenticate with the provided Personal Access Token"}`,
			"acp-refused-token", "ACP", true,
		},
		"longer beats shorter": {
			"invalid token: GitLab token is invalid or expired", "acp-refused-token", "ACP", true,
		},
		"gaps": {
			"GitLab connectivity check failed: failed to connect to GitLab API at https://git.example.com: request failed: dial tcp 10.0.0.1:443: connect: connection refused",
			"acp-cannot-reach-gitlab", "ACP", true,
		},
		"case and spaces":    {"  YOU are   not allowed\nto upload code ", "scope-missing", "git", true},
		"curly apostrophe":   {"You can’t push code to an archived project", "repo-archived", "git", true},
		"a part of it":       {"you have to re-authorize from", "token-revoked", "GitLab", true},
		"slips":              {"You are not alloed to upload cde here", "scope-missing", "git", false},
		"words left out":     {"primary email not confirmed check inbox", "account-unconfirmed", "GitLab", false},
		"a code":             {"repo-not-found", "repo-not-found", "acp-gitlab", true},
		"a code in words":    {"scope missing", "scope-missing", "acp-gitlab", true},
		"a code with a slip": {"scope-mising", "scope-missing", "acp-gitlab", false},
		"a title":            {"The token lacks write_repository.", "scope-missing", "acp-gitlab", true},
		"a title, filled":    {"stop  gitlab.example.com does not recognize this token.", "token-unknown", "acp-gitlab", true},
		"a number alone":     {"407", "instance-proxy", "the network", false},
		"git's sign-in":      {"remote: HTTP Basic: Access denied.", "repo-push-refused", "git", true},
		"the sso sentence":   {"Cannot find valid SSO session. Please login via your group's SSO at https://gitlab.com/groups/x/-/saml/sso?token=y", "repo-sso-required", "git", true},
		"terms": {
			"403 Forbidden - You (@ada) must accept the Terms of Service in order to perform this action. To accept these terms, please access GitLab from a web browser at https://git.example.com.",
			"account-terms", "GitLab", true,
		},
		"fine-grained": {
			"Access denied: This operation requires a fine-grained personal access token with the following project permissions: [Project: Read].",
			"permission-missing", "GitLab", true,
		},
		"go's certificate words": {
			`Get "https://h/api/v4/version": tls: failed to verify certificate: x509: certificate is valid for a.example.com, not h`,
			"instance-tls-hostname", "the network", true,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Find(tc.words)
			if len(got) == 0 || got[0].Code != tc.code || got[0].Who != tc.who || got[0].Whole != tc.whole {
				t.Errorf("Find(%q) = %+v, want %s by %s (whole %v) first", tc.words, got, tc.code, tc.who, tc.whole)
			}
		})
	}
}

func TestFindKeepsToWhatItKnows(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"token", "expired", "401"} {
		if got := Find(words); len(got) == 0 || got[0].Whole {
			t.Errorf("Find(%q) = %+v, want some, none of them certain", words, got)
		}
	}
	for _, words := range []string{"", "   ", "…", "a", "to", "my printer is out of paper", "lorem ipsum dolor sit amet"} {
		if got := Find(words); len(got) != 0 {
			t.Errorf("Find(%q) = %+v, want nothing", words, got)
		}
	}
}

func TestFindNamesEachCodeOnce(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"403 Forbidden", "invalid token", strings.Repeat("connection refused ", 1000)} {
		seen := map[string]bool{}
		got := Find(words)
		for _, m := range got {
			if seen[m.Code] {
				t.Errorf("Find(%.20q): %s twice", words, m.Code)
			}
			seen[m.Code] = true
		}
		if len(got) == 0 || len(got) > mostMatches {
			t.Errorf("Find(%.20q): %d matches, want 1 to %d", words, len(got), mostMatches)
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		want int
	}{
		{"missing", "missing", 0},
		{"mising", "missing", 1},
		{"missnig", "missing", 1},
		{"scopes", "socpes", 1},
		{"abc", "abcdef", 3},
		{"token", "taken", 1},
		{"", "ab", 2},
	}
	for _, tc := range tests {
		if got := distance(tc.a, tc.b, 2); got != tc.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("403 Forbidden - Your account has been blocked.")
	f.Add("\xff\xfe {host|")
	f.Fuzz(func(t *testing.T, words string) {
		for _, m := range Find(words) {
			if _, ok := Problem(m.Code); !ok {
				t.Errorf("Find(%q) names %q, which has no page", words, m.Code)
			}
		}
	})
}

func matchOf(matches []Match, code string) (Match, bool) {
	for _, m := range matches {
		if m.Code == code {
			return m, true
		}
	}
	return Match{}, false
}
