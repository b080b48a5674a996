package steps_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// facts are a value for every placeholder of the pages.
var facts = map[string]string{
	"subject": "team/app", "host": "gitlab.example.com", "instance": "https://gitlab.example.com", "path": "team/app",
	"role": "Reporter", "level": "20", "scopes": "api, read_user", "needed": "read_api", "user": "@ada",
	"acp": "acp.example.com", "issuer": "Example Root CA", "proxy": "proxy.example.com:3128", "target": "https://git.example.org",
	"date": "20 Feb 2027", "when": "13:38:00 UTC", "words": "Bad Gateway", "why": "It has ended.", "cause": "its servers cannot find the name", "off": "10 minutes",
	"holds": "ACP has no GitLab connection for you now.", "remedy": "An owner of the group can raise the limit.",
}

// odd is what a sentence does not hold: brackets around nothing, a blank before
// a full stop, a word twice, a brace that was not filled.
var odd = regexp.MustCompile(`\(\s*\)|""|''|[{}]| [.,;:?](\s|$)|,,|\.\.|\b(the the|a a|there on our|in in|at at)\b| {2}|: *$|<nil>|%!`)

func texts(p assets.Page) []string {
	return append(slices.Clone(p.Fix), p.Title, p.Why, p.Ask, p.Message)
}

// TestPagesReadWellWithAndWithoutFacts renders every page with nothing, with
// every fact, and with each of them alone.
func TestPagesReadWellWithAndWithoutFacts(t *testing.T) {
	t.Parallel()
	if missing := slices.DeleteFunc(assets.Names(), func(n string) bool { return facts[n] != "" }); len(missing) > 0 {
		t.Fatalf("no fact for %v", missing)
	}
	all := assets.Problems()
	if len(all) != len(problem.All()) {
		t.Fatalf("%d pages", len(all))
	}
	for _, page := range all {
		ways := map[string]map[string]string{"nothing": nil, "all": facts}
		for name, value := range facts {
			ways[name+" alone"] = map[string]string{name: value}
		}
		for way, vars := range ways {
			for _, text := range texts(page.Fill(vars)) {
				if found := odd.FindString(text); found != "" {
					t.Errorf("%s with %s: %q in %q", page.Code, way, found, text)
				}
			}
		}
	}
}

// TestAMessageAboutACPSaysWhenItWasSeen: its team looks that up in its logs,
// and reads the message later.
func TestAMessageAboutACPSaysWhenItWasSeen(t *testing.T) {
	t.Parallel()
	s := setup.New(setup.Answers{}, today)
	for _, spec := range problem.All() {
		raw, _ := assets.Problem(string(spec.Code))
		if spec.Area != problem.AreaACP || !strings.Contains(raw.Message, "{when|") {
			continue
		}
		if page := words.Page(s, problem.New(spec.Code, "acp.example.com")); strings.Contains(page.Message, "just now") {
			t.Errorf("%s: %q", spec.Code, page.Message)
		}
	}
}

// TestFactsThatAreEmptyCountAsNone: a page says its own words instead.
func TestFactsThatAreEmptyCountAsNone(t *testing.T) {
	t.Parallel()
	empty := maps.Clone(facts)
	for name := range empty {
		empty[name] = ""
	}
	for _, page := range assets.Problems() {
		if got, want := texts(page.Fill(empty)), texts(page.Fill(nil)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", page.Code, got, want)
		}
	}
}

// TestOnlyATokenThatGitLabAcceptedIsCalledFine: of one that was not asked
// about, or not answered for, the page says that it may be kept.
func TestOnlyATokenThatGitLabAcceptedIsCalledFine(t *testing.T) {
	t.Parallel()
	active := gitlab.Inspection{Token: gitlab.TokenFacts{Active: true}}
	for name, tc := range map[string]struct {
		token string
		asked *gitlab.Inspection
		want  assets.TokenState
	}{
		"accepted":     {"glpat-" + "abcdefghijklmnopqrst", &active, assets.TokenAccepted},
		"not answered": {"glpat-" + "abcdefghijklmnopqrst", &gitlab.Inspection{}, assets.TokenUnknown},
		"not asked":    {"glpat-" + "abcdefghijklmnopqrst", nil, assets.TokenUnknown},
		"none":         {"", nil, assets.NoToken},
	} {
		s := setup.New(setup.Answers{}, today)
		s.SetToken(secret.New(tc.token), "prompt")
		s.Checked(tc.asked)
		p := problem.New(problem.InstanceTimeout, "gitlab.example.com")
		raw, _ := assets.Problem(string(p.Code))
		want := raw.WithToken(tc.want).Fill(words.Placeholders(s, p)).Why
		if got := words.Page(s, p).Why; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestGuideAndWizardNameTheSameMenus: whoever reads both must not wonder.
func TestGuideAndWizardNameTheSameMenus(t *testing.T) {
	t.Parallel()
	topic, _ := assets.Topic("self-hosted")
	text := strings.Join(strings.Fields(topic.Markdown), " ")
	for _, path := range gitlab.MenuPaths("") {
		if want := "- " + path.Versions + ": " + path.Path; !strings.Contains(text, want) {
			t.Errorf("the guide does not say %q", want)
		}
	}
	topic, _ = assets.Topic("gitlab-com")
	newest := gitlab.MenuPaths("")[0].Path
	if text := strings.ToLower(strings.Join(strings.Fields(topic.Markdown), " ")); !strings.Contains(text, strings.ToLower(newest)) {
		t.Errorf("the page on GitLab.com does not say %q", newest)
	}
}

// TestTheGuideNamesEveryPermission: those who create the token without the wizard
// find what to select, on its tab.
func TestTheGuideNamesEveryPermission(t *testing.T) {
	t.Parallel()
	topic, _ := assets.Topic("scopes")
	text := strings.Join(strings.Fields(topic.Markdown), " ")
	actions := map[string][]string{}
	for _, p := range gitlab.RequiredPermissions() {
		key := p.Tab + "/" + p.Resource
		actions[key] = append(actions[key], p.Action)
	}
	for key, all := range actions {
		tab, resource, _ := strings.Cut(key, "/")
		_, after, _ := strings.Cut(text, "**"+tab+"** tab: ")
		line, _, _ := strings.Cut(after, " - ")
		if want := resource + " (" + strings.Join(all, ", ") + ")"; !strings.Contains(line, want) {
			t.Errorf("the guide lacks %q on the tab %s", want, tab)
		}
	}
}
