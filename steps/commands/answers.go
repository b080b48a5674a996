package commands

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/lazy"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// usageError is a call that cannot be carried out as it stands: exit 64.
type usageError struct {
	lines []string
	// command is what helps, "" for none: it is never wrapped.
	command string
	// problems are those of the causes that have a name.
	problems []*problem.Problem
}

func (e *usageError) Error() string { return strings.Join(e.lines, "\n") }

func usage(lines ...string) error { return &usageError{lines: lines} }

// maxSecretFile bounds what is read as a token or an access key, in bytes. An
// access key is about 1,100.
const maxSecretFile = 64 << 10

// maxList bounds what is read as a list of repositories, in bytes.
const maxList = 1 << 20

// pipeWait is how long the writer of a pipe that is named as a file may take, as
// in --token-file <(command): a password manager asks first.
const pipeWait = time.Minute

// answers gathers the answers that flags and environment give, in the order
// flag, standard input or file, environment. A token that a flag hands over is
// only announced: takeToken reads it.
func (e Env) answers(f *flags, repositories []string) (setup.Answers, error) {
	g := setup.Answers{Replace: f.yes}
	g.GitLab = first(setup.Value{Value: f.gitlabURL, From: "--gitlab-url"}, e.variable("GITLAB_HOST"))
	g.ACP = first(setup.Value{Value: f.acpURL, From: "--acp-url"}, e.variable("ACP_URL"))
	g.GitLab.Value, g.ACP.Value = withoutSecrets(g.GitLab.Value), withoutSecrets(g.ACP.Value)
	g.Project = first(setup.Value{Value: f.acpProject, From: "--acp-project"}, e.variable("AMBIENT_PROJECT"))
	for _, code := range f.accept {
		if !slices.Contains(acceptable, problem.Code(code)) {
			return g, usage("--accept takes only " + describeAcceptable() + ".")
		}
		g.Accept = append(g.Accept, problem.Code(code))
	}
	if g.Store = acp.Store(f.acpStore); g.Store != "" && g.Store != acp.StoreClassic && g.Store != acp.StoreCredentials {
		return g, usage("--acp-store takes classic or credentials.")
	}
	g.AllProjects = f.allProjects
	var err error
	g.Branches = f.branches
	if g.Repositories, err = f.repositories(repositories); err == nil {
		g.Repositories, err = f.behind(g.Repositories)
	}
	if err != nil {
		return g, err
	}
	if err := e.announceToken(f, &g); err != nil {
		return g, err
	}
	return g, e.giveSessions(f, &g)
}

