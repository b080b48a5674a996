package commands

import (
	"context"
	"errors"
	"fmt"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// readHidden asks for a secret on the terminal that standard input is, without
// showing it; the question goes to standard error, whatever standard output is.
// The error is errCancelled, also at the end of input, or a usage error.
func (e Env) readHidden(ctx context.Context, prompt string) (string, error) {
	text, err := ui.ReadHidden(ctx, e.Stdin, e.Stderr, prompt)
	switch {
	case ctx.Err() != nil:
		return "", errCancelled
	case errors.Is(err, ui.ErrCancelled):
		return "", errors.Join(errCancelled, err)
	case errors.Is(err, ui.ErrTooLong):
		return "", usage("That is far too long for a token. Nothing was taken.")
	case err != nil:
		return "", fmt.Errorf("%w: %w", errUnexpected, err)
	}
	return text, nil
}

// readStdin asks for what --token-stdin waits for. The end of input is an empty
// token there, as it is in a pipe.
func (e Env) readStdin(ctx context.Context, g setup.Answers) (string, error) {
	text, err := e.readHidden(ctx, stdinPrompt(g))
	if errors.Is(err, ui.ErrEnded) && ctx.Err() == nil {
		return "", nil
	}
	return text, err
}

// stdinPrompt asks for what --token-stdin waits for, where a person sits there.
func stdinPrompt(g setup.Answers) string {
	whose := "GitLab"
	if at, p := gitlab.ParseAddress(g.GitLab.Value); p == nil {
		whose = at.Origin.Host()
	}
	return "Paste the token for " + whose + " (nothing is shown), then press Enter:"
}
