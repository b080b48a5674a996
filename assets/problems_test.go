package assets

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"acp-gitlab/gitlab/problem"
)

// Bounds that keep a page readable on 80 columns.
const (
	titleMax    = 60
	whyMax      = 170
	firstFixMax = 64
	fixMax      = 100
)

func TestEveryCodeHasAPageAndEveryPageACode(t *testing.T) {
	t.Parallel()
	for _, spec := range problem.All() {
		if _, ok := Problem(string(spec.Code)); !ok {
			t.Errorf("no page, or one that cannot be read, for %s", spec.Code)
		}
	}
	for _, code := range problemCodes() {
		if _, ok := problem.Lookup(problem.Code(code)); !ok {
			t.Errorf("problems/%s.md belongs to no code", code)
		}
	}
	if got, want := len(Problems()), len(problem.All()); got != want {
		t.Errorf("Problems() returns %d pages, want %d", got, want)
	}
}

func TestProblemKnowsNoOtherFiles(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"", "no-such-code", "../guide/04-scopes", "scope-missing.md"} {
		if page, ok := Problem(code); ok {
			t.Errorf("Problem(%q) = %+v, want none", code, page)
		}
	}
}

func TestPagesHaveTheirForm(t *testing.T) {
	t.Parallel()
	for _, raw := range rawPages(t) {
		page := raw.Fill(nil)
		t.Run(page.Code, func(t *testing.T) {
			t.Parallel()
			checkLine(t, "title", page.Title, titleMax)
			checkLine(t, "why", page.Why, whyMax)
			checkLine(t, "ask", page.Ask, fixMax)
			checkLine(t, "first fix", page.Fix[0], firstFixMax)
			for _, fix := range page.Fix {
				checkLine(t, "fix", fix, fixMax)
			}
			noOne := strings.HasPrefix(page.Ask, "No one:")
			if noOne && page.Message != "" {
				t.Error("a message although there is no one to ask")
			}
			if page.Message != "" && !strings.HasSuffix(page.Message, "(acp-gitlab: "+page.Code+")") {
				t.Errorf("message does not end with the code: %q", page.Message)
			}
			if strings.ContainsAny(page.Markdown, "{}") {
				t.Errorf("a brace is left in %q", page.Markdown)
			}
		})
	}
}

func checkLine(t *testing.T, what, s string, most int) {
	t.Helper()
	if n := utf8.RuneCountInString(s); n > most || n == 0 {
		t.Errorf("%s has %d characters, want 1 to %d: %q", what, n, most, s)
	}
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "?") {
		t.Errorf("%s does not end a sentence: %q", what, s)
	}
	if what == "title" && !strings.HasSuffix(s, ".") {
		t.Errorf("title does not end with a full stop: %q", s)
	}
}

// forbidden are words that no text of the program uses of its own. Screens
// also do without the technical ones.
var (
	forbidden = regexp.MustCompile(`(?i)\binvalid\b|\bfail(s|ed|ure)?\b|\berrors?\b|\bplease\b|\boops\b|!`)
	technical = regexp.MustCompile(`(?i)\binstance\b|\bPAT\b|\bTLS\b|\bendpoint\b|\bpayload\b`)
	quoted    = regexp.MustCompile("(?s)```.*?```|`[^`]*`|\"[^\"]*\"")
)

func TestPagesKeepTheTone(t *testing.T) {
	t.Parallel()
	for _, raw := range rawPages(t) {
		page := raw.Fill(nil)
		said := strings.Join(append([]string{page.Title, page.Why, page.Ask}, page.Fix...), "\n")
		said = quoted.ReplaceAllString(said, "")
		if w := technical.FindString(said); w != "" {
			t.Errorf("%s: a word for specialists: %q", page.Code, w)
		}
		message := strings.ReplaceAll(page.Message, "(acp-gitlab: "+page.Code+")", "")
		message = strings.ReplaceAll(message, "Failed to save GitLab credentials", "")
		if w := forbidden.FindString(said + quoted.ReplaceAllString(message, "")); w != "" {
			t.Errorf("%s: a word that this program does not use: %q", page.Code, w)
		}
	}
}

func TestOnlyKnownPlaceholdersWithWordsOfTheirOwn(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`\{([^{}]*)\}`)
	for _, page := range rawPages(t) {
		for _, found := range form.FindAllStringSubmatch(page.Markdown, -1) {
			name, instead, _ := strings.Cut(found[1], "|")
			if name == "token" && instead == "" {
				continue // TokenState has the words
			}
			if !slices.Contains(Names(), name) || strings.TrimSpace(instead) == "" {
				t.Errorf("%s: %s: want a known name and words for when it is not known", page.Code, found[0])
			}
		}
	}
}

