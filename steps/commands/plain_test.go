package commands

import (
	"slices"
	"testing"
)

func TestWhoWantsLines(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		env  map[string]string
		flag bool
		want bool
	}{
		"nobody":           {nil, false, false},
		"--plain":          {nil, true, true},
		"TERM=dumb":        {map[string]string{"TERM": "dumb"}, false, true},
		"ACCESSIBLE=1":     {map[string]string{"ACCESSIBLE": "1"}, false, true},
		"ACCESSIBLE=yes":   {map[string]string{"ACCESSIBLE": "yes"}, false, true},
		"ACCESSIBLE=0":     {map[string]string{"ACCESSIBLE": "0"}, false, false},
		"ACCESSIBLE=False": {map[string]string{"ACCESSIBLE": "False"}, false, false},
		"0, but dumb":      {map[string]string{"ACCESSIBLE": "0", "TERM": "dumb"}, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &call{env: Env{Getenv: func(name string) string { return tc.env[name] }}, flags: flags{plain: tc.flag}}
			if got := c.plain(); got != tc.want {
				t.Errorf("line by line: %v, want %v", got, tc.want)
			}
		})
	}
}

func TestSpokenSummary(t *testing.T) {
	t.Parallel()
	got := spokenSummary([]string{
		"acp-gitlab: connected",
		"  GitLab  https://gitlab.example.com as @ada",
		"  Token   ends 20 Feb 2027, in 90 days",
		"  Again   acp-gitlab connect --gitlab-url https://gitlab.example.com team/app",
		"  Live in ACP: what it held before; nothing was changed there.",
		"  acp-gitlab explain scope-missing",
	})
	want := []string{
		"acp-gitlab: connected.",
		"GitLab: https://gitlab.example.com as @ada.",
		"Token: ends 20 February 2027, in 90 days.",
		"The same once more is this command, on one line:",
		"acp-gitlab connect --gitlab-url https://gitlab.example.com team/app",
		"Live in ACP: what it held before; nothing was changed there.",
		"acp-gitlab explain scope-missing",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}
