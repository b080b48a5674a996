package gitlab_test

import (
	"fmt"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// BenchmarkSearch counts the round trips to the first list of repositories, of a
// person with 10,000 projects.
func BenchmarkSearch(b *testing.B) {
	const all, slow = 10_000, 300 * time.Millisecond
	projects := make([]gitlabtest.Project, all)
	for i := range projects {
		projects[i] = gitlabtest.Project{ID: int64(5000 + i), Path: fmt.Sprintf("many/p%d", i), Level: 30}
	}
	s, err := gitlabtest.Start(gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithProjects(projects...))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	in, p := gitlab.ParseInstance(s.URL())
	if p != nil {
		b.Fatal(p)
	}
	for b.Loop() {
		st, err := web.New(web.Options{Dial: slowDial(slow), Getenv: func(string) string { return "" }})
		if err != nil {
			b.Fatal(err)
		}
		st.Warm(b.Context(), in.Join("/api/v4/version", nil))
		c, p := gitlab.NewClient(st, in, secret.New(s.Token()))
		if p != nil {
			b.Fatal(p)
		}
		start := time.Now()
		first := time.Duration(0)
		found, p := c.PushTargets(b.Context(), "", func([]gitlab.Target) {
			if first == 0 {
				first = time.Since(start)
			}
		})
		if p != nil || len(found) == 0 || first == 0 {
			b.Fatalf("%d found, %v", len(found), p)
		}
		b.ReportMetric(first.Seconds()/slow.Seconds(), "round-trips/op")
		st.Close()
	}
}
