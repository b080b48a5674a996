package commands

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"acp-gitlab/assets"
)

const schemaName = "urn:acp-gitlab:result:1"

var schema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(assets.ResultSchema()))
	if err != nil {
		return nil, err
	}
	strict(doc)
	c := jsonschema.NewCompiler()
	if err := c.AddResource(schemaName, doc); err != nil {
		return nil, err
	}
	return c.Compile(schemaName)
})

// valid holds a document to the schema.
func valid(document string) error {
	s, err := schema()
	if err != nil {
		return err
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(document))
	if err != nil {
		return err
	}
	return s.Validate(v)
}

// strict forbids what the schema does not name. Whoever reads a document must
// not mind new fields; here each one has to stand in the schema.
func strict(node any) {
	switch node := node.(type) {
	case map[string]any:
		if node["type"] == "object" {
			node["additionalProperties"] = false
		}
		for _, child := range node {
			strict(child)
		}
	case []any:
		for _, child := range node {
			strict(child)
		}
	}
}

// TestTheSchemaFindsWhatIsMissingOrNew: a document without one of the required
// fields, or with a field that the schema does not name, does not pass.
func TestTheSchemaFindsWhatIsMissingOrNew(t *testing.T) {
	t.Parallel()
	const good = `{"schema_version": 1, "command": "check", "ok": false,
		"problems": [{"code": "scope-missing", "severity": "error", "title": "t", "fix": [], "retryable": false}]}`
	if err := valid(good); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"no command":         strings.Replace(good, `"command": "check", `, "", 1),
		"no title":           strings.Replace(good, `"title": "t", `, "", 1),
		"a new field":        strings.Replace(good, `"ok": false`, `"ok": false, "extra": 1`, 1),
		"a new field inside": strings.Replace(good, `"title": "t"`, `"title": "t", "extra": 1`, 1),
		"ok with an error":   strings.Replace(good, `"ok": false`, `"ok": true`, 1),
		"another severity":   strings.Replace(good, `"severity": "error"`, `"severity": "bad"`, 1),
	} {
		if bad == good || valid(bad) == nil {
			t.Errorf("%s: it passes", name)
		}
	}
}

// TestTheNextStepMayBeRun: what people read beside it, or in its place, is none.
func TestTheNextStepMayBeRun(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"", "acp-gitlab", "acp-gitlab tokens revoke 4711", "acp-gitlab --gitlab-url https://gitlab.example.com", "acp-gitlab explain repo-archived"} {
		if err := runnable(step); err != nil {
			t.Errorf("%q: %v", step, err)
		}
	}
	for _, step := range []string{
		"the same command again in a few minutes", "nothing.", "acp-gitlab tokens revoke 4711, once a session in ACP works", "acp-gitlab guide TOPIC",
		"acp-gitlab, to give ACP another one; or acp-gitlab disconnect", "end it on GitLab's page: https://gitlab.example.com", "acp-gitlab frobnicate", "acp-gitlab status --no-such-flag", "acp-gitlab status now",
	} {
		if runnable(step) == nil {
			t.Errorf("%q passes", step)
		}
	}
}
