package noprobe

import (
	"go/parser"
	"go/token"
	"os"
	"testing"
)

// TestImportsOnlyOS: any other import could be initialised after Bubble Tea.
func TestImportsOnlyOS(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "noprobe.go", nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Imports) != 1 || f.Imports[0].Path.Value != `"os"` {
		t.Fatalf("%d imports", len(f.Imports))
	}
}

func TestRestore(t *testing.T) {
	if got := os.Getenv("TERM"); got != "dumb" {
		t.Fatalf("before Restore TERM is %q", got)
	}
	defer func(v string, h bool) { term, had = v, h }(term, had)
	term, had = "xterm", true
	Restore()
	if got := os.Getenv("TERM"); got != "xterm" {
		t.Errorf("TERM is %q", got)
	}
	had = false
	Restore()
	if _, set := os.LookupEnv("TERM"); set {
		t.Error("TERM is set, but was not")
	}
}
