package words_test

import (
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// TestTokenChoicesGiveWayToTheRoom: names first, then columns, then all columns.
func TestTokenChoicesGiveWayToTheRoom(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)
	end := gitlab.Date{Year: 2026, Month: time.November, Day: 29}
	list := []setup.ListedToken{
		{TokenFacts: gitlab.TokenFacts{ID: 4711, Name: "Ambient Code Platform, November 2026", ExpiresAt: &end, CreatedAt: now, DaysLeft: 7}, Current: true, Soon: true},
		{TokenFacts: gitlab.TokenFacts{ID: 38, Name: "x"}, Never: true},
	}
	for name, tc := range map[string]struct {
		cols  int
		lines bool
		head  string
		first string
	}{
		"all of it":     {100, false, "  id    name                                  created    used   expires", "* 4711  Ambient Code Platform, November 2026  today      never  29 Nov 2026  7 days"},
		"shorter names": {76, false, "  id    name                          created", "* 4711  Ambient Code...November 2026"},
		"fewer columns": {58, false, "  id    name                          expires", "* 4711  Ambient Code...November 2026"},
		"no columns":    {40, false, "", "* Ambient Code Platform, November 2026 (4711), expires 29 Nov 2026, 7 days"},
		"read out":      {100, true, "", "Number 4711, Ambient Code Platform, November 2026, created today, used never, expires 29 Nov 2026, probably the one that ACP uses"},
	} {
		head, lines := words.TokenChoices(list, now, ui.Room{Cols: max(60, tc.cols), Lines: tc.lines}, tc.cols)
		if !strings.HasPrefix(head, strings.TrimRight(tc.head, " ")) || tc.head == "" && head != "" || !strings.HasPrefix(lines[0], tc.first) {
			t.Errorf("%s: %q\n%q", name, head, lines)
		}
		for _, l := range append(lines, head) {
			if tc.head != "" && len(l) > tc.cols {
				t.Errorf("%s: %d columns: %q", name, len(l), l)
			}
		}
	}
}
