package main

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"acp-gitlab/gitlab/secret"
)

// knowShapes are files beside gitlab/secret that may know how secrets begin,
// and why.
var knowShapes = map[string]string{
	"ui/desktop/environ.go": "ui knows no GitLab, and here too much is better than too little",
}

// gitlabPattern is an expression for the beginnings of GitLab's tokens.
var gitlabPattern = regexp.MustCompile(`\bgl(?:\[|\(|\.|\\w)`)

// TestShapesOfSecretsAreKnownOnce: gitlab/secret lists how secrets begin.
// Lists of the kind drift apart. A text for people, which holds a blank, may
// name a beginning; the embedded servers make tokens and look for them.
func TestShapesOfSecretsAreKnownOnce(t *testing.T) {
	t.Parallel()
	known := 0
	eachGoFile(t, func(name string, f *ast.File) {
		if strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "gitlab/gitlabtest/") || strings.HasPrefix(name, "acp/acptest/") {
			return
		}
		for _, text := range literals(t, f) {
			begins := shapeIn(text)
			switch {
			case begins == "":
			case strings.HasPrefix(name, "gitlab/secret/"), knowShapes[name] != "":
				known++
			default:
				t.Errorf("%s: %q holds %q: gitlab/secret knows how secrets begin", name, text, begins)
			}
		}
	})
	if known < 20 {
		t.Fatalf("only %d beginnings were seen where they may stand", known)
	}
}

// shapeIn returns the beginning of a secret that a literal without a blank
// holds; "" for none.
func shapeIn(text string) string {
	if strings.ContainsAny(text, " \n") {
		return ""
	}
	if found := gitlabPattern.FindString(text); found != "" {
		return found
	}
	for kind := secret.GitLabPersonal; kind <= secret.JWT; kind++ {
		begins := kind.Begins()
		at := strings.Index(text, begins)
		if at == 0 || at > 0 && !isLetter(text[at-1]) {
			return begins
		}
	}
	return ""
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func TestShapeIn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"glpat-": "glpat-", `^(?:glpat-|gldt-)`: "glpat-", `gl[a-z]{2,8}-`: "gl[", "sha256~": "sha256~", "eyJ": "eyJ", `gh[ps]_|ghp_x`: "ghp_",
		"It begins glpat-.": "", "https://task-list": "", "desk-": "", "global": "", "single.": "",
	} {
		if got := shapeIn(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// literals returns the texts that stand in a file.
func literals(t *testing.T, f *ast.File) []string {
	t.Helper()
	var all []string
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, text)
		}
		return true
	})
	return all
}
