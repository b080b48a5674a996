package desktop

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// computer is a machine with these variables and programs.
func computer(goos string, env, programs []string, files ...string) *Machine {
	return &Machine{
		GOOS: goos,
		Getenv: func(name string) string {
			for _, kv := range env {
				if v, ok := strings.CutPrefix(kv, name+"="); ok {
					return v
				}
			}
			return ""
		},
		Environ:  func() []string { return env },
		Unsetenv: func(string) error { return nil },
		LookPath: func(name string) (string, error) {
			if slices.Contains(programs, name) {
				return "/usr/bin/" + name, nil
			}
			return "", exec.ErrNotFound
		},
		Exists: func(path string) bool { return slices.Contains(files, path) },
	}
}

func TestMayOpen(t *testing.T) {
	t.Parallel()
	xdg := []string{"xdg-open", "lynx", "w3m", "www-browser"}
	for name, tc := range map[string]struct {
		m   *Machine
		why string
	}{
		"X11":                     {computer("linux", []string{"DISPLAY=:0"}, xdg), ""},
		"Wayland":                 {computer("linux", []string{"WAYLAND_DISPLAY=wayland-0"}, xdg), ""},
		"Mac":                     {computer("darwin", nil, nil), ""},
		"Windows":                 {computer("windows", nil, nil), ""},
		"WSL":                     {computer("linux", []string{"WSL_DISTRO_NAME=Debian"}, []string{"wslview"}), ""},
		"no display":              {computer("linux", nil, xdg), "without a display"},
		"no launcher":             {computer("linux", []string{"DISPLAY=:0"}, []string{"www-browser", "lynx"}), "without a program that opens one"},
		"SSH":                     {computer("linux", []string{"DISPLAY=:0", "SSH_CONNECTION=1 2 3 4"}, xdg), "over SSH"},
		"SSH to a Mac":            {computer("darwin", []string{"SSH_TTY=/dev/ttys001"}, nil), "over SSH"},
		"CI":                      {computer("linux", []string{"DISPLAY=:0", "CI=true"}, xdg), "in CI"},
		"CI=false":                {computer("linux", []string{"DISPLAY=:0", "CI=false"}, xdg), ""},
		"Docker":                  {computer("linux", []string{"DISPLAY=:0"}, xdg, "/.dockerenv"), "in a container"},
		"Podman":                  {computer("linux", []string{"DISPLAY=:0"}, xdg, "/run/.containerenv"), "in a container"},
		"a pod":                   {computer("linux", []string{"DISPLAY=:0", "KUBERNETES_SERVICE_HOST=10.0.0.1"}, xdg), "in a container"},
		"$BROWSER":                {computer("linux", []string{"BROWSER=firefox"}, []string{"firefox"}), ""},
		"$BROWSER in a container": {computer("linux", []string{"BROWSER=helper"}, []string{"helper"}, "/.dockerenv"), ""},
		"$BROWSER over SSH":       {computer("linux", []string{"BROWSER=firefox", "SSH_TTY=x"}, []string{"firefox"}), "over SSH"},
		"$BROWSER in CI":          {computer("linux", []string{"BROWSER=firefox", "CI=1"}, []string{"firefox"}), "in CI"},
		"$BROWSER, text mode":     {computer("linux", []string{"BROWSER=lynx:/usr/bin/w3m", "DISPLAY=:0"}, append(xdg, "/usr/bin/w3m")), "$BROWSER names no graphical browser"},
		"$BROWSER, not there":     {computer("linux", []string{"BROWSER=none", "DISPLAY=:0"}, xdg), "$BROWSER names no graphical browser"},
		"$BROWSER, the second":    {computer("linux", []string{"BROWSER=w3m:firefox %s"}, []string{"w3m", "firefox"}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if may, why := tc.m.MayOpen(); why != tc.why || may != (tc.why == "") {
				t.Fatalf("may open: %v, %q; want %q", may, why, tc.why)
			}
		})
	}
}

