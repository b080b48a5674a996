package acp

import (
	"net"
	"strings"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// phrase maps words of ACP to a code; all words must occur, in lower case.
type phrase struct {
	code  problem.Code
	words []string
}

func (p phrase) in(low string) bool {
	for _, w := range p.words {
		if !strings.Contains(low, w) {
			return false
		}
	}
	return true
}

// phrases are ACP's words for what it does not do. The first that fits decides.
// ACP's own store comes before the token that it could not keep. A fault of the
// network comes before the token that could not be tried.
var phrases = []phrase{
	{problem.InstanceNotHTTPS, []string{"invalid input", "must use https"}},
	{problem.ACPRefusedToken, []string{"invalid input: token"}},
	{problem.InstanceURLInvalid, []string{"invalid input"}},
	{problem.InstanceURLInvalid, []string{"invalid instance url"}},
	{problem.ACPForbidden, []string{"project name"}},
	{problem.ACPSessionRefused, []string{"invalid user identifier"}},
	{problem.ACPSessionRefused, []string{"access review"}},
	{problem.ACPStorageFailed, []string{"failed to save"}},
	{problem.ACPStorageFailed, []string{"failed to store"}},
	{problem.ACPStorageFailed, []string{"failed to check gitlab status"}},
	{problem.ACPStorageFailed, []string{"failed to retrieve gitlab"}},
	{problem.ACPStorageFailed, []string{"failed to disconnect"}},
	{problem.ACPCannotReachGitLab, []string{"cannot resolve"}},
	{problem.ACPCannotReachGitLab, []string{"failed to connect"}},
	{problem.ACPCannotReachGitLab, []string{"request failed"}},
	{problem.ACPCannotReachGitLab, []string{"dial tcp"}},
	{problem.ACPCannotReachGitLab, []string{"no such host"}},
	{problem.ACPCannotReachGitLab, []string{"x509:"}},
	{problem.ACPCannotReachGitLab, []string{"deadline exceeded"}},
	{problem.ACPRefusedToken, []string{"failed to authenticate"}},
	{problem.ACPNotACP, []string{"personalaccesstoken"}},
	{problem.ACPNotACP, []string{"cannot unmarshal"}},
	{problem.ACPUnavailable, []string{"eof"}},
	{problem.ACPRefusedToken, []string{"token"}},
	{problem.ACPRefusedToken, []string{"401 unauthorized"}},
	{problem.ACPRefusedToken, []string{"invalid credentials"}},
}

// cause says in plain words what ACP's servers meet on the way to GitLab.
func (j judge) cause(words string) string {
	low, name := strings.ToLower(words), hostOf(j.gitlab)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(low, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("cannot resolve", "no such host", "server misbehaving", "dial tcp: lookup "):
		return "its servers cannot find the name " + name
	case has("x509", "certificate"):
		return "its servers do not trust " + name + "'s certificate"
	case has("connection refused", "no route to host", "unreachable"):
		return "its servers cannot connect to " + name
	case has("deadline exceeded", "timeout", "timed out"):
		return name + " does not answer its servers in time"
	case has("proxy"):
		return "the proxy of its servers does not let them through to " + name
	}
	return "its servers cannot reach " + name
}

// gist leaves out of a chain of errors what comes before the cause.
func gist(words string) string {
	for _, begin := range []string{"tls: ", "x509: ", "dial tcp", "context deadline exceeded", "cannot resolve"} {
		if i := strings.Index(words, begin); i >= 0 {
			return words[i:]
		}
	}
	return words
}

// unreachable says in plain words why there is no connection to ACP.
func unreachable(f *web.Failure) string {
	switch f.Kind {
	case web.NameNotFound:
		return "the name is not known here"
	case web.ConnectTimeout:
		return "no connection in time"
	case web.ProxyFault:
		if f.Variable != "" {
			return "the address of the proxy in " + f.Variable + " cannot be read"
		}
		return "the proxy " + f.Proxy + " does not let it through"
	case web.NotTLS:
		return "it answers without encryption"
	case web.TLSUntrusted, web.TLSExpired, web.TLSHostname, web.TLSClientCert, web.TLSOther:
		return "its certificate is not accepted here"
	case web.TLSFailed:
		return "could not make a secure connection"
	case web.TLSIncomplete:
		return "it sends an incomplete certificate chain"
	case web.CAFile:
		return "the CA file cannot be used"
	default:
		return "no connection"
	}
}

// proof is the line of proof for a failure on the way to origin.
func proof(origin string, f *web.Failure) string {
	h, scheme, _ := parseOrigin(origin)
	port := h.port
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[scheme]
	}
	at := net.JoinHostPort(h.name, port)
	switch f.Kind {
	case web.NameNotFound:
		return "name lookup of " + h.name + ": no such host"
	case web.ConnectTimeout:
		if f.Limit > 0 {
			return at + ": no connection in " + f.Limit.String()
		}
		return at + ": no connection in time"
	case web.ProxyFault:
		if f.Variable != "" {
			return at + ": " + word(f.Words)
		}
		return at + " by the proxy " + f.Proxy + ": " + word(f.Words)
	default:
		return at + ": " + word(f.Words)
	}
}
