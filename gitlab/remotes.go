package gitlab

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"time"

	"acp-gitlab/gitlab/web"
)

// Remote is a git remote of a folder, read without asking any server.
type Remote struct {
	// Name is git's name of it, "origin" mostly.
	Name string
	// Host is the host that the remote names, without its port.
	Host string
	// Instance is a guess: https on that host, without a root.
	Instance Instance
	// Project is the path that the remote names, a root included.
	Project string
}

const (
	// gitPatience is how long git may take to read its configuration.
	gitPatience = 2 * time.Second
	// gitGrace is how long its output is waited for after that.
	gitGrace = 100 * time.Millisecond
	// gitOutput bounds what is read of it, in bytes.
	gitOutput = 1 << 20
	// maxRemotes is how many remotes of a folder are offered.
	maxRemotes = 50
)

// RemoteAddresses returns the remotes of dir that can be a GitLab, "origin"
// first. It returns none outside a repository or without git. A cloned folder
// may be anybody's: its remotes are offered, never used by themselves.
func RemoteAddresses(ctx context.Context, dir string) []Remote {
	ctx, cancel := context.WithTimeout(ctx, gitPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "git", "config", "--local", "--null", "--get-regexp", `^remote\..*\.url$`)
	cmd.Dir = dir
	out, ok := outputOf(cmd)
	if !ok {
		return nil
	}
	var all []Remote
	for entry := range strings.SplitSeq(out, "\x00") {
		key, address, _ := strings.Cut(entry, "\n")
		name := strings.TrimSuffix(strings.TrimPrefix(key, "remote."), ".url")
		if r, ok := readRemote(name, address); ok {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b Remote) int { return a.rank() - b.rank() })
	var once []Remote
	for _, r := range all {
		if len(once) < maxRemotes && !slices.ContainsFunc(once, r.same) {
			once = append(once, r)
		}
	}
	return once
}

// outputOf runs git and returns what it prints; ok is false where it failed, did
// not end in time or printed more than it should.
func outputOf(cmd *exec.Cmd) (text string, ok bool) {
	out := &bounded{left: gitOutput}
	guarded := &web.Guarded{To: out}
	cmd.Stdout, cmd.WaitDelay = guarded, gitGrace
	err := cmd.Run()
	guarded.Raise()
	if err != nil {
		return "", false
	}
	return out.text.String(), true
}

// bounded keeps what is written to it, and breaks off the writer of more.
type bounded struct {
	text strings.Builder
	left int
}

var errTooMuch = errors.New("gitlab: more than git's configuration has")

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errTooMuch
	}
	return b.text.Write(p)
}

func (r Remote) same(o Remote) bool { return r.Instance == o.Instance && r.Project == o.Project }

func (r Remote) rank() int {
	if r.Name == "origin" {
		return 0
	}
	return 1
}

var remoteUser = regexp.MustCompile(`^(https?://)[^/@]*@`)

// readRemote reads the address of a remote. CI leaves a user and a token in
// it: they are dropped before anything else looks at it.
func readRemote(name, address string) (Remote, bool) {
	a, p := ParseAddress(remoteUser.ReplaceAllString(address, "$1"))
	if p != nil && !a.Upgraded {
		return Remote{}, false
	}
	return Remote{
		Name: web.Bound(web.Clean(name), web.MaxName), Host: a.Origin.Hostname(), Instance: a.Origin, Project: a.Project,
	}, true
}

// gitConfig returns the value of the user's git configuration that counts for an
// address, as git itself matches it (http.<url>.*), else of the system's; "" if
// neither has one. The folder at hand has no say: it may be anybody's, and so may
// a repository around the temporary folder.
func gitConfig(ctx context.Context, key, address string) string {
	ctx, cancel := context.WithTimeout(ctx, gitPatience)
	defer cancel()
	for _, whose := range []string{"--global", "--system"} {
		cmd := exec.CommandContext(ctx, "git", "config", whose, "--includes", "--get-urlmatch", key, address)
		cmd.Dir, cmd.Env = os.TempDir(), slices.DeleteFunc(os.Environ(), leadsGit)
		out, ok := outputOf(cmd)
		if value := strings.TrimSpace(out); ok && value != "" {
			return value
		}
	}
	return ""
}

// leadsGit reports whether a variable ("NAME=value") tells git which repository
// or which file to read, instead of what is the user's and the system's.
func leadsGit(variable string) bool {
	name, _, _ := strings.Cut(variable, "=")
	switch name {
	case "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM":
		return false
	}
	return strings.HasPrefix(name, "GIT_")
}
