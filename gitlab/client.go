package gitlab

import (
	"context"
	"log/slog"
	"unicode/utf8"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// Client asks one GitLab with one token. It is safe for concurrent use.
type Client struct {
	stack *web.Stack
	in    Instance
	token secret.Text
	api   *gl.Client
	scrub *secret.Scrubber
	// git keeps what git said about a path; nil to ask each time.
	git *gitAnswers
	// ahead are the projects that were asked for together with the token.
	ahead Ahead
	// pace is how fast git is asked about many; nil for as fast as the stack lets.
	pace *gitPace
	// kind is what the token is known to be, "" if it is not.
	kind Kind
}

// OfKind returns a client that knows what the token is: a refusal for want of
// a permission means another thing for one that has scopes.
func (c *Client) OfKind(kind Kind) *Client {
	known := *c
	known.kind = kind
	return &known
}

// NewClient returns the client of in, which must have answered as GitLab
// before: from here on the token goes there. There is a problem without an
// instance or a token, and with plain http to any other computer than this one.
func NewClient(st *web.Stack, in Instance, token secret.Text) (*Client, *problem.Problem) {
	switch {
	case in.IsZero():
		return nil, problem.New(problem.InstanceURLInvalid, "").Because("not sent")
	case token.IsZero():
		return nil, problem.New(problem.TokenEmpty, "").Because("not sent")
	case in.Scheme() != "https" && !in.Loopback():
		return nil, about(problem.InstanceNotHTTPS, in).Because("not sent")
	}
	api, err := gl.NewAuthSourceClient(
		bearer{token},
		gl.WithBaseURL(in.URL()),
		gl.WithHTTPClient(st.HTTP()),
		gl.WithoutRetries(),
		gl.WithCustomLimiter(noLimit{}),
		gl.WithURLWarningLogger(slog.New(slog.DiscardHandler)),
		gl.WithUserAgent("acp-gitlab"),
	)
	if err != nil {
		return nil, about(problem.InstanceURLInvalid, in).Because("not sent")
	}
	return &Client{stack: st, in: in, token: token, api: api, scrub: secret.NewScrubber(token)}, nil
}

// Instance returns the GitLab that the client asks.
func (c *Client) Instance() Instance { return c.in }

// bearer authenticates with the header that net/http takes away on a redirect
// to another host; client-go's own Private-Token would be sent there.
type bearer struct{ token secret.Text }

func (bearer) Init(context.Context, *gl.Client) error { return nil }

func (b bearer) Header(context.Context) (key, value string, err error) {
	return "Authorization", "Bearer " + b.token.Reveal(), nil
}

// noLimit leaves the pace to the HTTP stack: client-go would take one from the
// first answer and then wait where nobody sees it.
type noLimit struct{}

func (noLimit) Wait(context.Context) error { return nil }

// clean is the border for text from GitLab: no control characters, n characters
// at most, and not the token, should a server send it back.
func (c *Client) clean(s string, n int) string { return web.Text(s, n, c.scrub) }

// whole is clean for what is of no use in part, a path or a branch: "" where it
// is longer than n characters.
func (c *Client) whole(s string, n int) string {
	if utf8.RuneCountInString(s) > n {
		return ""
	}
	return c.clean(s, n)
}
