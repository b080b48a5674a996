package assets

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"acp-gitlab/assets/acppage"
	"acp-gitlab/assets/tokenpage"
)

// styles are the style sheets of the demo's pages.
func styles() map[string]string {
	return map[string]string{"tokenpage": tokenpage.Style, "acppage": string(acppage.Style())}
}

// onGround says which color is read on which, and the contrast that WCAG 2.2
// AA asks for: 4.5 for text, 3 for the edge of a control.
var onGround = []struct {
	front, back string
	least       float64
}{
	{"ink", "ground", 4.5},
	{"ink", "raised", 4.5},
	{"soft", "ground", 4.5},
	{"soft", "raised", 4.5},
	{"link", "ground", 4.5},
	{"link", "raised", 4.5},
	{"on-accent", "accent", 4.5},
	{"on-demo", "demo", 4.5},
	{"stop", "ground", 4.5},
	{"stop", "raised", 4.5},
	{"good", "ground", 4.5},
	{"good", "raised", 4.5},
	{"control", "ground", 3},
	{"control", "raised", 3},
	{"accent", "ground", 3},
	{"link", "demo", 3},
}

func TestPagesHaveContrastInLightAndDark(t *testing.T) {
	t.Parallel()
	for name, style := range styles() {
		light, dark, ok := strings.Cut(style, "@media (prefers-color-scheme: dark)")
		if !ok {
			t.Errorf("%s has no dark colors", name)
			continue
		}
		dark, _, _ = strings.Cut(dark, "* {")
		for scheme, part := range map[string]string{"light": light, "dark": dark} {
			colors := colorsOf(part)
			for _, pair := range onGround {
				if got := contrast(t, colors[pair.front], colors[pair.back]); got < pair.least {
					t.Errorf("%s, %s: %s on %s has a contrast of %.2f, want %.1f", name, scheme, pair.front, pair.back, got, pair.least)
				}
			}
		}
		if !strings.Contains(style, "a { color: var(--link); text-decoration: underline; }") {
			t.Errorf("%s: links are not underlined", name)
		}
		if found := regexp.MustCompile(`opacity|outline: *(0|none)`).FindString(style); found != "" {
			t.Errorf("%s: %q takes contrast or the focus away", name, found)
		}
	}
}

func colorsOf(css string) map[string]string {
	out := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]+);`).FindAllStringSubmatch(css, -1) {
		out[m[1]] = m[2]
	}
	return out
}

// contrast is that of two colors by WCAG 2.2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, color string) float64 {
	t.Helper()
	hex := strings.TrimPrefix(color, "#")
	if len(hex) == 3 {
		hex = fmt.Sprintf("%c%c%c%c%c%c", hex[0], hex[0], hex[1], hex[1], hex[2], hex[2])
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("not a color: %q", color)
	}
	var parts [3]float64
	for i, shift := range []int{16, 8, 0} {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			parts[i] = c / 12.92
		} else {
			parts[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*parts[0] + 0.7152*parts[1] + 0.0722*parts[2]
}

// demoPages are the pages and pieces that hold controls.
func demoPages() map[string]string {
	pages := map[string]string{
		"form":    tokenpage.Form + tokenpage.Description + tokenpage.Scope,
		"created": tokenpage.Created,
	}
	for name, page := range map[string][]byte{
		"sign-in": acppage.SignIn("/"),
		"connect": acppage.Integrations(acppage.Card{Form: true}),
		"edit":    acppage.Integrations(acppage.Card{Connected: true, InstanceURL: "https://gitlab.example.com"}),
		"keys":    acppage.AccessKeys(acppage.Keys{Workspace: "my-team"}),
	} {
		pages[name] = string(page)
	}
	return pages
}

// TestEveryControlHasALabel: a label around it or one for its id.
func TestEveryControlHasALabel(t *testing.T) {
	t.Parallel()
	for name, page := range demoPages() {
		doc, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		labels, controls := map[string]bool{}, 0
		for n := range doc.Descendants() {
			if n.Data == "label" {
				labels[attribute(n, "for")] = true
			}
		}
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode || !slices.Contains([]string{"input", "select", "textarea"}, n.Data) || attribute(n, "type") == "hidden" {
				continue
			}
			controls++
			inLabel := false
			for up := range n.Ancestors() {
				inLabel = inLabel || up.Data == "label"
			}
			if id := attribute(n, "id"); !inLabel && (id == "" || !labels[id]) {
				t.Errorf("%s: no label for <%s name=%q>", name, n.Data, attribute(n, "name"))
			}
		}
		if controls == 0 && name != "sign-in" && name != "edit" {
			t.Errorf("%s: no control was found", name)
		}
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
