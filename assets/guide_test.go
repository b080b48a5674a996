package assets

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// required names the topics that cover the sections of the setup guide, and
// the help pages of the eight steps.
var required = map[string]string{
	"token":                "what a token is, why; types",
	"gitlab-com":           "creating one on GitLab.com",
	"self-hosted":          "creating one on a self-hosted GitLab, by version",
	"scopes":               "the four, and the never four",
	"expiration":           "expiration date",
	"copying":              "the one chance to copy",
	"pasting":              "pasting",
	"testing":              "testing validity, scopes and repository access by hand",
	"access-levels":        "access levels",
	"connect-web":          "connecting by web page",
	"connect-api":          "connecting by API, both forms",
	"access-keys":          "ACP's sessions",
	"acp-credentials":      "the newer interface",
	"viewing":              "viewing existing tokens",
	"revoking":             "revoking",
	"rotating":             "rotating, reminder",
	"token-refused":        "troubleshooting: token refused",
	"push-refused":         "troubleshooting: insufficient permissions",
	"rate-limits":          "troubleshooting: rate limit",
	"token-stopped":        "troubleshooting: stopped working",
	"certificates-proxies": "certificates and proxies",
	"stored-and-sent":      "what is stored and sent",
	"keys":                 "keys and screen readers",
	"good-practices":       "do and never",
	"questions":            "questions and answers",
	"where-to-ask":         "resources and support",
	"quick-reference":      "quick reference",
	"scripts":              "without a terminal",
	"platform-teams":       "handing out a profile",
	"profile":              "every key of a profile",
	"support":              "a support call",
	"step-instance":        "step 1",
	"step-token-page":      "step 2",
	"step-scopes":          "step 3",
	"step-paste":           "step 4",
	"step-check":           "step 5",
	"step-repository":      "step 6",
	"step-connect":         "step 7",
	"step-done":            "step 8",
}

func TestGuideCoversEverySection(t *testing.T) {
	t.Parallel()
	for id, about := range required {
		if _, ok := Topic(id); !ok {
			t.Errorf("no topic %q (%s)", id, about)
		}
	}
	seen := map[string]bool{}
	steps := false
	for _, topic := range Guide() {
		if required[topic.ID] == "" || seen[topic.ID] {
			t.Errorf("%s: twice, or not in the test's list", topic.File)
		}
		seen[topic.ID] = true
		if steps && !topic.ForStep() {
			t.Errorf("%s stands behind the pages of the steps", topic.File)
		}
		steps = topic.ForStep()
	}
}

// facts are what each topic must not lose.
func TestGuideKeepsTheFacts(t *testing.T) {
	t.Parallel()
	facts := map[string][]string{
		"token":           {"Kubernetes Secret", "glpat-", "gldt-", "OAuth"},
		"gitlab-com":      {"Register", "/-/user_settings/personal_access_tokens?name=", "scopes=api,read_api,read_user,write_repository"},
		"self-hosted":     {"16.8 and newer", "/legacy/new?", "/-/profile/personal_access_tokens?", "LDAP", "18.10 and newer", "13 to 15"},
		"scopes":          {"`api`", "`read_api`", "`read_user`", "`write_repository`", "`sudo`", "`admin_mode`", "`create_runner`", "`manage_runner`", "`k8s_proxy`", "Legacy token"},
		"expiration":      {"90 days", "365", "00:00 UTC", "7 days"},
		"copying":         {"password manager", "once"},
		"testing":         {"curl -H '@gitlab.header'", "/api/v4/user", "personal_access_tokens/self", "%2F", "401", "403"},
		"access-levels":   {"5 Minimal", "10 Guest", "15 Planner", "20 Reporter", "25 Security", "30 **Developer**", "40 Maintainer", "50 Owner"},
		"connect-web":     {"Integrations", "Connect GitLab", "Edit", "Save Credentials", "Connected"},
		"connect-api":     {`"instanceUrl":""`, "GitLab connected successfully", "GitLab account connected successfully", "-X DELETE", "-X POST", "/status", "vteam-backend"},
		"access-keys":     {"Create Key", "View", "1 day", "gitlab-setup", "oc whoami -t"},
		"acp-credentials": {"credential:viewer", "role_bindings", "check"},
		"viewing":         {"Last used", "Scopes", "Created"},
		"revoking":        {"-X DELETE", "Revoke", "cannot restore it"},
		"rotating":        {"(Nov 2026)", "7 days", "--old-token-id"},
		"rate-limits":     {"2,000 requests a minute", "500 a minute", "no longer\napply"},
		"token-refused":   {"https://", "no / at the end", `"Invalid token"`},
		"push-refused":    {"write_repository", "Developer", `"Insufficient permissions"`},
		"token-stopped":   {"audit log", "administrator", "Authentication failed", "Suspended", "Password changed", "Password expired"},
		"good-practices":  {"password manager", "once a month", "sudo"},
		"where-to-ask":    {"about.gitlab.com/support", "forum.gitlab.com", "ambient-code/platform"},
		"platform-teams":  {"/etc/acp-gitlab/profile.yaml", "ProgramData", "ACP_GITLAB_PROFILE", "once", "no telemetry", "gitlab-credentials"},
		"profile":         {"`gitlab_url`", "`acp_url`", "`acp_project`", "`ca_file`", "`token_name`", "`token_days`", "`repositories`", "`support`", "`name`", "`url`", "`email`"},
		"support":         {"acp-gitlab explain", "acp-gitlab report", "demo --scenario", "report read", "## 5."},
		"step-scopes":     {"Only a fine-grained token is offered?", "A scope is missing on the page?"},
	}
	for id, wanted := range facts {
		topic, _ := Topic(id)
		for _, fact := range wanted {
			if !strings.Contains(strings.ToLower(topic.Markdown), strings.ToLower(fact)) {
				t.Errorf("%s does not tell %q", id, fact)
			}
		}
	}
}

