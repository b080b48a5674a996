package commands

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"acp-gitlab/gitlab/web"
)

// maxAnswer bounds what is read as an answer, in bytes.
const maxAnswer = 4096

// confirm says what is about to happen and asks for a word to be typed; any
// other answer, ctrl+c and the end of input are a no. --yes answers it. It is
// called only where a person sits in front of it.
func (c *call) confirm(ctx context.Context, word, ask string, lines ...string) bool {
	if c.flags.yes {
		return true
	}
	c.env.linesTo(c.env.Stderr, lines...)
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
	return usage(what + " asks first, and there is no terminal to ask at. Give --yes.")
}
