package commands

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/profile"
)

// example is the profile that the repository shows.
var example = filepath.Join("..", "..", "examples", "profile.yaml")

func TestAProfileIsCheckedLineByLine(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text string
		args []string
		exit int
		says []string
	}{
		"valid": {
			"gitlab_url: gitlab.example.com\nsupport:\n  name: Ada", nil, problem.ExitOK,
			[]string{"is valid.", "line 1", "gitlab_url: gitlab.example.com", "line 3", "support.name: Ada", "Next (shows what people are asked): acp-gitlab --profile"},
		},
		"wrong": {
			"gitlab_url: gitlab.example.com\nacp-url: x\ntoken_days: soon", nil, problem.ExitNeedsDoing,
			[]string{"2 things to fix", "line 2, column 1", "Did you mean acp_url?", "line 3, column 13", "whole number", "line 1", "acp-gitlab guide profile"},
		},
		"no YAML":     {"gitlab_url: [", nil, problem.ExitNeedsDoing, []string{"1 thing to fix", "line 1"}},
		"no support":  {"gitlab_url: gitlab.example.com", nil, problem.ExitOK, []string{"1 thing to know", "whom to ask"}},
		"strict":      {"gitlab_url: gitlab.example.com", []string{"--strict"}, problem.ExitNeedsDoing, []string{"1 thing to know"}},
		"no GitLab":   {"acp_url: acp.example.com\nsupport:\n  name: Ada", nil, problem.ExitOK, []string{"everyone is asked for their GitLab"}},
		"no CA there": {"gitlab_url: gitlab.example.com\nca_file: none.pem\nsupport:\n  name: Ada", nil, problem.ExitOK, []string{"none.pem", "Hand out the file as well."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := (&arena{}).call(t, "", nil, append([]string{"profile", "check", fileWith(t, tc.text)}, tc.args...)...)
			if o.exit != tc.exit {
				t.Errorf("exit code %d, not %d: %s", o.exit, tc.exit, o.stderr)
			}
			checkNames(t, o.stdout, tc.says, nil)
		})
	}
}

func TestAProfileThatCannotBeReadIsAWrongCall(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		args []string
		says string
	}{
		"none":       {[]string{"profile", "check", filepath.Join(t.TempDir(), "none.yaml")}, "there is no such file"},
		"a folder":   {[]string{"profile", "check", t.TempDir()}, "cannot be read as a profile"},
		"an address": {[]string{"profile", "check", "https://example.com/p.yaml"}, "not an address"},
		"no file":    {[]string{"profile", "check"}, "needs a FILE"},
		"no word":    {[]string{"profile"}, "acp-gitlab profile check FILE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := (&arena{}).call(t, "", nil, tc.args...)
			if o.exit != problem.ExitUsage || !strings.Contains(o.stderr, tc.says) {
				t.Errorf("exit code %d: %s", o.exit, o.stderr)
			}
		})
	}
}

// TestACheckRepeatsNoSecret that was written into a profile by mistake.
func TestACheckRepeatsNoSecret(t *testing.T) {
	t.Parallel()
	o := (&arena{}).call(t, "", nil, "profile", "check", "--json", fileWith(t, "acp_url: acp.example.com\ntoken: "+unknownToken))
	if o.exit != problem.ExitNeedsDoing || len(o.doc.Profile.Faults) != 1 || strings.Contains(o.stdout, unknownToken[6:]) {
		t.Errorf("exit code %d: %s", o.exit, o.stdout)
	}
}

func profileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(assets.ProfileSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:profile", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:profile")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTheSchemaOfProfilesSaysWhatTheReaderSays: an editor must not call wrong
// what the program takes, and must find what is most often wrong.
func TestTheSchemaOfProfilesSaysWhatTheReaderSays(t *testing.T) {
	t.Parallel()
	s := profileSchema(t)
	whole, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"the example":         string(whole),
		"all of it":           strings.NewReplacer("#acp_project", "acp_project", "#ca_file", "ca_file").Replace(string(whole)),
		"an unknown key":      "acp-url: x",
		"an unknown one in":   "support:\n  phone: x",
		"days in quotes":      `token_days: "90"`,
		"no days":             "token_days: 0",
		"too many days":       "token_days: 401",
		"no list":             "repositories: team/app",
		"a number for text":   "acp_project: 42",
		"nothing for text":    "acp_project:",
		"an email":            "support:\n  email: ada",
		"a page":              "support:\n  url: help.example.com",
		"a CA for no one":     "ca_file: ca.pem",
		"a CA for ACP":        "ca_file: ca.pem\nacp_url: acp.example.com",
		"a list":              "[]",
		"a number in a list":  "repositories: [7]",
		"support in one line": "support: Ada",
	} {
		_, wrong := profile.Parse("p.yaml", []byte(text))
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		if bad := s.Validate(value); (bad == nil) != (wrong == nil) {
			t.Errorf("%s: the schema says %v, the reader %v", name, bad, wrong)
		}
	}
}

func TestTheSchemaOfProfilesIsPrinted(t *testing.T) {
	t.Parallel()
	o := (&arena{}).call(t, "", nil, "profile", "schema")
	if o.exit != problem.ExitOK || strings.TrimSpace(o.stdout) != strings.TrimSpace(string(assets.ProfileSchema())) {
		t.Errorf("exit code %d: %s", o.exit, o.stdout)
	}
}
