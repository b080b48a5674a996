package gitlab

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"acp-gitlab/gitlab/web"
	"acp-gitlab/lazy"
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
	// SSH says that the host is that of an SSH address.
	SSH bool
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
	// askedRemotes is how many git is asked about.
	askedRemotes = 20
)

// RemoteAddresses returns the remotes of dir that can be a GitLab, "origin"
// first, as git itself sees them: with insteadOf, includes and pushurl. It returns
// none outside a repository or without git. A cloned folder may be anybody's: its
// remotes are offered, never used by themselves, and git only reads settings.
func RemoteAddresses(ctx context.Context, dir string) []Remote {
	ctx, cancel := context.WithTimeout(ctx, gitPatience)
	defer cancel()
	ssh := newSSHConfig()
	var once []Remote
	for _, name := range remoteNames(ctx, dir) {
		for _, r := range remotesNamed(ctx, dir, name, ssh) {
			if len(once) < maxRemotes && !slices.ContainsFunc(once, r.same) {
				once = append(once, r)
			}
		}
	}
	return once
}

// remoteNames are git's names of the remotes, "origin" first.
func remoteNames(ctx context.Context, dir string) []string {
	out, ok := gitIn(ctx, dir, "config", "--null", "--name-only", "--get-regexp", `^remote\..*\.(push)?url$`)
	if !ok {
		return nil
	}
	var names []string
	for key := range strings.SplitSeq(out, "\x00") {
		name := strings.TrimPrefix(key, "remote.")
		name = name[:max(0, strings.LastIndexByte(name, '.'))]
		if name != "" && name[0] != '-' && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	return names[:min(len(names), askedRemotes)]
}

// remotesNamed returns where a remote leads. Where git's rewriting ends at a name
// that only ssh knows, what stands in the settings is the better guess.
func remotesNamed(ctx context.Context, dir, name string, ssh *sshConfig) []Remote {
	found := func(addresses string) (all []Remote) {
		for address := range strings.FieldsFuncSeq(addresses, func(r rune) bool { return r == '\n' || r == 0 }) {
			if r, ok := readRemote(name, address, ssh); ok {
				all = append(all, r)
			}
		}
		return all
	}
	fetch, _ := gitIn(ctx, dir, "remote", "get-url", "--all", "--", name)
	push, _ := gitIn(ctx, dir, "remote", "get-url", "--push", "--all", "--", name)
	if all := found(fetch + "\n" + push); len(all) > 0 {
		return all
	}
	written, _ := gitIn(ctx, dir, "config", "--null", "--get-all", "remote."+name+".url")
	return found(written)
}

// gitIn runs git in a folder that may be anybody's.
func gitIn(ctx context.Context, dir string, args ...string) (text string, ok bool) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	return outputOf(cmd)
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

func rank(name string) int {
	if name == "origin" {
		return 0
	}
	return 1
}

var remoteUser = lazy.Regexp(`^(https?://)[^/@]*@`)

// readRemote reads the address of a remote. CI leaves a user and a token in
// it: they are dropped before anything else looks at it. A host of ssh may be a
// name of its own: one that cannot be told is not offered.
func readRemote(name, address string, ssh *sshConfig) (Remote, bool) {
	a, p := ParseAddress(remoteUser().ReplaceAllString(address, "$1"))
	if p != nil && !a.Upgraded {
		return Remote{}, false
	}
	if a.FromSSH {
		host, ok := ssh.resolve(a.Origin.Hostname())
		if !ok {
			return Remote{}, false
		}
		hostname, bad := hostName(host)
		if bad != "" || otherForge(hostname) != "" {
			return Remote{}, false
		}
		a.Origin = newOrigin("https", webHost(hostname), "")
	}
	return Remote{
		Name: web.Bound(web.Clean(name), web.MaxName), Host: a.Origin.Hostname(), Instance: a.Origin, Project: a.Project, SSH: a.FromSSH,
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
