package acp

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// env is an environment.
type env map[string]string

func (e env) get(name string) string { return e[name] }

// ctlDir writes acpctl's file into a new configuration directory.
func ctlDir(t *testing.T, contents string, mode os.FileMode) string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "ambient", "config.json")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(contents), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, mode); err != nil {
		t.Fatal(err)
	}
	return dir
}

const ctlJSON = `{"api_url":"https://ctl.example.com/","access_token":"sha256~ctl","refresh_token":"sha256~refresh",
	"issuer_url":"https://sso.example.com","project":"my-team","request_timeout":30}`

func TestFoundSessionsBindsEachToItsOrigin(t *testing.T) {
	t.Parallel()
	dir := ctlDir(t, ctlJSON, 0o600)
	e := env{
		"ACP_TOKEN": "sha256~acp", "ACP_URL": "https://acp.example.com/projects/x",
		"AMBIENT_TOKEN": "sha256~amb", "AMBIENT_API_URL": "https://amb.example.com", "AMBIENT_PROJECT": "p1",
	}
	got, notes := FoundSessions(e.get, dir, "")
	want := []struct{ source, bearer, origin, project string }{
		{"ACP_TOKEN", "sha256~acp", "https://acp.example.com", "p1"},
		{"AMBIENT_TOKEN", "sha256~amb", "https://amb.example.com", "p1"},
		{"acpctl's config", "sha256~ctl", "https://ctl.example.com", "my-team"},
	}
	if len(got) != len(want) || len(notes) != 0 {
		t.Fatalf("%v, notes %q", got, notes)
	}
	for i, w := range want {
		if s := got[i]; s.Source != w.source || s.Bearer.Reveal() != w.bearer || s.Origin != w.origin || s.Project != w.project {
			t.Errorf("session %d: %+v", i, s)
		}
	}
}

func TestFoundSessionsLeavesOutOtherOrigins(t *testing.T) {
	t.Parallel()
	dir := ctlDir(t, ctlJSON, 0o600)
	e := env{"ACP_TOKEN": "sha256~acp", "AMBIENT_TOKEN": "sha256~amb", "AMBIENT_API_URL": "https://amb.example.com"}
	got, notes := FoundSessions(e.get, dir, "https://ctl.example.com")
	if len(got) != 2 || got[0].Source != "ACP_TOKEN" || got[0].Origin != "https://ctl.example.com" || got[1].Source != "acpctl's config" {
		t.Errorf("sessions %+v", got)
	}
	if len(notes) != 1 || !strings.Contains(notes[0], "AMBIENT_TOKEN is not used: it belongs to https://amb.example.com") {
		t.Errorf("notes %q", notes)
	}
}

func TestFoundSessionsSaysWhatItDoesNotUse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		env      env
		contents string
		mode     os.FileMode
		note     string
	}{
		"token without an address":   {env: env{"ACP_TOKEN": "sha256~acp"}, note: "ACP_URL does not say"},
		"never the file's address":   {env: env{"AMBIENT_TOKEN": "sha256~amb"}, contents: `{"api_url":"https://ctl.example.com"}`, mode: 0o600, note: "AMBIENT_API_URL does not say"},
		"address without encryption": {env: env{"ACP_TOKEN": "sha256~acp", "ACP_URL": "http://acp.example.com"}, note: "ACP_URL is not an address"},
		"cluster's address":          {env: env{"ACP_TOKEN": "sha256~acp", "ACP_URL": "http://vteam-backend:8080"}, note: "ACP_URL is not an address"},
		"a GitLab token":             {env: env{"ACP_TOKEN": "glpat-" + strings.Repeat("x", 20), "ACP_URL": "https://acp.example.com"}, note: "does not contain an ACP session"},
		"file's unsafe address":      {contents: `{"access_token":"sha256~ctl","api_url":"http://ctl.example.com"}`, mode: 0o600, note: "api_url is not an address"},
		"file that others read":      {contents: ctlJSON, mode: 0o644, note: "chmod 600"},
		"file that is too long":      {contents: ctlJSON + strings.Repeat(" ", maxConfig), mode: 0o600, note: "longer than 64 KiB"},
		"file that is no JSON":       {contents: "sha256~secretvalue", mode: 0o600, note: "not the JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if runtime.GOOS == "windows" && c.mode == 0o644 {
				t.Skip("Windows has no such modes")
			}
			dir := t.TempDir()
			if c.contents != "" {
				dir = ctlDir(t, c.contents, c.mode)
			}
			got, notes := FoundSessions(c.env.get, dir, "")
			if len(got) != 0 || len(notes) != 1 || !strings.Contains(notes[0], c.note) {
				t.Errorf("sessions %v, notes %q, want %q", got, notes, c.note)
			}
			if strings.Contains(strings.Join(notes, ""), "sha256~") {
				t.Errorf("a note repeats a session: %q", notes)
			}
		})
	}
}