func TestOpenStartsTheChosenBrowserWithoutSecrets(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("a shell script stands in for the browser")
	}
	dir := t.TempDir()
	pipe := filepath.Join(dir, "seen")
	script := filepath.Join(dir, "browser")
	if out, err := exec.CommandContext(t.Context(), "mkfifo", pipe).CombinedOutput(); err != nil {
		t.Skipf("mkfifo: %s", out)
	}
	text := "#!/bin/sh\n{ echo \"$@\"; env; } >" + pipe + "\necho noise; echo noise >&2\n"
	if err := os.WriteFile(script, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	m := computer("linux", []string{
		"PATH=/usr/bin:/bin", "BROWSER=" + script + " --new %s", "GITLAB_TOKEN=" + strings.Repeat("x", 20), "ACP_TOKEN=y", "AMBIENT_TOKEN=z",
		"HARMLESS=glpat-" + strings.Repeat("x", 20), "HTTPS_PROXY=http://me:pw@proxy:3128", "NO_PROXY=localhost",
	}, []string{script})
	if err := m.Open(t.Context(), "https://gitlab.example.com/a?b=c&d=e"); err != nil {
		t.Fatal(err)
	}
	seen, err := os.ReadFile(pipe) // waits for the script
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(seen), "\n")
	if lines[0] != "--new https://gitlab.example.com/a?b=c&d=e" {
		t.Errorf("it was started with %q", lines[0])
	}
	for _, bad := range []string{"GITLAB_TOKEN", "ACP_TOKEN", "AMBIENT_TOKEN", "HARMLESS", "HTTPS_PROXY"} {
		if strings.Contains(string(seen), bad) {
			t.Errorf("it was given %s", bad)
		}
	}
	if !slices.Contains(lines, "NO_PROXY=localhost") {
		t.Error("it was not given NO_PROXY")
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	here := computer("linux", []string{"BROWSER=b"}, []string{"b"})
	for _, address := range []string{"file:///etc/passwd", "javascript:alert(1)", "-flag", "https:///x", "", "ftp://x.example"} {
		if err := here.Open(t.Context(), address); err == nil {
			t.Errorf("%q was opened", address)
		}
	}
	ssh := computer("linux", []string{"BROWSER=b", "SSH_TTY=x"}, []string{"b"})
	if err := ssh.Open(t.Context(), "https://gitlab.com"); !errors.Is(err, ErrNoBrowser) {
		t.Errorf("over SSH: %v", err)
	}
}

