package commands

import (
	"testing"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
)

// checkDetail wants the reason of every problem whose page has a place for one,
// in words: a status alone is none.
func checkDetail(t *testing.T, o outcome) {
	t.Helper()
	for _, p := range o.doc.Problems {
		page, _ := assets.Problem(string(p.Code))
		if _, asks := page.Reason(); asks && len(p.Detail) < len("no JSON") {
			t.Errorf("the page of %s has a place for the reason, the document says %q", p.Code, p.Detail)
		}
	}
}

// TestThePlaceOfTheReasonIsNeverEmpty: whatever the facts of a problem are, its
// detail says why where its page does.
func TestThePlaceOfTheReasonIsNeverEmpty(t *testing.T) {
	t.Parallel()
	asking := 0
	for _, page := range assets.Problems() {
		unknown, asks := page.Reason()
		if !asks {
			continue
		}
		asking++
		code := problem.Code(page.Code)
		for name, tc := range map[string]struct {
			facts problem.Facts
			want  string
		}{
			"nothing known":    {problem.Facts{}, unknown},
			"a status alone":   {problem.Facts{Words: "503"}, "HTTP status 503"},
			"200 is no reason": {problem.Facts{Words: "200"}, unknown},
			"words":            {problem.Facts{Words: "Not here."}, "Not here."},
			"the reason":       {problem.Facts{Words: "Not here.", Why: "It has moved."}, "It has moved."},
			"the hint":         {problem.Facts{Why: "It has moved.", Hint: "Look there."}, "Look there."},
		} {
			p := problem.New(code, "")
			p.Facts = tc.facts
			if got := detail(p); got != tc.want || got == "" {
				t.Errorf("%s, %s: %q, want %q", code, name, got, tc.want)
			}
		}
	}
	if asking < 20 {
		t.Errorf("only %d pages have a place for a reason", asking)
	}
	// A page without such a place quotes no bare status, but real words.
	if got := detail(problem.New(problem.RepoNotFound, "").With(problem.Facts{Words: "404"})); got != "" {
		t.Errorf("a bare status is told as a reason: %q", got)
	}
	if _, bad := gitlab.ParseAddress("htts://git.example"); bad == nil || detail(bad) == "" {
		t.Errorf("an address with a slip has no detail: %v", bad)
	}
}