// Only GitLab's own verdict on a token may advise a new one.
func TestNoNewTokenIsAdvisedForOtherFaults(t *testing.T) {
	t.Parallel()
	advice := regexp.MustCompile(`(?i)\b(new|another|other|different|fresh|next)\s+(gitlab\s+|personal\s+|access\s+)*token\b|` +
		`\b(make|create|paste)\b[^.]*\btoken\b|\bnew one\b|\brotate\b`)
	for _, raw := range rawPages(t) {
		page := raw.Fill(nil)
		switch area, _, _ := strings.Cut(page.Code, "-"); area {
		case "token", "scope", "permission":
			continue
		}
		if page.Code == "repo-legacy-token-refused" {
			continue // the group takes no other: GitLab's verdict on the token's type
		}
		for _, fix := range page.Fix {
			if strings.HasPrefix(page.Code, "account-") {
				fix = strings.ReplaceAll(fix, "Paste a token from the right one", "")
			}
			if found := advice.FindString(fix); found != "" {
				t.Errorf("%s advises a new token: %q", page.Code, found)
			}
		}
		rest := page.Title + " " + strings.ReplaceAll(page.Why, "A new one would not help", "")
		if found := advice.FindString(rest); found != "" {
			t.Errorf("%s speaks of a new token: %q", page.Code, found)
		}
	}
}

func TestFaultsThatAreNotTheTokensSaySo(t *testing.T) {
	t.Parallel()
	// These come before any token, or say nothing about one.
	silent := []string{
		"instance-url-invalid", "instance-not-https", "gitlab-too-old",
		"acp-ignores-host", "acp-ignores-path", "acp-not-connected",
		"repo-address-invalid", "repo-other-instance", "repo-not-found",
		"repo-nested-group", "repo-empty", "repo-branch-protected", "repo-legacy-token-refused",
	}
	for _, raw := range rawPages(t) {
		page := raw.WithToken(TokenAccepted).Fill(nil)
		area, _, _ := strings.Cut(page.Code, "-")
		if !slices.Contains([]string{"instance", "gitlab", "acp", "repo"}, area) || slices.Contains(silent, page.Code) {
			continue
		}
		if !strings.Contains(page.Title+" "+page.Why, tokenFine) {
			t.Errorf("%s does not say that the GitLab token is fine", page.Code)
		}
		unasked := raw.Fill(nil)
		if strings.Contains(unasked.Markdown, tokenFine) {
			t.Errorf("%s calls a token fine that GitLab has not been asked about", page.Code)
		}
	}
}

func TestParsePageRefusesOtherForms(t *testing.T) {
	t.Parallel()
	const good = "# T.\n\n## What to do\n\n- A.\n\n## Why\n\nB.\n\n## Whom to ask\n\nC.\n\n> D\n> E\n"
	page, err := parsePage("x", good)
	if err != nil || page.Message != "D E" || page.Ask != "C." || page.Title != "T." {
		t.Fatalf("parsePage(good) = %+v, %v", page, err)
	}
	bad := map[string]string{
		"no title":      strings.TrimPrefix(good, "# "),
		"order":         strings.NewReplacer("What to do", "Why", "## Why", "## What to do").Replace(good),
		"missing":       strings.Replace(good, "## Why\n\nB.\n\n", "", 1),
		"empty":         strings.Replace(good, "B.", "", 1),
		"one more":      good + "\n## More\n\nF.\n",
		"text before":   strings.Replace(good, "## What", "Text.\n\n## What", 1),
		"no list":       strings.Replace(good, "- A.", "A.", 1),
		"after message": good + "\nF.\n",
	}
	for name, markdown := range bad {
		if page, err := parsePage("x", markdown); err == nil {
			t.Errorf("%s: accepted as %+v", name, page)
		}
	}
}

func rawPages(t *testing.T) []Page {
	t.Helper()
	pages := make([]Page, 0, len(problemCodes()))
	for _, code := range problemCodes() {
		raw, err := problemFiles.ReadFile("problems/" + code + ".md")
		if err != nil {
			t.Fatal(err)
		}
		page, err := parsePage(code, string(raw))
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, page)
	}
	return pages
}
