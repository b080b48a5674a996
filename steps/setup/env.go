package setup

import (
	"context"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
)

// Env is what the steps need of their surroundings. The composition root
// fills it; tests give their own.
type Env struct {
	// Stack is the HTTP stack for GitLab; ACP gets twice its time-out. A CA
	// file that the person names puts another one in its place.
	Stack *web.Stack
	// Now is the clock.
	Now func() time.Time
	// Browser opens pages on this computer.
	Browser Browser
	// Getenv reads the environment, the secret variables left out.
	Getenv func(string) string
	// Dir is the folder whose git remotes are offered; "" offers none.
	Dir string
	// OCSession asks the oc command for the session of the person's login. It
	// is run only when the person chose it.
	OCSession func(ctx context.Context, origin string) (acp.Session, *problem.Problem)
	// Host is the name of this computer, said where a file was saved.
	Host string
	// Config is the user's configuration directory, where a setup is
	// remembered; "" remembers nothing: the demo.
	Config string
	// Memory is what earlier setups left there.
	Memory memory.Memory
	// MemoryNote is what to say on the first screen about what is saved there and
	// not used: that it is from a newer program. "" for nothing.
	MemoryNote string
	// Folder is where files go that the person asked for; "" offers none.
	Folder string
	// OtherFlows says that other flows than setting up can be run after this one.
	OtherFlows bool
	// Demo is set in the demo, and said on every screen.
	Demo bool
	// Journal keeps what this run said on the wire, for the report.
	Journal *Journal
}

// Browser opens pages in a browser, if this computer has one to show.
type Browser interface {
	// MayOpen says whether a page can be opened here, and if not, why. Screens
	// ask it: it looks at nothing, the answer is known from the start.
	MayOpen() (ok bool, why string)
	// Open asks for the page and does not wait. Whether it appeared cannot be
	// known.
	Open(url string) error
}
