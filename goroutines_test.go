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

// starters are the functions that may start a goroutine themselves, and why a
// panic in one of theirs ends nothing. Everybody else calls them.
var starters = map[string]string{
	"gitlab/web/together.go: TogetherAtMost": "raises it again where it is waited for",
	"gitlab/web/together.go: Aside":          "the same",
	"gitlab/web/dial.go: dialer.race":        "hands it on as the error of the dial, which exchange raises again",
	"gitlab/web/dial.go: pick":               "closes a connection, under Catch",
	"ui/fault.go: Spawn":                     "hands it to the shell",
	"ui/desktop/browser.go: aside":           "drops it: no one waits for a browser",
	"steps/setup/rotation_run.go: withGrace": "waits, and cancels a context",
}

// servers answer the tests and the demo, where net/http recovers what answers;
// ptytest is for tests.
var servers = []string{"gitlab/gitlabtest/", "gitlab/web/webtest/", "acp/acptest/", "ui/ptytest/"}

// TestGoroutinesRecover: a panic that reaches the end of a goroutine prints
// everything, secrets too, and leaves the terminal as it is.
func TestGoroutinesRecover(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		name = filepath.ToSlash(name)
		for _, dir := range servers {
			if strings.HasPrefix(name, dir) {
				return nil
			}
		}
		for where, how := range startsIn(t, name) {
			seen[where] = true
			if starters[where] == "" {
				t.Errorf("%s: %s starts a goroutine that nothing recovers: use web.Together, web.Aside or a ui.Task", where, how)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for where := range starters {
		if !seen[where] {
			t.Errorf("%s starts none any more", where)
		}
	}
}

// startsIn returns the functions of a file that start goroutines, and how.
func startsIn(t *testing.T, name string) map[string]string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, d := range f.Decls {
		where := name + ": " + declName(d)
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				out[where] = "go"
			case *ast.CallExpr:
				s, ok := n.Fun.(*ast.SelectorExpr)
				// Of packages: context.AfterFunc, time.AfterFunc; of values:
				// sync.WaitGroup.Go, errgroup.Group.Go and TryGo.
				if ok && (s.Sel.Name == "AfterFunc" || s.Sel.Name == "Go" || s.Sel.Name == "TryGo") {
					out[where] = s.Sel.Name
				}
			}
			return true
		})
	}
	return out
}

// declName is the name of a function, with that of its receiver.
func declName(d ast.Decl) string {
	f, ok := d.(*ast.FuncDecl)
	if !ok {
		return "a variable"
	}
	if f.Recv == nil {
		return f.Name.Name
	}
	of := f.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	if generic, ok := of.(*ast.IndexExpr); ok {
		of = generic.X
	}
	if id, ok := of.(*ast.Ident); ok {
		return id.Name + "." + f.Name.Name
	}
	return f.Name.Name
}
