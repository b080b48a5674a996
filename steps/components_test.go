package steps_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNoScreenEmbedsAScreen: what screens share is a component that they hold
// by name and ask. An embedded one is a base class: its fields get shadowed, and
// its methods are called on half a screen.
func TestNoScreenEmbedsAScreen(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if !strings.HasSuffix(name, "_test.go") {
			files = append(files, parsed(t, name, nil))
		}
	}
	if len(files) < 30 {
		t.Fatalf("only %d files were read", len(files))
	}
	for _, found := range embeddedScreens(files) {
		t.Errorf("%s: hold it by name, and ask it", found)
	}
}

// TestEmbeddedScreensAreFound holds the rule above against the ways to break it.
func TestEmbeddedScreensAreFound(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`type A struct{ b B }; type B struct{}; func (*B) Screen() {}`:                   "",
		`type A struct{ B }; type B struct{}; func (*B) Named() {}`:                      "",
		`type A struct{ *B }; type B struct{}; func (*B) Screen() {}`:                    "A embeds B",
		`type A struct{ B }; type B struct{}; func (b B) update() {}`:                    "A embeds B",
		`type A struct{ B }; type B struct{ *C }; type C struct{}; func (*C) Enter() {}`: "A embeds B, B embeds C",
		`type A struct{ ui.Step }`:                                                       "A embeds ui.Step",
	} {
		got := embeddedScreens([]*ast.File{parsed(t, "a.go", "package steps\n"+source)})
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: found %q, want %q", source, got, want)
		}
	}
}

func parsed(t *testing.T, name string, source any) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// embeddedScreens names the structs that embed what is shown, updated or entered.
func embeddedScreens(files []*ast.File) []string {
	embeds, shown := map[string][]string{}, map[string]bool{"ui.Step": true}
	for _, f := range files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv != nil && slices.Contains([]string{"screen", "update", "enter"}, strings.ToLower(d.Name.Name)) {
					shown[typeName(d.Recv.List[0].Type)] = true
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					noteEmbedded(embeds, spec)
				}
			}
		}
	}
	var found []string
	for outer, inner := range embeds {
		for _, name := range inner {
			if isShown(name, shown, embeds) {
				found = append(found, outer+" embeds "+name)
			}
		}
	}
	slices.Sort(found)
	return found
}

func noteEmbedded(embeds map[string][]string, spec ast.Spec) {
	ts, ok := spec.(*ast.TypeSpec)
	if !ok {
		return
	}
	if st, ok := ts.Type.(*ast.StructType); ok {
		for _, f := range st.Fields.List {
			if len(f.Names) == 0 {
				embeds[ts.Name.Name] = append(embeds[ts.Name.Name], typeName(f.Type))
			}
		}
	}
}

// isShown reports whether a type is shown, itself or by what it embeds.
func isShown(name string, shown map[string]bool, embeds map[string][]string) bool {
	return shown[name] || slices.ContainsFunc(embeds[name], func(inner string) bool { return isShown(inner, shown, embeds) })
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.SelectorExpr:
		return typeName(e.X) + "." + e.Sel.Name
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