var (
	blocks = regexp.MustCompile("(?s)```.*?```")
	spans  = regexp.MustCompile("`[^`]*`")
)

func TestTopicsHaveTheirForm(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile(`^\d\d-[a-z-]+\.md$`)
	for _, topic := range Guide() {
		lines := strings.Split(strings.TrimSpace(topic.Markdown), "\n")
		switch n := len(lines); {
		case !name.MatchString(topic.File), !strings.HasPrefix(topic.Markdown, "# "), topic.Title == "":
			t.Errorf("%s: name or title", topic.File)
		case lines[1] != "" || lines[3] != "" || topic.Line != lines[2]:
			t.Errorf("%s: want the title, an empty line, one line, an empty line", topic.File)
		case utf8.RuneCountInString(topic.Line) > 100:
			t.Errorf("%s: the line is too long: %q", topic.File, topic.Line)
		case topic.ForStep() && (n < 10 || n > 25):
			t.Errorf("%s: %d lines, want 10 to 25", topic.File, n)
		}
		for _, span := range spans.FindAllString(blocks.ReplaceAllString(topic.Markdown, ""), -1) {
			if strings.Contains(span, "\n") {
				t.Errorf("%s: code over two lines cannot be copied: %q", topic.File, span)
			}
		}
		if strings.Count(topic.Markdown, "```")%2 != 0 || strings.Contains(topic.Markdown, "\n|") {
			t.Errorf("%s: an open code block, or a table: narrow windows cannot show it", topic.File)
		}
	}
}

func TestGuideKeepsTheTone(t *testing.T) {
	t.Parallel()
	for _, topic := range Guide() {
		said := quoted.ReplaceAllString(topic.Markdown, "")
		if w := forbidden.FindString(said); w != "" {
			t.Errorf("%s: a word that this program does not use: %q", topic.File, w)
		}
		if w := technical.FindString(said); w != "" {
			t.Errorf("%s: a word for specialists: %q", topic.File, w)
		}
	}
}

