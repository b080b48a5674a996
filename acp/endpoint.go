package acp

import "acp-gitlab/gitlab/problem"

// Endpoint is where an ACP is.
type Endpoint struct {
	// Web is the origin of its pages, "" where only the API is known.
	Web string
	// API is the origin of its API, "" where none was found.
	API string
	// Beside says that API was guessed beside Web, or that Web names it: it is
	// shown, and used only after a deliberate yes.
	Beside bool
	// Server says that the API is ambient-api-server: what it keeps tokens in is
	// to be asked, see FindStores.
	Server bool
	// UI says that Web is ambient-ui, the newer pages, and Named is the API's
	// address as these pages know it, mostly one inside a cluster. It is API too
	// where it answers from here and no guess does.
	UI    bool
	Named string
	// Version is ACP's own, from v0.0.34 on; else "".
	Version string
	// Workspace is the one whose page was pasted, "" for none.
	Workspace string
}

// IntegrationsPage returns the page on which a GitLab is connected by hand; ""
// where the web address is not known. The newer pages have Credentials instead.
func (p Endpoint) IntegrationsPage() string {
	if p.UI {
		return p.page("/credentials")
	}
	return p.page("/integrations")
}

// KeysPage returns the page on which an access key of the workspace is made;
// without a known workspace it holds the word WORKSPACE.
func (p Endpoint) KeysPage() string {
	name := p.Workspace
	if name == "" {
		name = "WORKSPACE"
	}
	return p.page("/projects/" + name + "/keys")
}

func (p Endpoint) page(path string) string {
	if p.Web == "" {
		return ""
	}
	return p.Web + path
}

// Option changes what an address may be.
type Option func(*options)

type options struct{ cluster bool }

// Agreed says that the person has said yes to plain http with this address,
// which is one inside a cluster (acp-not-https with the fact InCluster).
func Agreed() Option { return func(o *options) { o.cluster = true } }

// admit reads an address under opts. The problem is an error, or a warning that
// goes with the origin.
func admit(address string, opts []Option) (string, *problem.Problem) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	origin, p := ParseAddress(address)
	if p != nil && origin != "" && o.cluster {
		p = p.WithSeverity(problem.Warning)
	}
	return origin, p
}

// stops says that p is there and an error.
func stops(p *problem.Problem) bool { return p != nil && p.Severity == problem.Error }
