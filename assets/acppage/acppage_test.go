package acppage

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// whole parses a page and fails on an element that is never closed or opened.
func whole(t *testing.T, name string, page []byte) {
	t.Helper()
	void := map[string]bool{"meta": true, "link": true, "input": true}
	z := html.NewTokenizer(strings.NewReader(string(page)))
	var open []string
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("%s: left open: %v", name, open)
			}
			return
		case html.StartTagToken:
			if tag, _ := z.TagName(); !void[string(tag)] {
				open = append(open, string(tag))
			}
		case html.EndTagToken:
			tag, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(tag) {
				t.Fatalf("%s: </%s> closes %v", name, tag, open)
			}
			open = open[:len(open)-1]
		case html.TextToken, html.SelfClosingTagToken, html.CommentToken, html.DoctypeToken:
		}
	}
}

func TestPagesAreWholeAndSayDEMO(t *testing.T) {
	t.Parallel()
	pages := map[string][]byte{
		"sign-in":    SignIn("/integrations"),
		"workspaces": Workspaces("my-team"),
		"missing":    Missing(),
		"new":        Integrations(Card{}),
		"form":       Integrations(Card{Form: true, Proposed: "https://gitlab.com"}),
		"connected":  Integrations(Card{Connected: true, InstanceURL: "https://gitlab.com", Saved: "22 Nov 2026", Done: "done"}),
		"edit":       Integrations(Card{Connected: true, Form: true, Refused: "no"}),
		"keys":       AccessKeys(Keys{Workspace: "my-team", Names: []string{"a"}}),
		"new key":    AccessKeys(Keys{Workspace: "my-team", Key: "eyJ", KeyName: "a"}),
	}
	for name, page := range pages {
		whole(t, name, page)
		for _, want := range []string{"<title>", "DEMO", `lang="en"`, StylePath} {
			if !strings.Contains(string(page), want) {
				t.Errorf("%s: no %s", name, want)
			}
		}
		for _, never := range []string{"<script", "style=", "onclick"} {
			if strings.Contains(string(page), never) {
				t.Errorf("%s: %s does not work under the policy", name, never)
			}
		}
	}
}

func TestWordsFromElsewhereAreEscaped(t *testing.T) {
	t.Parallel()
	const bait = `"><script>alert(1)</script>`
	for _, page := range [][]byte{
		SignIn(bait), Integrations(Card{Connected: true, InstanceURL: bait, Form: true, Proposed: bait, Done: bait, Refused: bait, Saved: bait}),
		AccessKeys(Keys{Workspace: bait, Names: []string{bait}, Key: bait, KeyName: bait}), Workspaces(bait),
	} {
		if strings.Contains(string(page), "<script>") {
			t.Errorf("not escaped: %s", page)
		}
	}
}

func TestStyle(t *testing.T) {
	t.Parallel()
	if !strings.Contains(string(Style()), "font:") {
		t.Error("no style")
	}
}
