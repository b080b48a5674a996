package steps

import (
	"context"
	"os"
	"strings"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

type probeEvent struct {
	finding *problem.Finding
	found   *gitlab.Found
}

// try asks the address, a line at a time.
func (m *Instance) try(ctx context.Context, a gitlab.Address) tea.Cmd {
	m.panel.close()
	m.mode, m.address, m.passed, m.stopped = instanceTrying, a, false, false
	m.findings = []problem.Finding{{ID: "name", State: problem.Wait, Label: "name"}}
	m.started = ui.Now()
	stack, now := m.world.Stack, m.world.Now
	return m.probe.Start(ctx, func(ctx context.Context, emit func(probeEvent)) {
		found := gitlab.Probe(ctx, stack, a, now, func(f problem.Finding) { emit(probeEvent{finding: &f}) })
		emit(probeEvent{found: &found})
	})
}

func (m *Instance) took(ev probeEvent) {
	if ev.finding != nil {
		m.findings = words.Merge(m.findings, *ev.finding)
		m.started = ui.Now()
		return
	}
	found := *ev.found
	m.findings = found.Findings
	if problem.Stops(found.Problems) {
		m.setup.Probe = found
		m.showProblem(found.Problems)
		return
	}
	m.passed = true
	m.setup.SetInstance(found)
}

func (m *Instance) showProblem(ps []*problem.Problem) {
	m.panel.open(m.world, m.setup, problem.First(ps))
}

func (m *Instance) remedy(ctx context.Context, key string) tea.Cmd {
	if key == "esc" {
		return m.back()
	}
	p := m.panel.problem
	switch m.panel.act(key) {
	case actRetry:
		return m.try(ctx, m.address)
	case actCorrect:
		return m.correct(m.address.Origin.URL())
	case actUseTarget:
		cmd := m.correct(p.Facts.Target)
		m.line = "Enter looks at this address. Take it only if you know it."
		return cmd
	case actCopy, actCopyTarget:
		return m.panel.copy(m.panel.act(key))
	case actUseCA:
		return m.useCA(ctx, m.setup.Probe.CAFile, "found on this computer")
	case actChooseCA:
		m.panel.close()
		m.mode = instanceCAFile
	case actLeave:
		return ui.Do(ui.Finish{})
	}
	return nil
}

// correct goes to the field: what was typed stays.
func (m *Instance) correct(address string) tea.Cmd {
	m.panel.close()
	m.mode, m.line = instanceTyping, ""
	if m.typed == "" || setup.Origin(m.typed) != address {
		m.typed = address
	}
	text := m.typed
	return ui.Do(ui.Fill{ID: fieldAddress, Text: func() string { return text }})
}

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
	m.setup.CAFile = setup.Value{Value: file, From: from}
	return m.try(ctx, m.address)
}

func caFileLine(file string, err error) string {
	words := err.Error()
	if f := web.Explain(err); f != nil {
		words = f.Words
	}
	return "No certificate read from " + file + ": " + words
}
