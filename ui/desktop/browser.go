package desktop

import (
	"context"
	"errors"
	"io"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/pkg/browser"
)

// ErrNoBrowser says that no browser may be started here.
var ErrNoBrowser = errors.New("no browser can be started here")

// textMode are browsers that would take the terminal: never started.
var textMode = []string{"www-browser", "lynx", "w3m", "links", "links2", "elinks", "browsh", "carbonyl", "edbrowse", "netrik", "retawq", "chawan", "cha"}

// MayOpen reports whether a browser may be started, and if not, why: a few
// words such as "over SSH". $BROWSER overrides what a computer lacks, but
// neither SSH nor CI, where nobody sits in front of it.
func (m *Machine) MayOpen() (may bool, why string) {
	ci := m.Getenv("CI")
	switch {
	case m.remote():
		return false, "over SSH"
	case ci != "" && ci != "false" && ci != "0", m.set("GITLAB_CI", "GITHUB_ACTIONS"):
		return false, "in CI"
	case m.Getenv("BROWSER") != "":
		if m.chosen() == nil {
			return false, "$BROWSER names no graphical browser"
		}
		return true, ""
	case m.set("container", "KUBERNETES_SERVICE_HOST"), m.Exists("/.dockerenv"), m.Exists("/run/.containerenv"):
		return false, "in a container"
	}
	return m.desktop()
}

// remote reports whether the person sits at another computer.
func (m *Machine) remote() bool { return m.set("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY") }

// desktop looks for a display and a launcher.
func (m *Machine) desktop() (may bool, why string) {
	switch {
	case m.GOOS == "darwin", m.GOOS == "windows", m.wsl():
		return true, ""
	case !m.set("DISPLAY", "WAYLAND_DISPLAY"):
		return false, "without a display"
	case !m.has("xdg-open") && !m.has("x-www-browser"):
		return false, "without a program that opens one"
	}
	return true, ""
}

// wsl reports whether Windows can be asked: Linux inside it, with wslu.
func (m *Machine) wsl() bool { return m.set("WSL_DISTRO_NAME") && m.has("wslview") }

// atOnce is how long a launcher may take to fail before it counts as one that
// works: those that do show the page, or run for as long as the browser does.
const atOnce = 250 * time.Millisecond

// Open asks a browser to show an http or https address. It waits no longer than
// it takes to notice a launcher that fails at once; whether anything appears
// nobody can know.
func (m *Machine) Open(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return errors.New("not a web address")
	}
	if may, _ := m.MayOpen(); !may {
		return ErrNoBrowser
	}
	command := m.chosen()
	if command == nil && m.wsl() {
		command = []string{"wslview"}
	}
	if command != nil {
		return m.start(ctx, withAddress(command, address))
	}
	m.unsetSecrets() // pkg/browser hands its own environment on
	browser.Stdout, browser.Stderr = io.Discard, io.Discard
	return failing(func() error { return browser.OpenURL(address) })
}

// chosen is the first browser of $BROWSER that is there and graphical: a list
// of commands parted by colons, each with an optional %s for the address.
func (m *Machine) chosen() []string {
	for entry := range strings.SplitSeq(m.Getenv("BROWSER"), m.listSeparator()) {
		command := m.program(words(entry))
		if command == nil {
			continue
		}
		name := strings.TrimSuffix(filepath.Base(command[0]), ".exe")
		if !slices.Contains(textMode, name) {
			return command
		}
	}
	return nil
}

// words parts a command at its blanks, except between double quotes, which are
// left out.
func words(command string) []string {
	quoted := false
	parted := strings.Map(func(r rune) rune {
		switch {
		case r == '"':
			quoted = !quoted
			return -1
		case unicode.IsSpace(r) && !quoted:
			return 0 // which no variable holds
		}
		return r
	}, command)
	return strings.FieldsFunc(parted, func(r rune) bool { return r == 0 })
}

// program makes a command of words: the program is as many of the first ones as
// can be found together, since a path such as C:\Program Files has blanks, and is
// often given without quotes. It returns nil where there is no such program.
func (m *Machine) program(words []string) []string {
	for n := len(words); n > 0; n-- {
		if name := strings.Join(words[:n], " "); m.has(name) {
			return append([]string{name}, words[n:]...)
		}
	}
	return nil
}

// listSeparator parts the entries of $BROWSER; Windows has colons in paths.
func (m *Machine) listSeparator() string {
	if m.GOOS == "windows" {
		return ";"
	}
	return ":"
}

// withAddress puts the address in for %s, or behind the command.
func withAddress(command []string, address string) []string {
	out, put := slices.Clone(command), false
	for i, arg := range out[1:] {
		if strings.Contains(arg, "%s") {
			out[i+1], put = strings.ReplaceAll(arg, "%s", address), true
		}
	}
	if !put {
		out = append(out, address)
	}
	return out
}

// start runs a program of its own, away from the terminal.
func (m *Machine) start(ctx context.Context, command []string) error {
	// The browser outlives the screen that asked for it.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), command[0], command[1:]...) //nolint:gosec // the person's own $BROWSER
	cmd.Env = m.CleanEnviron()
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return ErrNoBrowser
	}
	return failing(cmd.Wait)
}

// failing runs a launcher in a goroutine of its own, and tells whether it failed
// at once. One that panics is a browser that did not start.
func failing(launch func() error) error {
	failed := make(chan bool, 1)
	go func() {
		broke := true
		defer func() {
			_ = recover()
			failed <- broke
		}()
		broke = launch() != nil
	}()
	late := time.NewTimer(atOnce)
	defer late.Stop()
	select {
	case broke := <-failed:
		if broke {
			return ErrNoBrowser
		}
	case <-late.C:
	}
	return nil
}
