package memory_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"acp-gitlab/steps/memory"
)

func put(t *testing.T, text string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	file := memory.File(dir)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestADamagedFileCountsAsNone(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty":          "",
		"cut":            `{"version": 1, "gitlab_url": "https://git`,
		"older version":  `{"version": 0, "gitlab_url": "https://gitlab.com"}`,
		"no version":     `{"gitlab_url": "https://gitlab.com"}`,
		"no date":        `{"version": 1, "gitlab_url": "https://gitlab.com", "token": {"ends": "soon"}}`,
		"wrong kind":     `{"version": 1, "gitlab_url": ["https://gitlab.com"]}`,
		"no address":     `{"version": 1, "user": "ada"}`,
		"plain http":     `{"version": 1, "gitlab_url": "http://gitlab.example.com"}`,
		"with user info": `{"version": 1, "gitlab_url": "https://a:b@gitlab.example.com"}`,
		"not text":       "\x00\x01\x02",
		"too large":      `{"version": 1, "gitlab_url": "https://gitlab.com", "user": "` + strings.Repeat("a", 70<<10) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, note := memory.Load(put(t, text))
			if !m.IsZero() || !strings.Contains(note, "acp-gitlab forget") {
				t.Errorf("loaded %+v, %q", m, note)
			}
		})
	}
}

// TestANewerFileStays: it is neither believed nor written over, and that is said.
func TestANewerFileStays(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"as today":  `{"version": 2, "gitlab_url": "https://gitlab.com"}`,
		"otherwise": `{"setups": [{"gitlab": {"url": "https://gitlab.com"}}], "gitlab_url": 7, "version": 2.1}`,
		"far ahead": `{"version": 40}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := put(t, text)
			if m, note := memory.Load(dir); !m.IsZero() || note != memory.Newer {
				t.Errorf("loaded %+v, %q", m, note)
			}
			if err := memory.Save(dir, example()); !errors.Is(err, memory.ErrNewer) {
				t.Errorf("saved over it: %v", err)
			}
			if now, err := os.ReadFile(memory.File(dir)); err != nil || string(now) != text {
				t.Errorf("it became %q, %v", now, err)
			}
			if was, err := memory.Forget(dir); !was || err != nil {
				t.Errorf("forget does not delete it: %v", err)
			}
		})
	}
}

// TestWhatIsNotSurelyOursStays: what cannot be read may be a newer program's. It
// is not written over, and that is said.
func TestWhatIsNotSurelyOursStays(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"too large":           `{"version": 2, "x": "` + strings.Repeat("y", 70_000) + `"}`,
		"another version":     `{"version": "2.0"}`,
		"another form":        `[{"version": 2}]`,
		"no version":          `{"setups": []}`,
		"null as the version": `{"version": null}`,
		"no JSON":             "version = 2\n",
		"two documents":       `{"version": 1} {"version": 2}`,
		"cut":                 `{"version": 2, "setups": [`,
		"empty":               "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := put(t, text)
			if m, note := memory.Load(dir); !m.IsZero() || note != memory.Unread {
				t.Errorf("loaded %+v, %q", m, note)
			}
			if err := memory.Save(dir, example()); memory.Kept(err) != memory.Unread {
				t.Errorf("saved over it: %v", err)
			}
			if now, err := os.ReadFile(memory.File(dir)); err != nil || string(now) != text {
				t.Errorf("it became %.80q, %v", now, err)
			}
			if was, err := memory.Forget(dir); !was || err != nil {
				t.Errorf("forget does not delete it: %v", err)
			}
			if err := memory.Save(dir, example()); err != nil {
				t.Errorf("not saved after forget: %v", err)
			}
		})
	}
}

// TestADamagedFileOfOursIsReplaced, as an older one is: its version says whose it
// is.
func TestADamagedFileOfOursIsReplaced(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"version": 1, "gitlab_url": 7}`, `{"version": 0}`} {
		dir := put(t, text)
		if err := memory.Save(dir, example()); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if m, note := memory.Load(dir); m.IsZero() || note != "" {
			t.Errorf("%s: loaded %+v, %q", text, m, note)
		}
	}
}

func TestAFolderInItsPlaceCountsAsDamaged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(memory.File(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	if m, note := memory.Load(dir); !m.IsZero() || note == "" {
		t.Errorf("loaded %+v, %q", m, note)
	}
}

// TestWhatIsReadIsCleaned: the file may have been changed by anybody.
func TestWhatIsReadIsCleaned(t *testing.T) {
	t.Parallel()
	repositories := make([]string, 0, 150)
	for i := range 150 {
		repositories = append(repositories, fmt.Sprintf(`"team/app%d"`, i))
	}
	for name, tc := range map[string]struct {
		text string
		want func(m memory.Memory) (got, want any)
	}{
		"escape sequences": {
			`"token": {"name": "\u001b[31mred\u001b[0m\nname\u202e"}`,
			func(m memory.Memory) (any, any) { return m.Token.Name, "red name" },
		},
		"a long name": {
			`"token": {"name": "` + strings.Repeat("n", 3000) + `"}`,
			func(m memory.Memory) (any, any) { return len(m.Token.Name), 255 },
		},
		"a negative number": {`"token": {"id": -3}`, func(m memory.Memory) (any, any) { return m.Token.ID, int64(0) }},
		"a user that is none": {
			`"user": "ada lovelace --yes"`,
			func(m memory.Memory) (any, any) { return m.User, "" },
		},
		"ACP over plain http":      {`"acp_url": "http://acp.example.com"`, func(m memory.Memory) (any, any) { return m.ACP, "" }},
		"ACP with a path":          {`"acp_url": "https://acp.example.com/projects/x?y=z"`, func(m memory.Memory) (any, any) { return m.ACP, "https://acp.example.com" }},
		"a repository outside":     {`"repositories": ["../etc", "https://other.example.com/a/b", "team/app"]`, func(m memory.Memory) (any, any) { return m.Repositories, []string{"team/app"} }},
		"too many repositories":    {`"repositories": [` + strings.Join(repositories, ",") + `]`, func(m memory.Memory) (any, any) { return len(m.Repositories), 100 }},
		"an interrupted elsewhere": {`"interrupted": {"gitlab_url": "ftp://x", "step": "paste"}`, func(m memory.Memory) (any, any) { return m.Interrupted == nil, true }},
		"unknown keys":             {`"later": {"a": 1}`, func(m memory.Memory) (any, any) { return m.GitLab, "https://gitlab.com" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, note := memory.Load(put(t, `{"version": 1, "gitlab_url": "https://gitlab.com/", `+tc.text+`}`))
			if note != "" {
				t.Fatal(note)
			}
			if got, want := tc.want(m); !reflect.DeepEqual(got, want) {
				t.Errorf("got %#v, want %#v", got, want)
			}
		})
	}
}
