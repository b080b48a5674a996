// Package acp knows Ambient Code Platform (ACP) from outside: its address, the
// session with which a person calls it, and the calls that connect and disconnect
// a GitLab account. It has no terminal code.
//
// # How to start
//
// [Find] finds the ACP behind the address of any of its pages, without a secret.
// [FoundSessions] returns the sessions in the environment and in acpctl's file;
// [ReadSession] reads one that was pasted. [NewClient] takes both. Then
// [Client.Status] says what ACP has now, [Client.Test] has ACP try the token,
// [Client.Connect] sends it to be saved, and [Client.Confirm] finds out whether it
// was.
//
// ACP keeps tokens in one of two stores: as one connection for each person
// ([StoreClassic]), or as credentials that are bound to a project
// ([StoreCredentials]). A [Client] uses the one that answers; a [Plan] in the
// session decides where both do. [FindStores] returns the second one as a
// [CredentialStore], for those who need its projects and bindings.
//
// # What it promises
//
//   - A session goes only to the address that it belongs to. The token goes out
//     only after that address has answered as ACP, and no call is repeated with it.
//   - Only [Client.Confirm] says that a token was saved; the yes of ACP is not
//     enough. If an answer was lost, [Unsure] reports it.
//   - Only credentials that provably belong to the person are changed.
//   - What is wrong is a [problem.Problem], whose code is stable.
package acp

import (
	"net/url"
	"os"
	"strings"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/lazy"
)

// ParseAddress reads the address of any page of ACP and returns its origin,
// "https://acp.example.com", without a slash at the end. An address without a
// scheme gets https, on this computer and inside the cluster http.
//
// The problem is acp-url-invalid or acp-not-https. Its facts hold the hint, and
// the https address to propose instead. What stood before an @ is repeated
// nowhere. A name that exists only inside a cluster, over http, is acp-not-https
// with the fact InCluster, and comes with its origin. It is an error for which a
// deliberate yes may be asked; inside a pod it is a warning.
func ParseAddress(typed string) (origin string, p *problem.Problem) {
	return parseAddress(typed, insidePod(os.Getenv))
}

// insidePod says whether this runs in a pod. Kubernetes sets the variable in
// every container.
func insidePod(getenv func(string) string) bool { return getenv("KUBERNETES_SERVICE_HOST") != "" }

func parseAddress(typed string, inPod bool) (string, *problem.Problem) {
	text := unwrap(typed)
	if hint := notAnAddress(text); hint != "" {
		return "", addressProblem(hint)
	}
	u, hint := readURL(text)
	if hint != "" {
		return "", addressProblem(hint)
	}
	h, ok := readHost(u)
	if !ok {
		return "", addressProblem("An address looks like this: https://acp.example.com")
	}
	if other, ok := foreign[h.name]; ok {
		return "", addressProblem(h.name + " is " + other + ". Where do you open ACP?")
	}
	scheme := u.Scheme
	if scheme == "" {
		scheme = h.usualScheme()
	}
	if scheme == "https" || h.loopback() {
		return h.origin(scheme), nil
	}
	return plain(h, inPod)
}

// plain judges http to another computer: an origin only inside a cluster.
func plain(h host, inPod bool) (string, *problem.Problem) {
	p := problem.New(problem.ACPNotHTTPS, h.name).With(problem.Facts{ACP: h.origin("http"), InCluster: h.inCluster()})
	switch {
	case h.inCluster() && inPod:
		return h.origin("http"), p.WithSeverity(problem.Warning).
			With(problem.Facts{Hint: "used all the same, because this runs inside its cluster"})
	case h.inCluster():
		return h.origin("http"), p.
			With(problem.Facts{Hint: "That name works only inside ACP's cluster. Paste the address you see in your browser."})
	}
	if h.port == "80" {
		h.port = ""
	}
	secure := h.origin("https")
	return "", p.With(problem.Facts{
		Proposed: secure,
		Hint:     "Without https, anyone on the network could read the token. Use " + secure + "?",
	})
}

