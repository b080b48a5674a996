package profile_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"acp-gitlab/steps/profile"
)

// whole is a profile with everything in it.
const whole = `# Acme's set-up: acp-gitlab --profile acme.yaml
---
gitlab_url: https://gitlab.example.com
acp_url: "https://acp.example.com/projects/my-team" # any page
acp_project: my-team
ca_file: certs/acme.pem
token_name: 'ACP, Acme''s'
token_days: 60
repositories:
  - team/app
  - https://gitlab.example.com/team/docs
support:
  name: Platform team
  url: https://help.example.com/acp
  email: platform@example.com
`

func TestAWholeProfile(t *testing.T) {
	t.Parallel()
	p, err := profile.Parse("/etc/acme/acme.yaml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	want := &profile.Profile{
		File: "/etc/acme/acme.yaml", GitLabURL: "https://gitlab.example.com", ACPURL: "https://acp.example.com/projects/my-team",
		ACPProject: "my-team", CAFile: filepath.FromSlash("/etc/acme/certs/acme.pem"), TokenName: "ACP, Acme's", TokenDays: 60,
		Repositories: []string{"team/app", "https://gitlab.example.com/team/docs"},
		Support:      profile.Support{Name: "Platform team", URL: "https://help.example.com/acp", Email: "platform@example.com"},
	}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("got  %+v\nwant %+v", p, want)
	}
	if got := p.Hosts(); !reflect.DeepEqual(got, []string{"gitlab.example.com", "acp.example.com"}) {
		t.Errorf("the CA file counts for %v", got)
	}
	if got := p.Support.String(); got != "Platform team, https://help.example.com/acp, platform@example.com" {
		t.Errorf("support reads %q", got)
	}
}

func TestWaysOfWriting(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text string
		want profile.Profile
	}{
		"brackets":              {"repositories: [team/app, 'team/docs', \"a/b\",] # two", profile.Profile{Repositories: []string{"team/app", "team/docs", "a/b"}}},
		"names like prefixes":   {"repositories: [team/global-configuration-files, glpat/glow-in-the-dark-themes]", profile.Profile{Repositories: []string{"team/global-configuration-files", "glpat/glow-in-the-dark-themes"}}},
		"no list":               {"repositories: []", profile.Profile{}},
		"list under the key":    {"repositories:\n- team/app\n- a/b\nacp_project: x", profile.Profile{Repositories: []string{"team/app", "a/b"}, ACPProject: "x"}},
		"windows":               {"\ufeffacp_project: x\r\n\r\ntoken_days: 9\r\n", profile.Profile{ACPProject: "x", TokenDays: 9}},
		"quoted key":            {"\"acp_project\" : x", profile.Profile{ACPProject: "x"}},
		"no comment":            {"token_name: a#b c", profile.Profile{TokenName: "a#b c"}},
		"escapes":               {`token_name: "\u0041\x42C \\ \" \x2f"`, profile.Profile{TokenName: `ABC \ " /`}},
		"list over two lines":   {"repositories: [a/b,\n  c/d]", profile.Profile{Repositories: []string{"a/b", "c/d"}}},
		"a date":                {"token_name: 2026-11-22", profile.Profile{TokenName: "2026-11-22"}},
		"number in quotes":      {`acp_project: "42"`, profile.Profile{ACPProject: "42"}},
		"end of the document":   {"acp_project: x\n... # over\n", profile.Profile{ACPProject: "x"}},
		"cleaned":               {`token_name: "a\e[31mb\u202ec\nd"`, profile.Profile{TokenName: "abc d"}},
		"this computer":         {"gitlab_url: http://localhost:8080", profile.Profile{GitLabURL: "http://localhost:8080"}},
		"a name in the cluster": {"acp_url: http://backend.acp.svc:8080", profile.Profile{ACPURL: "http://backend.acp.svc:8080"}},
		"keys in another order": {"support:\n    email: a@b\n    name: x\nacp_project: y", profile.Profile{ACPProject: "y", Support: profile.Support{Name: "x", Email: "a@b"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := profile.Parse("p.yaml", []byte(tc.text))
			if err != nil {
				t.Fatal(err)
			}
			tc.want.File = "p.yaml"
			if !reflect.DeepEqual(*p, tc.want) {
				t.Errorf("got  %+v\nwant %+v", *p, tc.want)
			}
		})
	}
}

