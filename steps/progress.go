package steps

import (
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// progress are the lines of work that a person waits for.
type progress struct {
	findings []problem.Finding
	since    time.Time // when the wait of the last line began
}

// begin forgets the lines before, and waits for these.
func (p *progress) begin(awaited ...problem.Finding) {
	for i := range awaited {
		awaited[i].State = problem.Wait
	}
	p.findings, p.since = awaited, ui.Now()
}

// take puts f in the place of the line with its ID, or at the end.
func (p *progress) take(f problem.Finding) {
	p.findings, p.since = words.Merge(p.findings, f), ui.Now()
}

// lines draw it: what waits counts its seconds up to limit while the work runs.
func (p *progress) lines(running bool, limit time.Duration) ui.Checklist {
	return words.Progress(p.findings, running, p.since, limit)
}
