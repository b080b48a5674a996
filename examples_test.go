package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.yaml.in/yaml/v3"
)

// cmdCIJob writes the lines of a job of GitLab CI into a script: cijob YAML FILE.
func cmdCIJob(ts *testscript.TestScript, _ bool, args []string) {
	text, err := os.ReadFile(args[0])
	ts.Check(err)
	jobs := map[string]struct {
		Script []string `yaml:"script"`
	}{}
	ts.Check(yaml.Unmarshal(text, &jobs))
	if len(jobs) != 1 {
		ts.Fatalf("%s has %d jobs", args[0], len(jobs))
	}
	for _, job := range jobs {
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Join(job.Script, "\n")+"\n"), 0o600))
	}
}

// TestEveryExampleIsRun: one that no test runs is soon wrong.
func TestEveryExampleIsRun(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob(filepath.Join("testdata", "script", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	for _, pattern := range []string{"*", "*/*"} {
		files, err := filepath.Glob(filepath.Join("examples", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			info, err := os.Stat(file)
			if err != nil || info.IsDir() || filepath.Base(file) == "README.md" {
				continue
			}
			if name := "$EXAMPLES" + strings.TrimPrefix(filepath.ToSlash(file), "examples"); !strings.Contains(all.String(), name) {
				t.Errorf("no script runs %s", file)
			}
		}
	}
}