// token is in the form of GitLab's, and none of GitLab's.
var token = "glpat-" + strings.Repeat("x", 20)

func TestWhatIsWrongIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text         string
		line, column int
		words        string
	}{
		"unknown key":            {"acp_project: x\nacp_projekt: y", 2, 1, "unknown key acp_projekt. Valid keys: gitlab_url, "},
		"unknown key, long":      {"acp_projekt_of_ours: x", 1, 1, "unknown key. Valid"},
		"unknown key, nearly":    {"gitlab-url: x", 1, 1, "Did you mean gitlab_url?"},
		"a token's key, nearly":  {"token-days: 9", 1, 1, "Did you mean token_days?"},
		"unknown key below":      {"support:\n  phone: x", 2, 3, "unknown key"},
		"proxy":                  {"https_proxy: http://x", 1, 1, "cannot set a proxy"},
		"command":                {"command: rm", 1, 1, "contain a command"},
		"token key":              {"gitlab_token: x", 1, 1, "cannot contain a token"},
		"no checking":            {"insecure: true", 1, 1, "cannot be turned off"},
		"twice":                  {"acp_project: x\n\nacp_project: y", 3, 1, "the first is on line 1"},
		"twice below":            {"support:\n  name: x\n  name: y", 3, 3, "the first is on line 2"},
		"number for text":        {"acp_project:  42", 1, 15, "this must be text"},
		"yes or no for text":     {"token_name: true", 1, 13, "this must be text"},
		"nothing for text":       {"token_name:\nacp_project: x", 1, 1, "there is no value"},
		"null for text":          {"token_name: ~", 1, 13, "there is no value"},
		"list for text":          {"token_name: [x]", 1, 13, "a list"},
		"keys for text":          {"token_name:\n  a: b", 2, 3, "indented keys"},
		"empty after cleaning":   {`token_name: "\u202e "`, 1, 13, "there is no value"},
		"text for days":          {"token_days: \"60\"", 1, 13, "whole number"},
		"part of a day":          {"token_days: 1.5", 1, 13, "whole number"},
		"no days":                {"token_days: 0", 1, 13, "whole number"},
		"too many days":          {"token_days: 401", 1, 13, "whole number"},
		"text for repositories":  {"repositories: team/app", 1, 15, "this must be a list"},
		"number in a list":       {"repositories:\n  - team/app\n  - 7", 3, 5, "this must be text"},
		"keys in a list":         {"repositories:\n  - path: team/app", 2, 5, "indented keys"},
		"list in a list":         {"repositories: [[a/b]]", 1, 16, "a single list"},
		"list in a list below":   {"repositories:\n  - [a/b]", 2, 5, "a single list"},
		"item in an item":        {"repositories:\n- - a/b", 2, 3, "a single list"},
		"list cut by a comment":  {"repositories: [a/b # c]", 1, 0, "not closed"},
		"text for support":       {"support: me", 1, 10, "indented keys"},
		"columns are characters": {"support: {name: \"äöü\", phone: x}", 1, 24, "unknown key"},
		"bracket not closed":     {"repositories: [a/b", 1, 0, "not closed"},
		"a list as a key":        {"? [a]\n: x", 1, 3, "a key must be a single word"},
		"a text alone":           {"just words", 1, 1, "this must be keys"},
		"too deep":               {"support:\n  name:\n    first: x", 3, 5, "indented keys"},
		"anchor":                 {"token_name: &a x", 1, 13, "anchors"},
		"alias":                  {"token_name: *a", 1, 0, "aliases"},
		"anchor above keys":      {"support: &s\n  name: x", 1, 10, "anchors"},
		"merge":                  {"<<: *a", 1, 0, "aliases"},
		"tag":                    {"token_name: !!str x", 1, 13, "tags"},
		"directive":              {"%YAML 1.2\n---\ntoken_name: x", 1, 0, "not valid YAML"},
		"two documents":          {"token_name: x\n---\ntoken_name: y", 2, 1, "second document"},
		"two documents, ended":   {"token_name: x\n...\n---\ntoken_name: y", 3, 1, "second document"},
		"behind the end":         {"token_name: x\n...\nacp_project: y", 2, 0, "not valid YAML"},
		"key on the mark":        {"--- token_name: x", 1, 0, "a key inside a value"},
		"indented":               {"token_name: a\n acp_project: b", 2, 0, "a key inside a value"},
		"item for a key":         {"token_name: x\n- y", 1, 0, "not valid YAML"},
		"tab":                    {"support:\n\tname: x", 2, 1, "a tab"},
		"control character":      {"token_name: a\x1b[31m", 1, 14, "control character"},
		"not UTF-8":              {"token_name: \xff", 1, 1, "UTF-8"},
		"UTF-16":                 {"\xff\xfet\x00", 1, 1, "UTF-8"},
		"no colon":               {"token_name", 1, 1, "this must be keys"},
		"no blank":               {"token_name:x", 1, 1, "this must be keys"},
		"comment for a colon":    {"token_name # : x", 1, 1, "this must be keys"},
		"key behind quotes":      {"'token_name' x", 1, 0, "not valid YAML"},
		"quote not closed":       {"token_name: \"x", 1, 0, "not closed"},
		"behind the quote":       {"token_name: \"x\" y", 1, 0, "not valid YAML"},
		"unknown escape":         {`token_name: "C:\certs"`, 1, 0, "backslash"},
		"colon in a value":       {"token_name: a: b", 1, 0, "a key inside a value"},
		"empty":                  {"# nothing\n", 1, 1, "empty"},
		"bad GitLab address":     {"gitlab_url: /etc/passwd", 1, 13, "gitlab_url: "},
		"http":                   {"gitlab_url: http://gitlab.example.com", 1, 13, "Write https"},
		"bad ACP address":        {"acp_url: C:\\acp", 1, 10, "acp_url: That is a file path"},
		"ACP over http":          {"acp_url: http://acp.example.com", 1, 10, "Write https"},
		"CA at an address":       {"acp_url: acp.example.com\nca_file: https://x/ca.pem", 2, 10, "file on this computer"},
		"CA for nobody":          {"token_name: x\nca_file: ca.pem", 2, 1, "neither is set"},
		"no support address":     {"support:\n  url: help", 2, 8, "https://"},
		"script as support":      {"support:\n  url: javascript://x", 2, 8, "https://"},
		"no email":               {"support:\n  email: help", 2, 10, "email"},
		"columns are signs":      {"token_name: x\n\"äöü\": x", 2, 1, "unknown key"},
		"too long":               {"token_name: " + strings.Repeat("a", 1001), 1, 13, "longer than"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := profile.Parse("p.yaml", []byte(tc.text))
			var bad *profile.Error
			if !errors.As(err, &bad) {
				t.Fatalf("taken, or another error: %v", err)
			}
			if bad.Line != tc.line || bad.Column != tc.column || !strings.Contains(bad.Words, tc.words) {
				t.Errorf("got %q\nwant line %d, column %d: %s", bad, tc.line, tc.column, tc.words)
			}
		})
	}
}