// describeAcceptable names what --accept takes.
func describeAcceptable() string {
	names := make([]string, len(acceptable))
	for i, code := range acceptable {
		names[i] = string(code)
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// userInfo is what stands before the @ of a web address. What git alone writes
// there, a user without a password and without https, is no secret.
var userInfo = lazy.Regexp(`(?i)^(https?://[^/?#]*@|[^/?#@:]*:[^/?#@]*@)`)

// withoutPassword puts a word in the place of the name and password of an
// address: it is refused all the same, and may now be shown.
func withoutPassword(address string) string {
	return userInfo().ReplaceAllString(address, "https://hidden@")
}

func first(answers ...setup.Value) setup.Value {
	for _, a := range answers {
		if a.Value != "" {
			return a
		}
	}
	return setup.Value{}
}

func (e Env) variable(name string) setup.Value {
	return setup.Value{Value: web.Clean(strings.TrimSpace(e.Getenv(name))), From: name}
}

// repositories adds those of --repos-from: one a line, # begins a comment.
func (f *flags) repositories(args []string) ([]string, error) {
	if f.reposFrom == "" {
		return args, nil
	}
	text, err := web.ReadLocalOrPipe(f.reposFrom, maxList, pipeWait)
	if err != nil {
		return nil, usage("--repos-from: " + describeFileError(f.reposFrom, err))
	}
	no := 0
	for line := range strings.Lines(string(web.Decoded(text))) {
		no++
		line, _, _ = strings.Cut(line, "#")
		line = web.Clean(strings.TrimSpace(line))
		switch {
		case line == "":
		case aName.secretIn(line):
			return nil, usage(fmt.Sprintf("--repos-from: line %d of %s looks like a token, not a repository, so it is not shown here.", no, web.Clean(f.reposFrom)))
		default:
			args = append(args, line)
		}
	}
	return args, nil
}

// behind are the repositories of a list behind the one that --after names.
func (f *flags) behind(list []string) ([]string, error) {
	if f.after == "" {
		return list, nil
	}
	at := slices.Index(list, f.after)
	if at < 0 {
		return nil, usage(fmt.Sprintf("--after: %s is not in the list of repositories.", web.Clean(f.after)))
	}
	return list[at+1:], nil
}

// announceToken says where the token comes from. One from standard input or a
// file may be a while in coming, so that nothing waits for it which is said
// without it.
func (e Env) announceToken(f *flags, g *setup.Answers) error {
	switch {
	case f.tokenStdin && f.tokenFile != "":
		return usage("Use either --token-stdin or --token-file, not both.")
	case f.tokenStdin:
		g.TokenFrom, g.TokenByFlag = "stdin", true
	case f.tokenFile != "":
		g.TokenFrom, g.TokenByFlag = "file", true
	default:
		if cleaned, _ := gitlab.CleanToken(e.getenv("GITLAB_TOKEN")); cleaned != "" {
			g.Token, g.TokenFrom, g.TokenHost = secret.New(cleaned), "GITLAB_TOKEN", e.tokenHost()
		}
	}
	return nil
}

// tokenHost is the GitLab whose token GITLAB_TOKEN is, "" where nothing says so.
func (e Env) tokenHost() string { return withoutSecrets(e.variable("GITLAB_HOST").Value) }

// staysHome refuses GITLAB_TOKEN where it would go to another GitLab than the one
// that GITLAB_HOST names, whatever named that.
func staysHome(g setup.Answers) error {
	if !g.Elsewhere(g.GitLab.Value) {
		return nil
	}
	return tokenElsewhere(g, "Give the token of "+originShown(g.GitLab.Value)+" with --token-stdin or --token-file FILE.")
}

// tokenElsewhere says whose token GITLAB_TOKEN is, and the ways out.
func tokenElsewhere(g setup.Answers, ways ...string) error {
	to, owner := originShown(g.GitLab.Value), "belongs to "+originShown(g.TokenHost)+" (GITLAB_HOST)"
	if _, p := gitlab.ParseAddress(g.TokenHost); p != nil {
		owner = "belongs to the GitLab in GITLAB_HOST, which is not a valid address"
	}
	return usage(append([]string{"GITLAB_TOKEN " + owner + ", and " + g.GitLab.From + " names " + to + ". It is not sent there."},
		append(ways, "If GITLAB_TOKEN is for "+to+", set GITLAB_HOST to "+to+".")...)...)
}

// originShown is the scheme, the host and the port of an address.
func originShown(address string) string {
	a, p := gitlab.ParseAddress(address)
	if p != nil {
		return address
	}
	return a.Origin.URL()
}

// hasToken reports whether a token was given, or is about to be.
func hasToken(g setup.Answers) bool { return g.TokenByFlag || !g.Token.IsZero() }

// takeToken reads the token that a flag hands over. It is called once a call
// lacks nothing else.
func (e Env) takeToken(f *flags, g *setup.Answers) error {
	var raw string
	var err error
	switch {
	case f.tokenStdin && isTerminal(e.Stdin):
		raw, err = e.hidden(*g)
	case f.tokenStdin:
		raw, err = readSecret(e.Stdin, "standard input")
	case f.tokenFile != "":
		raw, err = readSecretFile("--token-file", f.tokenFile)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	cleaned, _ := gitlab.CleanToken(raw)
	if _, n := web.WithoutInvisible(raw); n > 0 { // what nobody has seen is said
		fmt.Fprintf(e.Stderr, "Invisible characters removed from the token: %d.\n", n)
	}
	if cleaned == "" {
		return usageAbout(problem.New(problem.TokenEmpty, ""), "The token from "+words.Source(g.TokenFrom)+" is empty.")
	}
	g.Token = secret.New(cleaned)
	e.scrubber().Add(g.Token)
	return nil
}

func readSecret(r io.Reader, name string) (string, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxSecretFile+1))
	if err != nil {
		return "", usage("Nothing could be read from " + name + ".")
	}
	if len(text) > maxSecretFile {
		return "", usage("What was read from " + name + " is too long for a token.")
	}
	return string(web.Decoded(text)), nil
}

func readSecretFile(flag, path string) (string, error) {
	text, err := web.ReadLocalOrPipe(path, maxSecretFile, pipeWait)
	if err != nil {
		return "", usage(flag + ": " + describeFileError(path, err))
	}
	return string(web.Decoded(text)), nil
}

// describeFileError says why a file could not be read, without repeating more than its
// name.
func describeFileError(path string, err error) string {
	name := web.Clean(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "there is no file " + name + "."
	case errors.Is(err, os.ErrPermission):
		return "you do not have permission to read " + name + "."
	case errors.Is(err, web.ErrNotFile):
		return name + " cannot be read: it is a folder, a device or a socket."
	case errors.Is(err, web.ErrFileTooLong):
		return name + " is too long to be a token."
	case errors.Is(err, web.ErrPipeTooSlow):
		return name + " was still being written after a minute."
	}
	return name + " cannot be read."
}

// sessionFlag names the file with a session of ACP.
const sessionFlag = "--acp-token-file"

// giveSessions finds the ACP sessions, each bound to the origin it came with.
func (e Env) giveSessions(f *flags, g *setup.Answers) error {
	origin := ""
	if g.ACP.Value != "" {
		origin, _ = acp.ParseAddress(g.ACP.Value)
	}
	if f.acpTokenFile != "" {
		raw, err := readSecretFile(sessionFlag, f.acpTokenFile)
		if err != nil {
			return err
		}
		if strings.TrimSpace(raw) == "" {
			return usageAbout(problem.New(problem.ACPSessionMissing, ""), "The session from "+sessionFlag+" is empty.")
		}
		g.Sessions = append(g.Sessions, acp.ReadSession(secret.New(raw), origin, sessionFlag))
	}
	found, notes := acp.FoundSessions(e.getenv, e.configDir(), origin)
	g.Sessions, g.SessionNotes = append(g.Sessions, found...), notes
	if origin != "" && e.onTerminal() {
		// The person may have named ACP's pages: a session of the API beside
		// them is offered then, and goes nowhere but to its own origin.
		others, rest := acp.FoundSessions(e.getenv, e.configDir(), "")
		for _, s := range others {
			if s.Origin != origin {
				g.Sessions = append(g.Sessions, s)
			}
		}
		// What only one of the two looks says is not so.
		g.SessionNotes = slices.DeleteFunc(rest, func(note string) bool { return !slices.Contains(notes, note) })
	}
	if unreadable(g.ACP) {
		g.SessionNotes = nil // Which session belongs to it is not known before it can be read.
	}
	for _, s := range g.Sessions {
		e.scrubber().Add(s.Bearer)
	}
	if g.ACP.IsZero() && len(g.Sessions) > 0 && g.Sessions[0].Origin != "" {
		g.ACP = setup.Value{Value: g.Sessions[0].Origin, From: g.Sessions[0].Source}
		if g.Project.IsZero() && g.Sessions[0].Project != "" {
			g.Project = setup.Value{Value: g.Sessions[0].Project, From: g.Sessions[0].Source}
		}
	}
	return nil
}
