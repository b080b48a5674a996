package commands

import (
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/lazy"
	"acp-gitlab/steps/words"
)

// argPlace is what belongs at a place of the command line. It decides what there is
// taken for a secret: a text that is, is never repeated, and ends the call.
type argPlace int

const (
	// aWord is a command, a code, a topic, a number, a time. None is as long and
	// mixed as a token, so that what may be one is one.
	aWord argPlace = iota
	// aName is a repository or a project. Names are long and mixed as well.
	aName
	// aFile is the name of a file. One that exists is no token.
	aFile
	// anAddress is a host and a path, of which only the origin counts: what may
	// be a secret in its path is cut off, not judged.
	anAddress
	// anError is the words of an error, which hold numbers of requests and
	// commits. They are looked up and never repeated.
	anError
)

// flagPlaces are the flags that take more than a word. What is not listed, as a
// flag that comes later, is judged most strictly.
var flagPlaces = map[string]argPlace{
	"gitlab-url": anAddress, "acp-url": anAddress, "acp-project": aName,
	"after": aName, "ca-file": aFile, "profile": aFile, "token-file": aFile, "acp-token-file": aFile,
	"repos-from": aFile, "output": aFile, "reminder": aFile, "dir": aFile,
}

// argumentsOf is what the arguments of a command are, as its usage names them.
func argumentsOf(cmd *cobra.Command) argPlace {
	_, takes, _ := strings.Cut(cmd.Use, " ")
	switch {
	case strings.Contains(takes, "REPO"):
		return aName
	case strings.Contains(takes, "FILE"):
		return aFile
	case strings.Contains(takes, "WORDS"):
		return anError
	}
	return aWord
}

// secretIn reports whether value, which stands at p, is or holds a secret.
func (p argPlace) secretIn(value string) bool {
	if secret.Holds(value) {
		return true
	}
	switch p {
	case aWord:
		return secret.MayBe(value)
	case aName:
		if isAddress(value) {
			return anAddress.secretIn(value)
		}
		return gitlab.LooksLikeToken(value) || secret.InName(value)
	case aFile:
		if !secret.InName(value) {
			return false
		}
		_, err := os.Lstat(value)
		return err != nil
	case anAddress:
		from, to := hostIn(value)
		return gitlab.LooksLikeToken(value) || randomHost(value[from:to])
	case anError:
	}
	return false
}

func isAddress(value string) bool { return strings.Contains(value, "://") }

// beforeHost is what stands before the host of an address, and its user info.
var beforeHost = lazy.Regexp(`(?i)https?:[/\\]*|://`)

// hostIn returns where in an address its host and port stand.
func hostIn(address string) (from, to int) {
	if at := beforeHost().FindStringIndex(address); at != nil {
		from = at[1]
	}
	to = len(address)
	if i := strings.IndexAny(address[from:], `/\?#`); i >= 0 {
		to = from + i
	}
	return from + strings.LastIndexByte(address[from:to], '@') + 1, to
}

// randomHost reports whether what stands at the place of a host may be a secret.
// A name with dots is none: clouds give their hosts random names, in a domain.
func randomHost(host string) bool {
	return !strings.Contains(strings.TrimRight(host, "."), ".") && secret.InName(host)
}

// misplaced is a secret on the command line.
type misplaced struct {
	// flag is the flag that it was given to, "" for an argument.
	flag  string
	place argPlace
	// certain says that it is one by its form.
	certain bool
}

// findMisplaced returns the first secret among args, nil where there is none.
// Each is judged by the place at which it stands: whose value it is is read as
// cobra does, as far as that is possible in a call that may be wrong.
func findMisplaced(root *cobra.Command, args []string) *misplaced {
	if len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd) {
		args = args[1:] // a shell asks how the rest goes on
	}
	cmd, rest, err := root.Find(args)
	if err != nil {
		cmd, rest = root, args
	}
	arguments := argumentsOf(cmd)
	var flag *pflag.Flag // the one that waits for its value
	for i, arg := range rest {
		at, name, value := arguments, "", arg
		switch {
		case flag != nil:
			at, name, flag = flagPlaces[flag.Name], flag.Name, nil
		case arg == "--":
			return misplacedIn(at, rest[i+1:])
		case strings.HasPrefix(arg, "-") && len(arg) > 1:
			if at, name, value, flag = flagIn(cmd, arg); flag == nil && name == "" && arguments == anError {
				arguments = aWord // nothing will be looked up
			}
		}
		if at.secretIn(value) {
			return &misplaced{name, at, secret.Holds(value)}
		}
	}
	return nil
}

