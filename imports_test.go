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
	"lazy":              {},
	"gitlab/gitlabtest": {"assets"},
	"acp":               {"gitlab/secret", "gitlab/problem", "gitlab/web"},
	"acp/acptest":       {"assets", "gitlab/secret", "gitlab/problem", "gitlab/web"},
	"assets":            {"gitlab/problem"},
}

// everywhere are packages that every other may import: they know nothing of the
// project.
var everywhere = []string{"lazy"}

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
	if slices.Contains(everywhere, inside) && pkg != kit {
		return
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

// onlyIn names, for a module, the files below a folder that may import it; the
// others do what it does through them.
var onlyIn = []struct {
	module, below string
	files         []string
	why           string
}{
	{"github.com/charmbracelet/lipgloss", "steps", nil, "ui alone draws"},
	{"regexp", "steps/commands", []string{"answers.go", "argsecrets.go", "result.go"}, "what a person typed, and JSON, may be read with it; no text that this program made"},
	{"regexp", "steps/words", []string{"lookup.go", "redact.go"}, "what a person typed may be read with it, and names be taken out of a report; nothing else is read here"},
	{"regexp", "steps/setup", nil, "nothing reads a text here"},
}

func TestOneFileKnowsHow(t *testing.T) {
	t.Parallel()
	for _, rule := range onlyIn {
		names, err := filepath.Glob(filepath.Join(filepath.FromSlash(rule.below), "*.go"))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %d files, %v", rule.below, len(names), err)
		}
		used := map[string]bool{}
		for _, name := range names {
			if file := filepath.Base(name); !strings.HasSuffix(name, "_test.go") && imports(t, name, rule.module) {
				if used[file] = true; !slices.Contains(rule.files, file) {
					t.Errorf("%s imports %s: %s", filepath.ToSlash(name), rule.module, rule.why)
				}
			}
		}
		for _, file := range rule.files {
			if !used[file] {
				t.Errorf("%s/%s does not import %s any more: take it off the list", rule.below, file, rule.module)
			}
		}
	}
}

// imports reports whether the file imports the module; regular expressions also
// come from lazy.
func imports(t *testing.T, name, module string) bool {
	t.Helper()
	list := importsOf(t, name)
	return slices.Contains(list, module) || module == "regexp" && slices.Contains(list, "acp-gitlab/lazy")
}

func drawingAllowed(from string) bool {
	return from == "main" || from == "steps" || from == "steps/words" || top(from) == "ui"
}

func top(pkg string) string { first, _, _ := strings.Cut(pkg, "/"); return first }