// TestALauncherThatFailsAtOnceIsNoticed: one that ends well, or runs on, counts
// as one that works.
func TestALauncherThatFailsAtOnceIsNoticed(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("shell scripts stand in for browsers")
	}
	for name, tc := range map[string]struct {
		script string
		want   error
	}{
		"fails":           {"exit 3", ErrNoBrowser},
		"no such program": {"exec /nowhere/at/all 2>/dev/null", ErrNoBrowser},
		"ends well":       {"exit 0", nil},
		"runs on":         {"exec sleep 5", nil},
	} {
		script := filepath.Join(t.TempDir(), "launch")
		if err := os.WriteFile(script, []byte("#!/bin/sh\n"+tc.script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		m := computer("linux", []string{"PATH=/usr/bin:/bin", "BROWSER=" + script + " %s"}, []string{script})
		if err := m.Open(t.Context(), "https://gitlab.example.com"); !errors.Is(err, tc.want) || err != nil && tc.want == nil {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

func TestAddressIsPutInOrAppended(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"b": "b URL", "b %s": "b URL", "b --u=%s -x": "b --u=URL -x", "b -x": "b -x URL"} {
		if got := strings.Join(withAddress(strings.Fields(in), "URL"), " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestTheBrowserMayHaveBlanksInItsPath, with quotes and without.
func TestTheBrowserMayHaveBlanksInItsPath(t *testing.T) {
	t.Parallel()
	const fox, chrome = `C:\Program Files\Mozilla Firefox\firefox.exe`, "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
	for _, tc := range []struct {
		goos, browser string
		want          []string
	}{
		{"windows", fox, []string{fox}},
		{"windows", fox + " -new-tab %s", []string{fox, "-new-tab", "%s"}},
		{"windows", `"` + fox + `" -new-tab "%s"`, []string{fox, "-new-tab", "%s"}},
		{"windows", `D:\none here\none.exe;` + fox, []string{fox}},
		{"darwin", chrome, []string{chrome}},
		{"darwin", `"` + chrome + `" --app=%s`, []string{chrome, "--app=%s"}},
		{"linux", "b  --profile  \"my own\" %s", []string{"b", "--profile", "my own", "%s"}},
		{"linux", `b --profile="my own"`, []string{"b", "--profile=my own"}},
		{"linux", `"`, nil},
		{"windows", " ; ", nil},
	} {
		// The program that a path without quotes could mean as well.
		m := computer(tc.goos, []string{"BROWSER=" + tc.browser}, []string{fox, chrome, "b", `C:\Program`})
		if got := m.chosen(); !slices.Equal(got, tc.want) && (tc.want != nil || got != nil) {
			t.Errorf("%s: %q, want %q", tc.browser, got, tc.want)
		}
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	for kv, want := range map[string]bool{
		"GITLAB_TOKEN=x": true, "CI_JOB_TOKEN=x": true, "MY_SECRET=x": true, "PGPASSWORD=x": true, "aws_access_key_id=x": true,
		"X=eyJ" + strings.Repeat("a", 20) + ".b.c": true, "X=sha256~abc": true, "P=https://u:p@h": true,
		"GITLAB_TOKEN=": false, "PATH=/bin": false, "DISPLAY=:0": false, "P=https://h": false, "LANG=C.UTF-8": false,
	} {
		if got := secret(kv); got != want {
			name, _, _ := strings.Cut(kv, "=")
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestSecretsAreUnsetBeforeOthersStartPrograms(t *testing.T) {
	t.Parallel()
	m := computer("linux", []string{"GITLAB_TOKEN=x", "PATH=/bin"}, nil)
	var gone []string
	m.Unsetenv = func(name string) error { gone = append(gone, name); return nil }
	m.unsetSecrets()
	if !slices.Equal(gone, []string{"GITLAB_TOKEN"}) {
		t.Fatalf("unset %q", gone)
	}
}

func TestCopyInTheTerminal(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		env  []string
		want string
	}{
		"plain":  {[]string{"TERM=xterm"}, "\x1b]52;c;aGVsbG8=\x07"},
		"tmux":   {[]string{"TERM=screen", "TMUX=/tmp/x"}, "\x1b]52;c;aGVsbG8=\x07"},
		"screen": {[]string{"TERM=screen-256color"}, "\x1bP\x1b]52;c;aGVsbG8=\x07\x1b\\"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if err := computer("linux", tc.env, nil).Copy(t.Context(), &out, "hello"); err != nil || out.String() != tc.want {
				t.Fatalf("%q, %v", &out, err)
			}
		})
	}
}

// TestCopyOnTheDesktop: not every terminal of a Mac or of Windows takes a text.
func TestCopyOnTheDesktop(t *testing.T) {
	dir := t.TempDir()
	if runtime.GOOS != "windows" {
		script := "#!/bin/sh\n{ cat; echo \"$LC_CTYPE $GITLAB_TOKEN\"; } >" + dir + "/seen\n"
		if err := os.WriteFile(filepath.Join(dir, "pbcopy"), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", dir+":/usr/bin:/bin")
	}
	for name, tc := range map[string]struct {
		goos string
		env  []string
		want string
	}{
		"Windows":          {"windows", nil, "Windows: hello"},
		"Windows over SSH": {"windows", []string{"SSH_CONNECTION=x"}, ""},
		"Mac":              {"darwin", []string{"PATH=/usr/bin:/bin", "GITLAB_TOKEN=hush"}, "helloUTF-8 \n"},
		"Mac over SSH":     {"darwin", []string{"SSH_TTY=x"}, ""},
		"Linux":            {"linux", nil, ""},
	} {
		if tc.goos == "darwin" && runtime.GOOS == "windows" {
			continue // a shell script stands in for pbcopy
		}
		_ = os.Remove(filepath.Join(dir, "seen"))
		m := computer(tc.goos, tc.env, nil)
		got := ""
		m.clip = func(text string) error { got = "Windows: " + text; return nil }
		if err := m.Copy(t.Context(), nil, "hello"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if seen, err := os.ReadFile(filepath.Join(dir, "seen")); err == nil {
			got = string(seen)
		}
		if got != tc.want {
			t.Errorf("%s: copied %q, want %q", name, got, tc.want)
		}
	}
}

// TestCopyInTmux: the text goes in on standard input, so that no list of
// processes shows it, and an old tmux without -w takes it too.
func TestCopyInTmux(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no tmux")
	}
	for name, old := range map[string]string{"new": "", "old": `[ "$2" = -w ] && exit 1;`} {
		dir := t.TempDir()
		script := "#!/bin/sh\n" + old + "{ echo \"$@\"; cat; echo \"$GITLAB_TOKEN\"; } >" + dir + "/seen\n"
		if err := os.WriteFile(filepath.Join(dir, "tmux"), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", dir+":/usr/bin:/bin")
		m := computer("linux", []string{"TMUX=x", "PATH=/usr/bin:/bin", "GITLAB_TOKEN=hush"}, []string{"tmux"})
		if err := m.Copy(t.Context(), nil, "hello"); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"new": "load-buffer -w -\nhello\n", "old": "load-buffer -\nhello\n"}[name]
		if seen, _ := os.ReadFile(filepath.Join(dir, "seen")); string(seen) != want {
			t.Errorf("%s tmux got %q", name, seen)
		}
	}
}
