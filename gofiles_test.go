package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// eachGoFile parses every Go file of the project, tests too.
func eachGoFile(t *testing.T, do func(name string, f *ast.File)) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		do(filepath.ToSlash(name), f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestNothingIsCompiledAtStart: a regular expression of a package is compiled when
// it is needed (see lazy), not at every start.
func TestNothingIsCompiledAtStart(t *testing.T) {
	t.Parallel()
	eachGoFile(t, func(name string, f *ast.File) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && compiles(g) {
				t.Errorf("%s compiles a regular expression at start", name)
			}
		}
	})
}

// compiles reports whether a declaration calls regexp.MustCompile outside of a
// function.
func compiles(g *ast.GenDecl) (does bool) {
	ast.Inspect(g, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok {
			return false
		}
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if s, ok := call.Fun.(*ast.SelectorExpr); ok && strings.HasPrefix(s.Sel.Name, "MustCompile") {
			does = true
		}
		return true
	})
	return does
}
