package steps

import (
	"context"
	"os"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab/web"
)

// useCA tries again with the certificates in file.
func (m *Instance) useCA(ctx context.Context, file, from string) tea.Cmd {
	m.caLine = ""
	if file == "" {
		m.caLine = "Nothing is here yet. Type the path of the CA file (PEM)."
		return nil
	}
	if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(file, "~/") {
		file = home + file[1:]
	}
	stack, err := m.world.Stack.WithCA(file)
	if err != nil {
		m.mode, m.caLine = instanceCAFile, caFileLine(file, err)
		return nil
	}
	m.world.Stack = stack
	m.setup.CAFile = Sourced{file, from}
	return m.try(ctx, m.address)
}

func caFileLine(file string, err error) string {
	words := err.Error()
	if f := web.Explain(err); f != nil {
		words = f.Words
	}
	return "No certificate read from " + file + ": " + words
}
