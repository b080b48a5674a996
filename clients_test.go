package main

import (
	"go/ast"
	"path"
	"strings"
	"testing"
)

// TestClientsReturnProblems: what a client makes or does ends with a problem, of
// the one type that has a page, and no function turns it into an error, where a
// nil pointer would not be nil any more.
func TestClientsReturnProblems(t *testing.T) {
	t.Parallel()
	of := map[string]bool{"gitlab": true, "acp": true}
	var seen int
	eachGoFile(t, func(name string, f *ast.File) {
		if !of[path.Dir(name)] || strings.HasSuffix(name, "_test.go") {
			return
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !asksServer(fn) {
				continue
			}
			seen++
			if fn.Type.Results == nil {
				continue
			}
			for _, r := range fn.Type.Results.List {
				if id, ok := r.Type.(*ast.Ident); ok && id.Name == "error" {
					t.Errorf("%s: %s returns an error instead of a problem", name, fn.Name.Name)
				}
			}
		}
	})
	if seen < 10 {
		t.Errorf("only %d functions were seen", seen)
	}
}

// asksServer reports whether fn is part of a client: an exported method of one,
// its constructor, or what asks a server on its own.
func asksServer(fn *ast.FuncDecl) bool {
	if !fn.Name.IsExported() {
		return false
	}
	if fn.Recv != nil {
		star, ok := fn.Recv.List[0].Type.(*ast.StarExpr)
		if !ok {
			return false
		}
		id, ok := star.X.(*ast.Ident)
		return ok && id.Name == "Client"
	}
	for _, p := range fn.Type.Params.List {
		star, ok := p.Type.(*ast.StarExpr)
		if !ok {
			continue
		}
		if sel, ok := star.X.(*ast.SelectorExpr); ok && sel.Sel.Name == "Stack" {
			return true
		}
	}
	return false
}
