package commands

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// TestADocumentHoldsNoKnownSecret wherever it got in, and stays a document
// whatever the secret is.
func TestADocumentHoldsNoKnownSecret(t *testing.T) {
	t.Parallel()
	for _, value := range []string{unmarked, `back\slash "and" quotes`, "true", "null", "scope-missing", "severity", "https", "https://x.example/?a=b"} {
		r := &Result{SchemaVersion: 1, Command: "check", OK: true, NextStep: "the page https://x.example/?name=b#c says more", Problems: []ProblemResult{{
			Code: problem.ScopeMissing, Severity: problem.Error, Title: "it says " + value, Evidence: value, Fix: []string{"no\n" + value + "\t"},
		}}}
		var b strings.Builder
		if err := r.write(&b, secret.NewScrubber(secret.New(value))); err != nil {
			t.Fatal(err)
		}
		var got Result
		if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
			t.Errorf("%q breaks the document: %v", value, err)
			continue
		}
		p := got.Problems[0]
		for _, text := range []string{p.Title, p.Evidence, p.Fix[0]} {
			if strings.Contains(text, value) {
				t.Errorf("%q is in it: %q", value, text)
			}
		}
		if !got.OK || p.Code != problem.ScopeMissing || p.Severity != problem.Error || !strings.Contains(got.NextStep, "x.example/?") && value[:5] != "https" {
			t.Errorf("%q changes what is no text: %+v", value, got)
		}
	}
}

// TestADocumentHoldsNoPieceOfASecret that a server repeated cut or encoded.
func TestADocumentHoldsNoPieceOfASecret(t *testing.T) {
	t.Parallel()
	known := secret.NewScrubber(secret.New("glpat-" + mixedBody))
	piece := mixedBody[3:16]
	for _, form := range []string{piece, "x" + piece + "y", base64.StdEncoding.EncodeToString([]byte("oauth2:" + mixedBody))} {
		r := &Result{SchemaVersion: 1, Command: "check", Problems: []ProblemResult{{Code: problem.GitLabBadAnswer, Severity: problem.Error, Evidence: "it says " + form}}}
		var b strings.Builder
		if err := r.write(&b, known); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), form) || !strings.Contains(b.String(), "it says") {
			t.Errorf("%q stands in %s", form, b.String())
		}
	}
}
