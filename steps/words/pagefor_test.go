package words_test

import (
	"strings"
	"testing"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/words"
)

// TestThePageForASentenceSaysWhatHelpsAgainstIt: two sentences of one name have
// two remedies.
func TestThePageForASentenceSaysWhatHelpsAgainstIt(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"remote: Your top-level group is over the user limit and has been placed in a read-only state.": "can remove members or start a paid plan",
		"Your push has been rejected, because this repository has exceeded its size limit of 10 MiB":    "can raise the limit",
		"something else": "An owner of the group can lift the limit.",
	} {
		page := words.PageFor(string(problem.RepoReadOnly), said)
		if got := strings.Join(page.Fix, " "); !strings.Contains(got, want) {
			t.Errorf("%q: %q", said, got)
		}
	}
	if page := words.PageFor(string(problem.RepoNotReady), "has been placed in a read-only state"); strings.Contains(page.Markdown, "read-only") {
		t.Errorf("a sentence of another name is quoted: %s", page.Markdown)
	}
}
