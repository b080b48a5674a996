package main

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"testing"

	"acp-gitlab/steps/setup"
)

// TestTheNumberOfStepsStandsOnce: setup.StepOrder says it, and nothing else.
func TestTheNumberOfStepsStandsOnce(t *testing.T) {
	t.Parallel()
	written := regexp.MustCompile(`\bof ` + strconv.Itoa(len(setup.StepOrder)) + `\b`)
	eachGoFile(t, func(name string, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && written.MatchString(lit.Value) {
				t.Errorf("%s: %s", name, lit.Value)
			}
			return true
		})
	})
}