func TestASecretIsRefusedAndNotRepeated(t *testing.T) {
	t.Parallel()
	jwt := "eyJ" + strings.Repeat("a", 20) + "." + strings.Repeat("b", 20) + "." + strings.Repeat("c", 20)
	for name, text := range map[string]string{
		"a value":           "token_name: " + token,
		"in the middle":     "token_name: \"my(" + token + ")\"",
		"inside a word":     "token_name: my_" + token,
		"a comment":         "token_name: x # " + token,
		"a line of comment": "# " + token + "\ntoken_name: x",
		"a key":             token + ": x",
		"an unknown key":    "password: " + token,
		"a user":            "gitlab_url: https://oauth2:" + token + "@gitlab.example.com",
		"a password":        "gitlab_url: https://ada:opensesame@gitlab.example.com",
		"of ACP":            "acp_url: https://ada:opensesame@acp.example.com",
		"of a repository":   "repositories: [\"https://ada:opensesame@gitlab.example.com/a/b\"]",
		"of the support":    "support:\n  url: https://ada:opensesame@example.com",
		"a query":           "gitlab_url: https://gitlab.example.com/?private_token=opensesame",
		"an access key":     "acp_project: " + jwt,
		"behind an escape":  `token_name: "gl\x70at-` + strings.Repeat("x", 20) + `"`,
		"a login":           "acp_project: sha256~" + strings.Repeat("x", 20),
		"a broken line":     "token_name: \"" + token,
		"a broken address":  "support:\n  url: https://ada:opensesame@exa mple.com",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := profile.Parse("p.yaml", []byte(text))
			if err == nil {
				t.Fatal("taken")
			}
			for _, part := range []string{strings.Repeat("x", 8), "opensesame", strings.Repeat("b", 8)} {
				if strings.Contains(err.Error(), part) {
					t.Error("the error repeats it")
				}
			}
		})
	}
}

func TestReadsARegularFileOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	good := write("good.yaml", "acp_url: acp.example.com\nca_file: ca.pem\n")
	p, err := profile.Read(good)
	if err != nil || p.CAFile != filepath.Join(dir, "ca.pem") || p.Source() != "profile "+good {
		t.Errorf("%+v, %v", p, err)
	}
	for name, want := range map[string]string{
		filepath.Join(dir, "missing.yaml"): "no such file",
		dir:                                "cannot be read",
		os.DevNull:                         "the profile is empty",
		"https://example.com/acme.yaml":    "not an address",
		write("long.yaml", strings.Repeat("#", profile.Longest+1)): "too long",
		write("bad.yaml", "a: b"):                                  "line 1, column 1",
	} {
		if _, err := profile.Read(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

// TestTheDigestFollowsWhatIsConfirmed: what the file says and the certificates,
// wherever they are.
func TestTheDigestFollowsWhatIsConfirmed(t *testing.T) {
	t.Parallel()
	digest := func(text, certificates string) string {
		t.Helper()
		folder := t.TempDir()
		file := filepath.Join(folder, "p.yaml")
		for name, content := range map[string]string{file: text, filepath.Join(folder, "ca.pem"): certificates} {
			if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p, err := profile.Read(file)
		if err != nil {
			t.Fatal(err)
		}
		return p.Digest()
	}
	const text = "gitlab_url: gitlab.example.com\nca_file: ca.pem"
	first := digest(text, "one")
	if again := digest(text, "one"); again != first || len(first) != 64 {
		t.Errorf("the same elsewhere: %s, before %s", again, first)
	}
	for name, other := range map[string]string{
		"another address":     digest(strings.Replace(text, "gitlab.", "git.", 1), "one"),
		"another certificate": digest(text, "two"),
		"no CA file":          digest("gitlab_url: gitlab.example.com\n#", "one"),
	} {
		if other == first {
			t.Errorf("%s: the same digest", name)
		}
	}
}

// TestEverythingThatIsWrongIsSaidAtOnce, each with its line, and what is right
// beside it.
func TestEverythingThatIsWrongIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "p.yaml")
	const text = `gitlab_url: https://gitlab.example.com
token_days: soon
acp-url: x
repositories:
  - team/app
  - 7
  - https://me:pass@gitlab.example.com/team/docs
support:
  name: Platform team
  phone: 1
  email: nobody
gitlab_url: again
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c := profile.Check(file)
	var lines []int
	for _, e := range c.Errors {
		lines = append(lines, e.Line)
	}
	if want := []int{2, 3, 6, 7, 10, 11, 12}; !reflect.DeepEqual(lines, want) {
		t.Errorf("wrong on lines %v, want %v", lines, want)
	}
	want := []profile.Entry{
		{Line: 1, Key: "gitlab_url", Value: "https://gitlab.example.com"},
		{Line: 5, Key: "repositories", Value: "team/app"},
		{Line: 9, Key: "support.name", Value: "Platform team"},
	}
	if !reflect.DeepEqual(c.Entries, want) {
		t.Errorf("right: %+v", c.Entries)
	}
	if c.Profile.Digest() != "" {
		t.Error("a profile that does not count has a digest: it could be confirmed")
	}
}
