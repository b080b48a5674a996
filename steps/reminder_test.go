package steps_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

func reminder(t *testing.T, name string) setup.Reminder {
	t.Helper()
	in, p := gitlab.ParseInstance("https://git.example.com/gitlab")
	if p != nil {
		t.Fatal(p)
	}
	return setup.Reminder{
		Instance: in, Name: name, ID: 4902, Ends: gitlab.Date{Year: 2027, Month: 2, Day: 20},
		Command: "acp-gitlab rotate --gitlab-url https://git.example.com/gitlab",
	}
}

// unfolded undoes the folding of RFC 5545, section 3.1.
func unfolded(calendar string) []string {
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(calendar, "\r\n ", ""), "\r\n"), "\r\n")
}

func TestCalendarFileIsAsCalendarsWantIt(t *testing.T) {
	t.Parallel()
	calendar := words.Calendar(reminder(t, `Ambient, Code; Platform\ `+strings.Repeat("äöü€", 30)), today)
	for line := range strings.SplitSeq(calendar, "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("%d octets, or a bare line break: %q", len(line), line)
		}
	}
	lines := unfolded(calendar)
	if lines[0] != "BEGIN:VCALENDAR" || lines[len(lines)-1] != "END:VCALENDAR" {
		t.Errorf("begins %q, ends %q", lines[0], lines[len(lines)-1])
	}
	for _, want := range []string{
		"VERSION:2.0", "UID:acp-gitlab-4902@git.example.com.gitlab", "DTSTAMP:20261122T133800Z",
		"DTSTART:20270220T000000Z", "DTEND:20270220T003000Z", "TRIGGER:-P7D", "TRIGGER:-P1D",
		"URL:https://git.example.com/gitlab",
	} {
		if strings.Count(strings.Join(lines, "\n")+"\n", want+"\n") != 1 {
			t.Errorf("no line %q once in\n%s", want, calendar)
		}
	}
	text := strings.Join(lines, "\n")
	for _, want := range []string{
		`The token "Ambient\, Code\; Platform\\ äöü€`, `run:\nacp-gitlab rotate --gitlab-url https://git.example.com/gitlab\n`,
		"/-/user_settings/personal_access_tokens.ics", "DESCRIPTION:The GitLab token for ACP expires in 7 days. acp-gitlab rotate",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestTheSameTokenGivesTheSameEvent(t *testing.T) {
	t.Parallel()
	uid := func(r setup.Reminder, at time.Time) string {
		for _, line := range unfolded(words.Calendar(r, at)) {
			if id, ok := strings.CutPrefix(line, "UID:"); ok {
				return id
			}
		}
		return ""
	}
	r := reminder(t, "a")
	first := uid(r, today)
	renamed := r
	renamed.Name = "b"
	if again := uid(renamed, today.AddDate(0, 0, 30)); first == "" || again != first {
		t.Errorf("%q, later %q", first, again)
	}
	other := r
	other.ID = 4903
	if uid(other, today) == first {
		t.Error("another token gives the same event")
	}
}

func TestTheReminderNamesTheNextDayOfWarning(t *testing.T) {
	t.Parallel()
	r := reminder(t, "a")
	for now, want := range map[string]string{
		"2026-11-22T13:38:00Z":      "2027-02-13",
		"2027-02-12T23:59:59Z":      "2027-02-13",
		"2027-02-13T00:00:00Z":      "2027-02-19",
		"2027-02-12T13:00:00-11:00": "2027-02-19", // the 13th in UTC
		"2027-02-13T13:59:00+14:00": "2027-02-13", // the 12th in UTC
		"2027-02-19T08:00:00Z":      "2027-02-20",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.FileName(at); got != "acp-gitlab-"+want+".ics" {
			t.Errorf("%s: %s, want %s", now, got, want)
		}
	}
}

func TestSaveNewNeverWritesOverAFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at, err := setup.SaveNew(dir, "a.ics", "one")
	if err != nil || at != dir {
		t.Fatalf("saved in %s, %v", at, err)
	}
	if _, err := setup.SaveNew(dir, "a.ics", "two"); !os.IsExist(err) {
		t.Errorf("a second time: %v", err)
	}
	path := filepath.Join(dir, "a.ics")
	text, err := os.ReadFile(path)
	if err != nil || string(text) != "one" {
		t.Errorf("%q, %v", text, err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if runtime.GOOS != "windows" {
		if err := os.Symlink(filepath.Join(dir, "elsewhere"), filepath.Join(dir, "b.ics")); err != nil {
			t.Fatal(err)
		}
		if _, err := setup.SaveNew(dir, "b.ics", "three"); !os.IsExist(err) {
			t.Errorf("through a link: %v", err)
		}
	}
}