func misplacedIn(at argPlace, values []string) *misplaced {
	for _, value := range values {
		if at.secretIn(value) {
			return &misplaced{place: at, certain: secret.Holds(value)}
		}
	}
	return nil
}

// flagIn reads an argument that begins with a dash: what its value is, and the
// flag, if that one waits for the next argument. A flag that does not exist is a
// word as a whole.
func flagIn(cmd *cobra.Command, arg string) (at argPlace, name, value string, waits *pflag.Flag) {
	long, isLong := strings.CutPrefix(arg, "--")
	name, value, given := strings.Cut(long, "=")
	known := cmd.Flag(name)
	if !isLong || known == nil {
		return aWord, "", arg, nil
	}
	if !given && known.NoOptDefVal == "" {
		return aWord, "", "", known
	}
	return flagPlaces[name], name, value, nil
}

// refused is what to say about a secret on the command line.
func (m misplaced) refused(root *cobra.Command, args []string) *usageError {
	what := "An argument"
	if m.flag != "" {
		what = "The value of --" + m.flag
	}
	wrong := &usageError{lines: []string{
		what + " looks like a token. " + revokeTyped,
		"Give a token with --token-stdin, --token-file FILE or GITLAB_TOKEN.",
	}}
	if !m.certain {
		wrong.lines = []string{
			what + " may be a token, so it is not shown here. If it is one, it is now in your shell history. Revoke it where you created it; at GitLab: acp-gitlab revoke --token-stdin",
			"If it is not: " + m.otherwise(helpFor(root, args)),
		}
	}
	if m.place == anError {
		if found := words.Lookup(secret.NewScrubber().Scrub(strings.Join(args[1:], " "))); found.Known {
			wrong.lines[1] = "What the other words mean: acp-gitlab explain " + found.Codes[0]
		}
	}
	return wrong
}

// otherwise is what is wrong if it is no token after all.
func (m misplaced) otherwise(help string) string {
	switch m.place {
	case aFile:
		return "there is no such file."
	case aName:
		return "a repository is written group/project. " + help + " says more."
	case anAddress:
		return "an address begins with https://."
	case aWord, anError:
	}
	return help + " shows what can stand there."
}

func helpFor(root *cobra.Command, args []string) string {
	if name := commandOf(root, args); name != "" {
		return "acp-gitlab " + name + " --help"
	}
	return "acp-gitlab help"
}

// revokeTyped is what to do about a token that was typed as an argument.
const revokeTyped = "It is now in your shell history. Revoke it: acp-gitlab revoke --token-stdin"

// withoutSecrets returns an address as it may be repeated: without its query, and
// without what follows a part of its path that may be a secret. Pages have
// digests and numbers there; which GitLab or ACP is meant is said before them.
// One whose host may be a secret leads nowhere any more.
func withoutSecrets(address string) string {
	address = withoutPassword(address)
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		address = address[:i]
	}
	if from, to := hostIn(address); randomHost(address[from:to]) {
		return "https://" + secret.Redacted
	}
	from := 0
	if i := strings.Index(address, "://"); i >= 0 {
		from = i + len("://")
	}
	for i := strings.IndexByte(address[from:], '/'); i >= 0; {
		begin := from + i + 1
		next := strings.IndexByte(address[begin:], '/')
		part := address[begin:]
		if next >= 0 {
			part = part[:next]
		}
		if secret.InName(part) {
			return address[:begin]
		}
		from, i = begin, next
	}
	return address
}
