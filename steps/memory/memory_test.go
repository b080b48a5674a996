package memory_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/memory"
)

var setUp = time.Date(2026, 11, 22, 14, 41, 7, 0, time.UTC)

func example() memory.Memory {
	return memory.Memory{
		Setup: memory.Setup{
			GitLab: "https://git.example.com:8443/gitlab", ACP: "https://backend.apps.example.com", ACPWeb: "https://apps.example.com",
			Project: "my-team", Credential: "2xKd0mQ7bVnR4sT9wYzA1cE3gHj", CAFile: "/etc/company ca.pem", Repositories: []string{"team/app", "group/sub/app"},
		},
		Token:   memory.Token{ID: 4902, Name: "Ambient Code Platform Integration", Ends: gitlab.Date{Year: 2027, Month: 2, Day: 20}},
		User:    "ada",
		SetUpAt: setUp,
		Interrupted: &memory.Interrupted{
			Setup: memory.Setup{GitLab: "https://gitlab.com"}, Step: "check", At: setUp.AddDate(0, 0, 1),
		},
	}
}

func save(t *testing.T, dir string, m memory.Memory) {
	t.Helper()
	if err := memory.Save(dir, m); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsSavedIsLoaded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if m, note := memory.Load(dir); !m.IsZero() || note != "" {
		t.Errorf("nothing was saved, loaded %+v, %q", m, note)
	}
	save(t, dir, memory.Memory{Setup: memory.Setup{GitLab: "https://gitlab.com"}})
	save(t, dir, example())
	got, note := memory.Load(dir)
	if want := example(); !reflect.DeepEqual(got, want) || note != "" {
		t.Errorf("got  %+v\nwant %+v\n%s", got, want, note)
	}
	entries, err := os.ReadDir(filepath.Dir(memory.File(dir)))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the file: %v, %v", entries, err)
	}
}

// TestALinkedFolderKeepsItsMode: where it leads to may be shared on purpose, as
// folders of dotfiles are, and what was linked stays linked.
func TestALinkedFolderKeepsItsMode(t *testing.T) {
	t.Parallel()
	dir, elsewhere := t.TempDir(), t.TempDir()
	link := filepath.Dir(memory.File(dir))
	if err := os.Symlink(elsewhere, link); err != nil {
		t.Skip("no links here: ", err)
	}
	if err := os.Chmod(elsewhere, 0o750); err != nil {
		t.Fatal(err)
	}
	save(t, dir, example())
	if info, err := os.Stat(elsewhere); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o750 {
		t.Errorf("its target has mode %v, %v", info.Mode(), err)
	}
	if m, note := memory.Load(dir); note != "" || m.User != "ada" {
		t.Errorf("loaded %+v, %q", m, note)
	}
	if was, err := memory.Forget(dir); !was || err != nil {
		t.Errorf("nothing to forget: %v", err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != fs.ModeSymlink {
		t.Errorf("the link has gone: %v", err)
	}
}

func TestOnlyTheOwnerMayRead(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("no such modes")
	}
	dir := t.TempDir()
	folder := filepath.Dir(memory.File(dir))
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	save(t, dir, example())
	for path, want := range map[string]fs.FileMode{folder: fs.ModeDir | 0o700, memory.File(dir): 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode() != want {
			t.Errorf("%s: %v, want %v, %v", path, info.Mode(), want, err)
		}
	}
}

func TestForget(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if was, err := memory.Forget(dir); was || err != nil {
		t.Errorf("nothing to forget: %v, %v", was, err)
	}
	save(t, dir, example())
	if was, err := memory.Forget(dir); !was || err != nil {
		t.Errorf("forget: %v, %v", was, err)
	}
	if _, err := os.Stat(filepath.Dir(memory.File(dir))); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
	save(t, dir, example())
	other := filepath.Join(filepath.Dir(memory.File(dir)), "profile.yaml")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := memory.Forget(dir); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("forget took a file that is not its own: %v", err)
	}
}

func TestWithoutAFolderNothingIsKept(t *testing.T) {
	t.Parallel()
	save(t, "", example())
	if m, note := memory.Load(""); !m.IsZero() || note != "" {
		t.Errorf("loaded %+v, %q", m, note)
	}
	if was, err := memory.Forget(""); was || err != nil {
		t.Errorf("forgot %v, %v", was, err)
	}
}

// TestNoSecretIsWritten puts a marked token wherever a text can stand.
func TestNoSecretIsWritten(t *testing.T) {
	t.Parallel()
	marked := "glpat-" + strings.Repeat("Marked", 4)
	for name, m := range map[string]memory.Memory{
		"GitLab":     {Setup: memory.Setup{GitLab: "https://oauth2:" + marked + "@gitlab.example.com/team"}},
		"query":      {Setup: memory.Setup{GitLab: "https://gitlab.example.com/?private_token=" + marked}},
		"path":       {Setup: memory.Setup{GitLab: "https://gitlab.example.com/" + marked}},
		"ACP":        {Setup: memory.Setup{GitLab: "https://gitlab.com", ACP: "https://x:" + marked + "@acp.example.com", ACPWeb: "https://acp.example.com/#" + marked}},
		"project":    {Setup: memory.Setup{GitLab: "https://gitlab.com", Project: marked}},
		"CA file":    {Setup: memory.Setup{GitLab: "https://gitlab.com", CAFile: "/tmp/" + marked}},
		"repository": {Setup: memory.Setup{GitLab: "https://gitlab.com", Repositories: []string{marked, "team/" + marked, "team/app"}}},
		"user":       {Setup: memory.Setup{GitLab: "https://gitlab.com"}, User: marked},
		"token name": {Setup: memory.Setup{GitLab: "https://gitlab.com"}, Token: memory.Token{Name: "mine " + marked}},
		"long name":  {Setup: memory.Setup{GitLab: "https://gitlab.com"}, Token: memory.Token{Name: strings.Repeat("a", 240) + " " + marked}},
		"step":       {Interrupted: &memory.Interrupted{Setup: memory.Setup{GitLab: "https://gitlab.com"}, Step: marked}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			save(t, dir, m)
			text, err := os.ReadFile(memory.File(dir))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), "Marked") {
				t.Errorf("a part of the secret was written:\n%s", text)
			}
		})
	}
}

func TestDaysLeft(t *testing.T) {
	t.Parallel()
	m := example()
	for now, want := range map[string]int{
		"2026-11-22T13:38:00Z":      90,
		"2027-02-19T23:59:59Z":      1,
		"2027-02-20T00:00:00Z":      0,
		"2027-02-19T13:00:01-11:00": 0, // already the 20th in UTC
		"2027-02-19T12:59:59-11:00": 1,
		"2027-02-20T13:59:59+14:00": 1, // still the 19th in UTC
		"2027-02-20T14:00:00+14:00": 0,
		"2027-02-22T09:00:00+14:00": -1,
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if left, known := m.DaysLeft(at); left != want || !known {
			t.Errorf("%s: %d days left, want %d", now, left, want)
		}
	}
	if _, known := (memory.Memory{}).DaysLeft(setUp); known {
		t.Error("days without an end date")
	}
}

func TestEndedForgetsOnlyThatToken(t *testing.T) {
	t.Parallel()
	m := example()
	m.Ended(1)
	m.Ended(0)
	if m.Token.ID != 4902 {
		t.Error("another token was forgotten")
	}
	m.Ended(4902)
	if m.Token != (memory.Token{}) || m.GitLab == "" {
		t.Errorf("left %+v", m)
	}
}