func TestLinksAndCommandsLeadSomewhere(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)]+)\)`)
	command := regexp.MustCompile(`acp-gitlab\s+(guide|explain)\s+([a-z][a-z-]+)`)
	texts := map[string]string{}
	for _, topic := range Guide() {
		texts[topic.File] = topic.Markdown
	}
	for _, page := range rawPages(t) {
		texts[page.Code] = page.Markdown
	}
	for file, text := range texts {
		for _, found := range link.FindAllStringSubmatch(text, -1) {
			if _, ok := Linked(found[1]); !ok && !strings.HasPrefix(found[1], "https://") {
				t.Errorf("%s: the link %s leads nowhere", file, found[1])
			}
		}
		for _, found := range command.FindAllStringSubmatch(text, -1) {
			_, topic := Topic(found[2])
			_, page := Problem(found[2])
			if topic != (found[1] == "guide") || page == topic {
				t.Errorf("%s: %q leads nowhere", file, found[0])
			}
		}
	}
}

// A token on a command line is seen by everybody on the computer.
func TestNoTokenOnACommandLine(t *testing.T) {
	t.Parallel()
	onLine := regexp.MustCompile(`(?i)(-H|--header)\s+['"]?(Authorization|PRIVATE-TOKEN)|glpat-[A-Za-z0-9]|(-d|--data)\s+'`)
	for _, topic := range Guide() {
		if found := onLine.FindString(topic.Markdown); found != "" {
			t.Errorf("%s: %q", topic.File, found)
		}
	}
}

// A command in a block is copied as it stands: into bash, zsh, fish and
// PowerShell. They disagree about comments, brackets, an @ at the beginning of a
// word, variables, and how a line goes on.
func TestCommandsPasteIntoEveryShell(t *testing.T) {
	t.Parallel()
	bare := regexp.MustCompile(`'[^']*'`)
	wrong := regexp.MustCompile("[][#<>(){}$@!;&|\\\\`]|  |^(export|set|read|printf) ")
	checked := 0
	for _, topic := range Guide() {
		for _, block := range blocks.FindAllString(topic.Markdown, -1) {
			lines := strings.Split(block, "\n")
			if lines[0] != "```" {
				continue
			}
			for _, line := range lines[1 : len(lines)-1] {
				if strings.HasPrefix(line, "https://") || strings.HasPrefix(line, "Authorization: ") {
					continue
				}
				checked++
				said := strings.Replace(bare.ReplaceAllString(line, "quoted"), "ssh git@", "ssh ", 1)
				if found := wrong.FindString(said); found != "" {
					t.Errorf("%s: %q cannot be pasted into every shell: %q", topic.File, line, found)
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d commands were looked at", checked)
	}
}

func TestTopicsAreFoundByOtherNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"expiration": "expiration", "end-date": "expiration", "expiry": "expiration", "rotation": "rotating", "faq": "questions",
		"troubleshooting": "where-to-ask", "suspended": "token-stopped", "account-suspended": "token-stopped",
		"password-changed": "token-stopped",
	} {
		if topic, ok := Topic(name); !ok || topic.ID != want {
			t.Errorf("Topic(%q) = %q, %v, want %q", name, topic.ID, ok, want)
		}
	}
	owner := map[string]string{}
	for _, topic := range Guide() {
		owner[topic.ID] = topic.ID
	}
	for id, names := range otherNames {
		if owner[id] != id {
			t.Errorf("there is no topic %q", id)
		}
		for _, name := range names {
			if owner[name] != "" {
				t.Errorf("%q finds %s and %s", name, owner[name], id)
			}
			owner[name] = id
		}
	}
}

func TestNearestTopics(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"experation": "expiration", "my account was suspended": "token-stopped", "rotate the token": "rotating",
		"certificat": "certificates-proxies", "frobnicate": "", "": "",
	} {
		got := ""
		if near := NearestTopics(typed); len(near) > 0 {
			got = near[0].ID
		}
		if got != want {
			t.Errorf("nearest to %q is %q, want %q", typed, got, want)
		}
	}
	if near := NearestTopics("token"); len(near) > mostNearest {
		t.Errorf("%d topics are near, want at most %d", len(near), mostNearest)
	}
}

func TestTopicAndLinkedKnowNoOthers(t *testing.T) {
	t.Parallel()
	if _, ok := Topic("no-such-topic"); ok {
		t.Error("Topic found a topic that does not exist")
	}
	topic, ok := Linked("04-scopes.md#never")
	if !ok || topic.ID != "scopes" {
		t.Errorf("Linked = %q, %v, want scopes", topic.ID, ok)
	}
	if _, ok := Linked("https://docs.gitlab.com"); ok {
		t.Error("Linked took an address for a topic")
	}
}

func TestGuideIsTheCallersToChange(t *testing.T) {
	t.Parallel()
	Guide()[0].Title = "changed"
	if Guide()[0].Title == "changed" {
		t.Error("Guide hands out its own slice")
	}
}
