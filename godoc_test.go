package main

import (
	"go/ast"
	gobuild "go/build"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// forOthers are packages that can be used without the rest of the program. Each
// shows how, in an example that runs.
var forOthers = []string{
	"acp", "acp/acptest", "gitlab", "gitlab/gitlabtest", "gitlab/problem", "gitlab/secret", "gitlab/web", "ui", "ui/ptytest",
}

func TestPackagesForOthersHaveAnExample(t *testing.T) {
	t.Parallel()
	for _, pkg := range forOthers {
		names, err := filepath.Glob(filepath.Join(filepath.FromSlash(pkg), "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(examplesIn(t, names), runs) {
			t.Errorf("%s has no Example of the package with an output", pkg)
		}
	}
}

func examplesIn(t *testing.T, names []string) []*doc.Example {
	t.Helper()
	var files []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return doc.Examples(files...)
}

// runs reports whether an example is the package's, and go test runs it.
func runs(e *doc.Example) bool { return e.Name == "" && e.Output != "" }

// TestDocsLeadSomewhere: every package says what it is for, and each name in
// brackets in the documentation is a link.
func TestDocsLeadSomewhere(t *testing.T) {
	t.Parallel()
	pkgs := docPackages(t)
	links := 0
	for _, p := range pkgs {
		if p.Synopsis(p.Doc) == "" {
			t.Errorf("%s: no comment says what the package is for", p.ImportPath)
		}
		for name, text := range docTexts(p) {
			eachText(p.Parser().Parse(text).Content, func(plain comment.Plain) {
				for _, left := range noLink.FindAllString(string(plain), -1) {
					t.Errorf("%s: %s: %s is no link", p.ImportPath, name, left)
				}
			}, func(link *comment.DocLink) {
				links++
				if target := pkgs[link.ImportPath]; target != nil && !hasSymbol(target, link) {
					t.Errorf("%s: %s: %s has no %s", p.ImportPath, name, link.ImportPath, link.Name)
				}
			})
		}
	}
	if links < 100 {
		t.Errorf("only %d links were read", links)
	}
}

// noLink is what looks like a link and was not read as one.
var noLink = regexp.MustCompile(`\[\*?(?:[a-z]+\.)?[A-Z]\w*(?:\.[A-Z]\w*)?\]`)

// docPackages reads the packages of the project, by their import paths.
func docPackages(t *testing.T) map[string]*doc.Package {
	t.Helper()
	pkgs := map[string]*doc.Package{}
	err := filepath.WalkDir(".", func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if dir != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		in, err := gobuild.ImportDir(dir, 0)
		if err != nil || len(in.GoFiles) == 0 {
			return nil //nolint:nilerr // a folder without a package
		}
		set, files := token.NewFileSet(), []*ast.File{}
		for _, name := range in.GoFiles {
			f, err := parser.ParseFile(set, filepath.Join(dir, name), nil, parser.ParseComments)
			if err != nil {
				return err
			}
			files = append(files, f)
		}
		p, err := doc.NewFromFiles(set, files, path.Join("acp-gitlab", filepath.ToSlash(dir)))
		pkgs[path.Join("acp-gitlab", filepath.ToSlash(dir))] = p
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(pkgs) < 20 {
		t.Fatalf("only %d packages were read", len(pkgs))
	}
	return pkgs
}

// docTexts returns what the documentation of a package says, by what it is about.
func docTexts(p *doc.Package) map[string]string {
	all := map[string]string{"package": p.Doc}
	values := func(list []*doc.Value) {
		for _, v := range list {
			all[v.Names[0]] = v.Doc + "\n\n" + commentsIn(v.Decl)
		}
	}
	funcs := func(owner string, list []*doc.Func) {
		for _, f := range list {
			all[owner+f.Name] = f.Doc
		}
	}
	values(p.Consts)
	values(p.Vars)
	funcs("", p.Funcs)
	for _, typ := range p.Types {
		all[typ.Name] = typ.Doc + "\n\n" + commentsIn(typ.Decl)
		values(typ.Consts)
		values(typ.Vars)
		funcs("", typ.Funcs)
		funcs(typ.Name+".", typ.Methods)
	}
	return all
}

// commentsIn returns the comments inside a declaration, without the names of
// fields with which they begin.
func commentsIn(d *ast.GenDecl) string {
	var all []string
	named := map[*ast.CommentGroup]string{}
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			if n.Doc != nil && len(n.Names) > 0 {
				named[n.Doc] = n.Names[0].Name
			}
		case *ast.CommentGroup:
			if n != d.Doc {
				all = append(all, strings.TrimPrefix(n.Text(), named[n]))
			}
		}
		return true
	})
	return strings.Join(all, "\n")
}

// eachText walks the text and the links of a piece of documentation.
func eachText(blocks []comment.Block, plain func(comment.Plain), link func(*comment.DocLink)) {
	inline := func(list []comment.Text) {
		for _, text := range list {
			switch text := text.(type) {
			case comment.Plain:
				plain(text)
			case *comment.DocLink:
				link(text)
			}
		}
	}
	for _, block := range blocks {
		switch block := block.(type) {
		case *comment.Paragraph:
			inline(block.Text)
		case *comment.Heading:
			inline(block.Text)
		case *comment.List:
			for _, item := range block.Items {
				eachText(item.Content, plain, link)
			}
		}
	}
}

// hasSymbol reports whether the package has what the link names.
func hasSymbol(p *doc.Package, link *comment.DocLink) bool {
	name := strings.TrimPrefix(link.Recv+"."+link.Name, ".")
	if _, ok := docTexts(p)[name]; ok || link.Name == "" {
		return true
	}
	for _, v := range slices.Concat(p.Consts, p.Vars) {
		if slices.Contains(v.Names, name) {
			return true
		}
	}
	return false
}
