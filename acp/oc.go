package acp

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

const (
	// ocTime is how long the oc command may take; it reads a local file.
	ocTime = 5 * time.Second
	// ocGrace is how long its pipes are waited for after that.
	ocGrace = time.Second
	// maxBearer bounds what it prints, in bytes.
	maxBearer = 16 << 10
)

// OCSession asks the oc command for the token of its login, for origin. It is
// called only after a deliberate yes that names the host of origin. The command
// sees none of the variables that hold secrets, and what it prints is neither
// logged nor repeated. The problem is acp-session-missing; its hint says
// what to do.
func OCSession(ctx context.Context, origin string) (Session, *problem.Problem) {
	name, err := exec.LookPath("oc")
	if err != nil {
		return Session{}, noLogin(origin, "The oc command is not on this computer.", "oc: not found")
	}
	ctx, cancel := context.WithTimeout(ctx, ocTime)
	defer cancel()
	out := &bounded{limit: maxBearer}
	cmd := exec.CommandContext(ctx, name, "whoami", "-t")
	guarded := &web.Guarded{To: out}
	cmd.Env, cmd.Stdout, cmd.WaitDelay = ocEnviron(os.Environ()), guarded, ocGrace
	err = cmd.Run()
	guarded.Raise()
	switch {
	case ctx.Err() != nil:
		return Session{}, noLogin(origin, "The oc command did not answer.", "oc whoami -t: no answer in "+ocTime.String())
	case err != nil:
		return Session{}, noLogin(origin, "The oc command has no login. Run oc login, then try again.", "oc whoami -t: no token")
	}
	s := ReadSession(secret.New(out.text.String()), origin, "oc whoami -t")
	if s.unfit() != nil || out.cut {
		return Session{}, noLogin(origin, "The oc command gave no token. Run oc login, then try again.", "oc whoami -t: no token")
	}
	return s, nil
}

// HasOC reports whether there is an oc command, as [OCSession] needs it.
func HasOC() bool {
	_, err := exec.LookPath("oc")
	return err == nil
}

func noLogin(origin, hint, evidence string) *problem.Problem {
	return problem.New(problem.ACPSessionMissing, hostOf(origin)).Because(evidence).With(problem.Facts{Hint: hint})
}

// ocVariables are those that oc needs to find its own configuration.
var ocVariables = []string{
	"PATH", "HOME", "KUBECONFIG", "LANG", "TMPDIR",
	"USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "SYSTEMROOT", "TEMP", "TMP", "PATHEXT",
}

// ocEnviron returns the part of environ that oc may see.
func ocEnviron(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		if runtime.GOOS == "windows" {
			name = strings.ToUpper(name)
		}
		return !slices.Contains(ocVariables, name)
	})
}

// bounded keeps the first limit bytes that are written to it.
type bounded struct {
	text  strings.Builder
	limit int
	cut   bool
}

// Write implements io.Writer; it takes everything, so that the writer ends.
func (b *bounded) Write(p []byte) (int, error) {
	keep := min(len(p), b.limit-b.text.Len())
	b.cut = b.cut || keep < len(p)
	b.text.Write(p[:keep])
	return len(p), nil
}
