package commands

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
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

// TestADocumentHoldsNothingInTheShapeOfASecret, known or not: what stands in a
// variable that is no secret's reaches a document as it is.
func TestADocumentHoldsNothingInTheShapeOfASecret(t *testing.T) {
	t.Parallel()
	a := open(t, false)
	for _, value := range []string{"glpat-" + mixedBody, "https://glpat-" + mixedBody, "sha256~" + mixedBody} {
		for _, variable := range []string{"ACP_URL", "GITLAB_HOST", "AMBIENT_PROJECT", "TERM", "LANG", "LC_ALL"} {
			for _, command := range []string{"status", "report", "check team/app", "connect team/app", "disconnect", "rotate"} {
				for _, form := range []string{"", " --json"} {
					o := a.call(t, "", map[string]string{variable: value}, strings.Fields(command+form)...)
					if strings.Contains(o.stdout+o.stderr, mixedBody) {
						t.Errorf("%s=%s: %s repeats it\n%s%s", variable, value, command+form, o.stdout, o.stderr)
					}
				}
			}
		}
	}
}

// TestADocumentKeepsTheWordsOfThisProgram: those about tokens are no tokens.
func TestADocumentKeepsTheWordsOfThisProgram(t *testing.T) {
	t.Parallel()
	known := secret.NewScrubber()
	for _, s := range problem.All() {
		r := &Result{SchemaVersion: 1, Command: "check", Problems: []ProblemResult{problemResult(&setup.State{}, problem.New(s.Code, "team/app"))}}
		var b, plain strings.Builder
		if err := r.write(&b, known); err != nil {
			t.Fatal(err)
		}
		enc := json.NewEncoder(&plain)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(r); err != nil {
			t.Fatal(err)
		}
		if b.String() != plain.String() {
			t.Errorf("%s: it says\n%s", s.Code, b.String())
		}
	}
}

// TestARandomHostIsNotRepeated: a variable may hold the token in the place of an
// address. Nothing is asked where it would be, and it is said to be no address.
func TestARandomHostIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, variable := range []string{"ACP_URL", "GITLAB_HOST"} {
		for _, command := range []string{"status", "check team/app", "connect team/app", "disconnect", "rotate"} {
			wire := &cutWire{}
			a := &arena{wire: wire}
			env := map[string]string{"ACP_TOKEN": "sha256~" + unmarked, "GITLAB_TOKEN": unmarked, variable: "https://" + mixedBody + "/a"}
			o := a.call(t, "", env, append(strings.Fields(command), "--json")...)
			if strings.Contains(strings.ToLower(o.stdout+o.stderr), strings.ToLower(mixedBody)) {
				t.Errorf("%s: %s repeats it\n%s%s", variable, command, o.stdout, o.stderr)
			}
			if wire.tries.Load() > 0 {
				t.Errorf("%s: %s reaches the network", variable, command)
			}
		}
	}
}
