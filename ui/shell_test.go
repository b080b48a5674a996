package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strings"
	"testing"
)

// TestTheWizardStandsOnMethods: the shell is one thing and what draws it another,
// although both are in this package. Line mode is held to it by the compiler.
func TestTheWizardStandsOnMethods(t *testing.T) {
	t.Parallel()
	fields := map[string]bool{}
	for i := range reflect.TypeFor[Shell]().NumField() {
		fields[reflect.TypeFor[Shell]().Field(i).Name] = true
	}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	uses := 0
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, file.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			used, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			of, ok := used.X.(*ast.SelectorExpr)
			if !ok || of.Sel.Name != "shell" {
				return true
			}
			uses++
			if fields[used.Sel.Name] {
				t.Errorf("%s: it reaches into the shell for %s", set.Position(used.Pos()), used.Sel.Name)
			}
			return true
		})
	}
	if uses < 20 {
		t.Errorf("only %d uses of the shell were read", uses)
	}
}