// TestFoundSessionsKnowsAcpctlsOwnAddress: it leaves it out of its file.
func TestFoundSessionsKnowsAcpctlsOwnAddress(t *testing.T) {
	t.Parallel()
	got, notes := FoundSessions(env{}.get, ctlDir(t, `{"access_token":"sha256~ctl"}`, 0o600), "")
	if len(got) != 1 || got[0].Origin != "http://localhost:8000" || len(notes) > 0 {
		t.Errorf("sessions %v, notes %q", got, notes)
	}
}

func TestFoundSessionsIgnoresInsecure(t *testing.T) {
	t.Parallel()
	dir := ctlDir(t, `{"api_url":"https://ctl.example.com","access_token":"sha256~ctl","insecure_tls_verify":true}`, 0o600)
	got, notes := FoundSessions(env{}.get, dir, "")
	if len(got) != 1 || len(notes) != 1 || !strings.Contains(notes[0], "ignores that") {
		t.Errorf("sessions %v, notes %q", got, notes)
	}
}

func TestCtlFileFollowsAMBIENT_CONFIG(t *testing.T) {
	t.Parallel()
	file := filepath.Join(ctlDir(t, ctlJSON, 0o600), "ambient", "config.json")
	if got, _ := FoundSessions(env{"AMBIENT_CONFIG": file}.get, t.TempDir(), ""); len(got) != 1 {
		t.Errorf("sessions %v", got)
	}
	for named, wantNotes := range map[string]int{t.TempDir(): 1, file + ".x": 0, os.DevNull: 0} {
		got, notes := FoundSessions(env{"AMBIENT_CONFIG": named}.get, filepath.Dir(filepath.Dir(file)), "")
		if len(got) != 0 || len(notes) != wantNotes {
			t.Errorf("%s: sessions %v, notes %q", named, got, notes)
		}
	}
	if got, notes := FoundSessions(env{}.get, "", ""); len(got)+len(notes) != 0 {
		t.Errorf("nothing anywhere: %v, %q", got, notes)
	}
}

func TestParseCtlNeverReadsTheRefreshToken(t *testing.T) {
	t.Parallel()
	c, _, ok := parseCtl([]byte(ctlJSON))
	raw, err := json.Marshal(c)
	if !ok || err != nil || strings.Contains(string(raw), "refresh") {
		t.Errorf("%s, %v, %v", raw, ok, err)
	}
}

func FuzzACPCtlConfig(f *testing.F) {
	f.Add([]byte(ctlJSON))
	f.Add([]byte(`{"access_token":7}`))
	f.Add([]byte(`{"access_token":"a\u0000b","api_url":"http://x@y"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, note, ok := parseCtl(data)
		if !ok && note == "" {
			t.Fatal("not used, and not said")
		}
		s, _ := c.session()
		if s.Origin == "" && !s.Bearer.IsZero() {
			t.Fatalf("a session without an origin: %q", data)
		}
		if s.Origin != "" && strings.HasPrefix(s.Origin, "http:") {
			if h, _, _ := parseOrigin(s.Origin); !h.loopback() && !insidePod(os.Getenv) {
				t.Fatalf("a session for %s", s.Origin)
			}
		}
	})
}
