package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testName     = regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w*)`")
	testFunction = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
)

// TestSecurityNamesItsTests: each promise in SECURITY.md names tests, and each
// test that it names exists.
func TestSecurityNamesItsTests(t *testing.T) {
	text, err := os.ReadFile("SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	exist := map[string]bool{}
	err = filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range testFunction.FindAllSubmatch(source, -1) {
			exist[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, holds, _ := strings.Cut(string(text), "\n## Guarantees\n")
	holds, _, _ = strings.Cut(holds, "\n## ")
	promises := strings.Split(holds, "\n- **")[1:]
	if len(promises) < 15 {
		t.Errorf("only %d promises were read", len(promises))
	}
	for _, promise := range promises {
		names := testName.FindAllStringSubmatch(promise, -1)
		if len(names) == 0 {
			t.Errorf("no test is named for: %s", promise)
		}
		for _, m := range names {
			if !exist[m[1]] {
				t.Errorf("there is no %s", m[1])
			}
		}
	}
}
