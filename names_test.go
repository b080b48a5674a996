package main

import (
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// retired is a name that went, and where it must not come back.
type retired struct {
	instead  string
	anywhere bool
}

// TestNoRetiredNameIsLeft reads the names of every Go file, and what is named
// in it at package level, as a field or as a method.
func TestNoRetiredNameIsLeft(t *testing.T) {
	t.Parallel()
	names := retiredNames(t)
	var seen int
	eachGoFile(t, func(path string, f *ast.File) {
		base := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(path), ".go"), "_test")
		for word := range strings.SplitSeq(base, "_") {
			if instead, bad := names.find([]string{word}); bad {
				t.Errorf("%s: the name of the file is retired: %s", path, instead)
			}
		}
		atTop, inside := declared(f)
		for _, id := range atTop {
			seen++
			if instead, bad := names.find(wordsOf(id.Name)); bad {
				t.Errorf("%s: %s is retired: %s", path, id.Name, instead)
			}
		}
		for _, id := range inside {
			if instead, bad := names.findAnywhere(wordsOf(id.Name)); bad {
				t.Errorf("%s: %s is retired: %s", path, id.Name, instead)
			}
		}
	})
	if seen < 1000 {
		t.Errorf("only %d names were seen", seen)
	}
}

type retiredList map[string]retired

// find reports whether a name of these words is retired, and what to say.
func (l retiredList) find(words []string) (instead string, bad bool) {
	if r, ok := l[strings.ToLower(strings.Join(words, ""))]; ok {
		return r.instead, true
	}
	return l.findAnywhere(words)
}

// findAnywhere is find for what has its own scope: a field or a method.
func (l retiredList) findAnywhere(words []string) (instead string, bad bool) {
	for _, w := range words {
		if r, ok := l[strings.ToLower(w)]; ok && r.anywhere {
			return r.instead, true
		}
	}
	return "", false
}

func retiredNames(t *testing.T) retiredList {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "retired-names.txt"))
	if err != nil {
		t.Fatal(err)
	}
	list := retiredList{}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Fields(line)
		if len(f) != 3 {
			t.Fatalf("%q: a name, where it counts, and what took its place", line)
		}
		list[f[0]] = retired{instead: f[2], anywhere: f[1] == "anywhere"}
	}
	return list
}

// declared is what a file names at package level, and the methods and the
// fields of its structs.
func declared(f *ast.File) (atTop, inside []*ast.Ident) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv != nil {
				inside = append(inside, d.Name)
				continue
			}
			atTop = append(atTop, d.Name)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				names, fields := namesOf(s)
				atTop, inside = append(atTop, names...), append(inside, fields...)
			}
		}
	}
	return atTop, inside
}

func namesOf(s ast.Spec) (names, fields []*ast.Ident) {
	switch s := s.(type) {
	case *ast.ValueSpec:
		return s.Names, nil
	case *ast.TypeSpec:
		if body, ok := s.Type.(*ast.StructType); ok {
			for _, field := range body.Fields.List {
				fields = append(fields, field.Names...)
			}
		}
		return []*ast.Ident{s.Name}, fields
	}
	return nil, nil
}

var nameWord = regexp.MustCompile(`[A-Z]?[a-z0-9]+|[A-Z]+`)

func wordsOf(name string) []string { return nameWord.FindAllString(name, -1) }
