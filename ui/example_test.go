package ui_test

import (
	"context"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
	"acp-gitlab/ui/line"
)

// Name is a step that asks for a name.
type Name struct{ name, wrong string }

func (n *Name) ID() string                    { return "name" }
func (n *Name) Title() string                 { return "Name" }
func (n *Name) Enter(context.Context) tea.Cmd { return nil }

// Screen says what to show, and which keys work now.
func (n *Name) Screen(ui.Room) ui.Screen {
	field := ui.Field{ID: "name", Label: "Name"}
	if n.wrong != "" {
		field.Below = []string{n.wrong}
	}
	return ui.Screen{
		Blocks: []ui.Block{ui.Text{S: "What is your name?", Strong: true}, ui.Gap{}, field},
		Keys:   []ui.Key{{Key: "enter", Does: "continue"}},
	}
}

// Update is told what the person decided, and says where to go.
func (n *Name) Update(_ context.Context, msg tea.Msg) tea.Cmd {
	answer, ok := msg.(ui.Submitted)
	if !ok {
		return nil
	}
	if n.name = strings.TrimSpace(answer.Text()); n.name == "" {
		n.wrong = "A name has at least one letter."
		return nil
	}
	return ui.Do(ui.Next{})
}

// console answers each question with the next answer, in place of a terminal.
type console struct {
	answers []string
	heard   chan line.Heard
}

func (c *console) Say(lines ...string)      { fmt.Println(strings.Join(lines, "\n")) }
func (c *console) Heard() <-chan line.Heard { return c.heard }

func (c *console) Ask(prompt string, _ bool) {
	fmt.Println(prompt)
	answer := c.answers[0]
	c.answers = c.answers[1:]
	c.heard <- line.Heard{Kind: line.HeardLine, Text: func() string { return answer }}
}

// Example walks through a flow of one step, line by line. Full screen the same
// flow is shown by ui.Run(ctx, shell, os.Stdin, os.Stdout).
func Example() {
	ctx := context.Background()
	step := &Name{}
	shell := ui.New(ctx, ui.Options{Program: "hello", Steps: []ui.Step{step}})

	person := &console{answers: []string{" ", "Ada"}, heard: make(chan line.Heard, 1)}
	if err := line.Talk(ctx, shell, person); err != nil {
		fmt.Println(err)
	}
	fmt.Println("Hello,", step.name)
	// Output:
	// hello, line by line. Type ? for help, b to go back, q to leave, then Enter.
	// Step 1 of 1. Name.
	// What is your name?
	// Name:
	// A name has at least one letter.
	// Name:
	// Hello, Ada
}
