package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
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
	"ui/desktop/browser.go: failing":         "is a browser that did not start",
	"steps/setup/rotation_run.go: withGrace": "waits, and cancels a context",
}

// callbacks are where net/http, crypto/tls and os/exec are handed functions of
// ours, to be run in goroutines of theirs, and why a panic in one ends nothing.
var callbacks = map[string]string{
	"gitlab/web/pool.go: pool.newTransport: Proxy":                  "runs in the goroutine of the one who asks",
	"gitlab/web/pool.go: pool.newTransport: OnProxyConnectResponse": "under Catch, and exchange raises it again",
	"gitlab/web/pool.go: pool.newTransport: DialContext":            "the same, and so do the connections that it returns",
	"gitlab/web/pool.go: pool.newTransport: GetClientCertificate":   "the same",
	"gitlab/web/attempt.go: attempt.watched: TLSHandshakeStart":     "under Catch; a stage that is not noted changes no verdict but a cause",
	"gitlab/web/attempt.go: attempt.watched: GotConn":               "runs in the goroutine of the one who asks",
	"gitlab/remotes.go: outputOf: Stdout":                           "a web.Guarded, which raises it again",
	"acp/oc.go: OCSession: Stdout":                                  "the same",
	"ui/desktop/copy.go: Machine.handTo: Stdin":                     "a reader of strings, none of ours",
}

// plainFields of the same types hold no functions of ours.
var plainFields = []string{
	"TLSClientConfig", "TLSHandshakeTimeout", "ForceAttemptHTTP2", "MaxIdleConnsPerHost", "IdleConnTimeout",
	"ExpectContinueTimeout", "MaxResponseHeaderBytes", "HTTP2", "MinVersion", "RootCAs",
}

// TestCallbacksRecover: what somebody else's goroutine runs is ours to recover.
func TestCallbacksRecover(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	eachSource(t, func(name string) {
		for _, where := range handedOver(t, name) {
			seen[where] = true
			if callbacks[where] == "" {
				t.Errorf("%s runs in a goroutine that nothing recovers: use web.Catch or web.Guarded", where)
			}
		}
	})
	for where := range callbacks {
		if !seen[where] {
			t.Errorf("%s is handed over no more", where)
		}
	}
}

// handedOver returns the fields of a file that hand a function, a reader or a
// writer to net/http, crypto/tls or os/exec.
func handedOver(t *testing.T, name string) (out []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		where := name + ": " + declName(d) + ": "
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				s, ok := n.Type.(*ast.SelectorExpr)
				if !ok || !slices.Contains([]string{"Transport", "ClientTrace", "Config"}, s.Sel.Name) || isNamed(s.X, "httpproxy") {
					return true
				}
				for _, e := range n.Elts {
					kv, ok := e.(*ast.KeyValueExpr)
					if !ok {
						continue
					}
					if key, ok := kv.Key.(*ast.Ident); ok && !slices.Contains(plainFields, key.Name) {
						out = append(out, where+key.Name)
					}
				}
			case *ast.AssignStmt:
				for _, l := range n.Lhs {
					s, ok := l.(*ast.SelectorExpr)
					if ok && isNamed(s.X, "cmd") && slices.Contains([]string{"Stdin", "Stdout", "Stderr", "Cancel"}, s.Sel.Name) {
						out = append(out, where+s.Sel.Name)
					}
				}
			}
			return true
		})
	}
	return out
}

func isNamed(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// servers answer the tests and the demo, where net/http recovers what answers;
// ptytest is for tests.
var servers = []string{"gitlab/gitlabtest/", "gitlab/web/webtest/", "acp/acptest/", "ui/ptytest/"}

// TestGoroutinesRecover: a panic that reaches the end of a goroutine prints
// everything, secrets too, and leaves the terminal as it is.
func TestGoroutinesRecover(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	eachSource(t, func(name string) {
		for where, how := range startsIn(t, name) {
			seen[where] = true
			if starters[where] == "" {
				t.Errorf("%s: %s starts a goroutine that nothing recovers: use web.Together, web.Aside or a ui.Task", where, how)
			}
		}
	})
	for where := range starters {
		if !seen[where] {
			t.Errorf("%s starts none any more", where)
		}
	}
}

// eachSource calls look with every source file that is neither a test nor for
// tests.
func eachSource(t *testing.T, look func(name string)) {
	t.Helper()
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
		look(name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
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
