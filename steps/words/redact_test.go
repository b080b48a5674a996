package words_test

import (
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// TestRedactKnowsTheAuthority: who signed a certificate names a company, also
// where the certificate was not accepted.
func TestRedactKnowsTheAuthority(t *testing.T) {
	t.Parallel()
	w := &setup.Env{Journal: setup.NewJournal(nil)}
	w.Journal.Problem(problem.New(problem.InstanceTLSUntrusted, "host").With(problem.Facts{Issuer: "Other Root"}))
	s := setup.New(setup.Answers{}, time.Now())
	s.SetInstance(gitlab.Found{Issuer: "Example Root CA"})
	report := words.Redact(w, s, "signed by Example Root CA, or by Other Root")
	if strings.Contains(report, "Root") || strings.Count(report, "authority-") != 2 {
		t.Error(report)
	}
}
