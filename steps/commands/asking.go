package commands

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
	"acp-gitlab/ui/line"
)

// maxAnswer bounds what is read as an answer, in bytes.
const maxAnswer = 4096

// confirm says what is about to happen and asks for a word to be typed; any
// other answer, ctrl+c and the end of input are a no. --yes answers it. It is
// called only where a person sits in front of it.
func (c *call) confirm(ctx context.Context, word, ask string, lines ...ui.Block) bool {
	if c.flags.yes {
		return true
	}
	c.env.writeTo(c.env.Stderr, lines...)
	fmt.Fprint(c.env.Stderr, ask+" ")
	answer := web.Aside(func() string { return readAnswer(c.env.Stdin) })
	select {
	case typed := <-answer:
		return typed.Value() == word
	case <-ctx.Done():
		fmt.Fprintln(c.env.Stderr)
		return false
	}
}

func readAnswer(r io.Reader) string {
	line, err := bufio.NewReader(io.LimitReader(r, maxAnswer)).ReadString('\n')
	if err != nil {
		return ""
	}
	return strings.TrimSpace(web.Clean(strings.TrimRight(line, "\r\n")))
}

// mustAsk is the refusal of a command that asks, where nobody can be asked.
func (c *call) mustAsk(what string) error {
	if c.flags.yes || c.env.onTerminal() {
		return nil
	}
	return usage(what + " asks for confirmation, but there is no terminal. Add --yes.")
}

// readHidden asks for a secret on the terminal that standard input is, without
// showing it; the question goes to standard error, whatever standard output is.
// The error is errCancelled, also at the end of input, or a usage error.
func (e Env) readHidden(ctx context.Context, prompt string) (string, error) {
	text, err := line.ReadHidden(ctx, e.Stdin, e.Stderr, prompt)
	switch {
	case ctx.Err() != nil:
		return "", errCancelled
	case errors.Is(err, line.ErrCancelled):
		return "", errors.Join(errCancelled, err)
	case errors.Is(err, line.ErrTooLong):
		return "", usage("That is far too long for a token. It was not used.")
	case err != nil:
		return "", fmt.Errorf("%w: %w", errUnexpected, err)
	}
	return text, nil
}

// readStdin asks for what --token-stdin waits for. The end of input is an empty
// token there, as it is in a pipe.
func (e Env) readStdin(ctx context.Context, which string, g setup.Answers) (string, error) {
	text, err := e.readHidden(ctx, tokenPrompt(which, g))
	if errors.Is(err, line.ErrEnded) && ctx.Err() == nil {
		return "", nil
	}
	return text, err
}

// tokenPrompt asks for a token, where a person sits there: which one, and of which
// GitLab.
func tokenPrompt(which string, g setup.Answers) string {
	which = cmp.Or(which, "the token")
	if at, p := gitlab.ParseAddress(g.GitLab.Value); p == nil {
		which += " at " + at.Origin.Host()
	}
	return "Paste " + which + ", then press Enter. It stays hidden: "
}
