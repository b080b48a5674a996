package main

import (
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// TestLinksLeadSomewhere: every relative link and picture in a Markdown file is a
// file of this project, and its anchor a heading there.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	pages := markdownPages(t)
	if len(pages) < 100 || pages["README.md"] == nil {
		t.Fatalf("only %d pages were read", len(pages))
	}
	links := 0
	for name, page := range pages {
		for _, link := range page.links {
			links++
			if wrong := wrongLink(pages, name, link); wrong != "" {
				t.Errorf("%s: %s: %s", name, link, wrong)
			}
		}
	}
	if links < 20 {
		t.Errorf("only %d links were read", links)
	}
}

func TestWrongLinksAreFound(t *testing.T) {
	t.Parallel()
	pages := map[string]*markdownPage{"README.md": readMarkdown([]byte("# Big title, `code`\n\n## Same\n\n## Same\n\n[a](go.mod)\n\n![b](x.svg)\n"))}
	for link, ok := range map[string]bool{
		"go.mod": true, "README.md#big-title-code": true, "#same": true, "#same-1": true, "testdata": true, "https://example.com/x#y": true,
		"no-such.md": false, "#same-2": false, "README.md#Big": false, "../go.mod": false, "/go.mod": false,
	} {
		if got := wrongLink(pages, "README.md", link); (got == "") != ok {
			t.Errorf("%s: %q", link, got)
		}
	}
	if got := strings.Join(pages["README.md"].links, " "); got != "go.mod x.svg" {
		t.Errorf("found the links %q", got)
	}
}

// markdownPage is where a page leads, and where one can lead to in it.
type markdownPage struct {
	links   []string
	anchors map[string]bool
}

func markdownPages(t *testing.T) map[string]*markdownPage {
	t.Helper()
	pages := map[string]*markdownPage{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{".git", ".release", "dist", "testdata", "vendor"}, d.Name()) {
			return fs.SkipDir
		}
		if filepath.Ext(name) != ".md" {
			return nil
		}
		source, err := os.ReadFile(name)
		pages[filepath.ToSlash(name)] = readMarkdown(source)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func readMarkdown(source []byte) *markdownPage {
	page := &markdownPage{anchors: map[string]bool{}}
	root := goldmark.DefaultParser().Parse(text.NewReader(source))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			page.links = append(page.links, string(n.Destination))
		case *ast.Image:
			page.links = append(page.links, string(n.Destination))
		case *ast.Heading:
			page.addAnchor(anchorOf(headingText(n, source)))
		}
		return ast.WalkContinue, nil
	})
	return page
}

func headingText(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if leaf, ok := n.(*ast.Text); ok && entering {
			b.Write(leaf.Segment.Value(source))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

var notInAnchors = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)

// anchorOf is the anchor that GitLab and GitHub give a heading.
func anchorOf(heading string) string {
	return strings.ReplaceAll(notInAnchors.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}

// addAnchor numbers an anchor that is there already.
func (p *markdownPage) addAnchor(anchor string) {
	free := anchor
	for i := 1; p.anchors[free]; i++ {
		free = anchor + "-" + strconv.Itoa(i)
	}
	p.anchors[free] = true
}

// wrongLink says what is wrong with a link on a page; "" where nothing is. Other
// sites are not asked.
func wrongLink(pages map[string]*markdownPage, from, link string) string {
	u, err := url.Parse(link)
	switch {
	case err != nil:
		return err.Error()
	case u.Scheme != "" || u.Host != "":
		return ""
	case strings.HasPrefix(u.Path, "/"):
		return "begins at no folder of this project"
	}
	target := from
	if u.Path != "" {
		target = path.Join(path.Dir(from), u.Path)
	}
	if _, err := os.Stat(filepath.FromSlash(target)); err != nil || !filepath.IsLocal(filepath.FromSlash(target)) {
		return "there is no such file"
	}
	if page := pages[target]; u.Fragment != "" && page != nil && !page.anchors[u.Fragment] {
		return "no heading there has this anchor"
	}
	return ""
}