// foreign are sites that are pasted by mistake.
var foreign = map[string]string{"gitlab.com": "GitLab", "www.gitlab.com": "GitLab", "github.com": "GitHub", "www.github.com": "GitHub"}

func addressProblem(hint string) *problem.Problem {
	return problem.New(problem.ACPURLInvalid, "").With(problem.Facts{Hint: hint})
}

// unwrap removes what comes along with a pasted address.
func unwrap(typed string) string {
	typed = strings.NewReplacer("\x1b[200~", "", "\x1b[201~", "").Replace(typed)
	return strings.Trim(typed, " \t\r\n\"'`<>")
}

var drive = lazy.Regexp(`^[A-Za-z]:[\\/]`)

// tokenNoAddress reports whether text is a token rather than an address. Looking
// it up as a name would show it to every resolver on the way.
func tokenNoAddress(text string) bool {
	if p, ok := secret.PrefixOf(text); ok && p.Known() && len(text) >= len(p.Begins)+leastBody {
		return true
	}
	return !strings.ContainsAny(text, "/:@ ") && (secret.Holds(text) || !strings.Contains(text, ".") && secret.InName(text))
}

// leastBody is how long a token at least is behind its prefix.
const leastBody = 8

// maxAddress bounds what is read as an address, in bytes; browsers show less.
const maxAddress = 4 << 10

// notAnAddress returns the hint for what is no address at all, else "".
func notAnAddress(text string) string {
	switch {
	case text == "":
		return "Paste the address at which you open ACP."
	case tokenNoAddress(text):
		return "That is a token, not an address. It was not sent."
	case strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "//"),
		strings.HasPrefix(text, "~"), strings.HasPrefix(text, "."),
		strings.HasPrefix(text, "file:"), drive().MatchString(text):
		return "That is a file path, not an address."
	case len(text) > maxAddress:
		return "That is too long for an address."
	case strings.ContainsFunc(text, blank) || web.Clean(text) != text:
		return "An address cannot contain spaces."
	}
	return ""
}

func blank(r rune) bool { return r <= ' ' || r == '\u00a0' || r == '\\' }

// readURL parses text; the scheme stays empty where none was typed.
func readURL(text string) (*url.URL, string) {
	scheme, rest, found := strings.Cut(text, "://")
	switch scheme = strings.ToLower(scheme); {
	case !found || strings.ContainsAny(scheme, "/?#@"):
		scheme, rest = "", strings.TrimPrefix(text, "//")
	case scheme != "http" && scheme != "https":
		return nil, "ACP's address begins with https://"
	}
	u, err := url.Parse("https://" + rest)
	if err != nil {
		// The error repeats what was typed, which may hold a password.
		if strings.Contains(rest, "@") {
			return nil, "Leave out the name and password before the @."
		}
		return nil, "An address looks like this: https://acp.example.com"
	}
	if u.User != nil {
		return nil, "Leave out the name and password before the @."
	}
	u.Scheme = scheme
	return u, ""
}

// workspaceName is what Kubernetes and ACP allow as the name of a project.
var workspaceName = lazy.Regexp(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)

// Workspace returns the workspace that the pasted page belongs to: "my-team" of
// https://acp.example.com/projects/my-team/keys; "" where it shows none.
func Workspace(typed string) string {
	text := unwrap(typed)
	u, hint := readURL(text)
	if hint != "" || len(text) > maxAddress {
		return ""
	}
	segments := strings.Split(u.Path, "/")
	for i, s := range segments[:len(segments)-1] {
		if name := segments[i+1]; s == "projects" && name != "new" && workspaceName().MatchString(name) {
			return name
		}
	}
	return ""
}

// SameInstance reports whether a and b are the same GitLab address, a slash at
// the end and the case of the host aside.
func SameInstance(a, b string) bool { return folded(a) == folded(b) }

func folded(address string) string {
	address = strings.TrimRight(strings.TrimSpace(address), "/")
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	return u.String()
}
