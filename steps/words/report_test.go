package words_test

import (
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

func TestReportSaysHowAServerIsReached(t *testing.T) {
	t.Parallel()
	for way, env := range map[string]map[string]string{
		"direct (no proxy is set)":                        {},
		"direct (NO_PROXY matches)":                       {"HTTPS_PROXY": "http://p.example.com:3128", "NO_PROXY": ".example.com"},
		"direct (not an address)":                         {"HTTPS_PROXY": "://"},
		"proxy http://p.example.com:3128 (HTTPS_PROXY), ": {"HTTPS_PROXY": "http://p.example.com:3128"},
	} {
		stack, err := web.New(web.Options{Getenv: func(name string) string { return env[name] }})
		if err != nil {
			t.Fatal(err)
		}
		w := &setup.Env{Stack: stack, Journal: setup.NewJournal(nil), Now: time.Now, Getenv: func(string) string { return "" }}
		s := setup.New(setup.Answers{GitLab: setup.Value{Value: "https://gitlab.example.com"}}, time.Now())
		if report := words.Report(w, s, "test"); !strings.Contains(report, "way: "+way) {
			t.Errorf("want %q in\n%s", way, report)
		}
	}
}
