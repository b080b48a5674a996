package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport says, for each top-level package and those inside it, which of the
// project's other packages its code may import. Tests may import more.
var mayImport = map[string][]string{
	"main":              {"steps", "ui", "gitlab", "acp", "assets"},
	"steps":             {"steps", "ui", "gitlab", "acp", "assets"},
	"steps/memory":      {"gitlab", "acp"},
	"steps/profile":     {"gitlab", "acp"},
	"steps/setup":       {"steps/memory", "steps/profile", "gitlab", "acp"},
	"steps/words":       {"steps/memory", "steps/profile", "steps/setup", "ui", "gitlab", "acp", "assets"},
	"ui":                {"ui/desktop", "ui/markdown", "ui/typeset"},
	"ui/desktop":        {},
	"ui/line":           {"ui", "ui/markdown", "ui/typeset"},
	"ui/markdown":       {"ui/typeset"},
	"ui/noprobe":        {},
	"ui/ptytest":        {},
	"ui/typeset":        {},
	"ui/uitest":         {"ui", "ui/ptytest"},
	"gitlab":            {},
	"gitlab/gitlabtest": {"assets"},
	"acp":               {"gitlab/secret", "gitlab/problem", "gitlab/web"},
	"acp/acptest":       {"assets", "gitlab/secret", "gitlab/problem", "gitlab/web"},
	"assets":            {},
}

// only are modules that one package knows, and nobody else.
var only = map[string]string{"github.com/yuin/goldmark": "ui/markdown"}

// forTests are packages that nothing but tests uses.
var forTests = []string{"ui/ptytest", "ui/uitest"}

// terminal are modules that draw; gitlab, acp and assets stay free of them.
var terminal = []string{"github.com/charmbracelet/", "golang.org/x/term", "github.com/muesli/"}

// kit is what the embedded servers stand on: it knows nothing of the project,
// and only they, and tests, use it.
const kit = "gitlab/web/webtest"

var onKit = []string{"gitlab/gitlabtest", "acp/acptest"}

// owner is the entry of mayImport that pkg belongs to.
func owner(pkg string) string {
	for pkg != "." && pkg != "/" {
		if _, ok := mayImport[pkg]; ok {
			return pkg
		}
		pkg = path.Dir(pkg)
	}
	return "main"
}

func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	files := 0
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		files++
		pkg := filepath.ToSlash(filepath.Dir(name))
		if pkg == "steps/redteam" {
			t.Errorf("%s: steps/redteam holds nothing but tests", name)
		}
		for _, imported := range importsOf(t, name) {
			checkImport(t, pkg, imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Fatalf("only %d files were read", files)
	}
}

func importsOf(t *testing.T, name string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range f.Imports {
		p, err := strconv.Unquote(s.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

func checkImport(t *testing.T, pkg, imported string) {
	t.Helper()
	from := owner(pkg)
	inside, ours := strings.CutPrefix(imported, "acp-gitlab/")
	if !ours {
		for _, draws := range terminal {
			if strings.HasPrefix(imported, draws) && !drawingAllowed(from) {
				t.Errorf("%s imports %s: it stays free of terminal code", pkg, imported)
			}
		}
		for module, knows := range only {
			if (imported == module || strings.HasPrefix(imported, module+"/")) && pkg != knows {
				t.Errorf("%s imports %s: only %s knows it", pkg, imported, knows)
			}
		}
		return
	}
	if pkg == kit || inside == kit && !slices.Contains(onKit, pkg) {
		t.Errorf("%s imports %s: %s imports nothing of the project, and only %v import it", pkg, inside, kit, onKit)
	}
	if slices.Contains(forTests, inside) && !slices.Contains(forTests, pkg) {
		t.Errorf("%s imports %s, which is for tests", pkg, inside)
	}
	if top(inside) == top(pkg) && top(pkg) != "steps" && top(pkg) != "ui" {
		return
	}
	for _, ok := range mayImport[from] {
		if inside == ok || strings.HasPrefix(inside, ok+"/") {
			return
		}
	}
	t.Errorf("%s imports %s: %s may import only %v", pkg, inside, from, mayImport[from])
}

func drawingAllowed(from string) bool {
	return from == "main" || from == "steps" || from == "steps/words" || top(from) == "ui"
}

func top(pkg string) string { first, _, _ := strings.Cut(pkg, "/"); return first }
