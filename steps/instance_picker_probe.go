package steps

import (
	"context"
	"os"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

type probeEvent struct {
	finding *problem.Finding
	found   *gitlab.Found
}

// try asks the address, a line at a time.
func (m *instancePicker) try(ctx context.Context, a gitlab.Address) tea.Cmd {
	m.problem.close()
	m.mode, m.address, m.passed, m.stopped = instanceTrying, a, false, false
	m.work.begin(gitlab.ProbeChecks()...)
	stack, now := m.env.Stack, m.env.Now
	return m.probe.Start(ctx, func(ctx context.Context, emit func(probeEvent)) {
		found := gitlab.Probe(ctx, stack, a, now, func(f problem.Finding) { emit(probeEvent{finding: &f}) })
		emit(probeEvent{found: &found})
	})
}

func (m *instancePicker) took(ev probeEvent) {
	if ev.finding != nil {
		m.work.take(*ev.finding)
		return
	}
	found := *ev.found
	m.work.findings = found.Findings
	if problem.Stops(found.Problems) {
		m.setup.Probe = found
		m.showProblem(found.Problems)
		return
	}
	m.passed = true
	m.setup.SetInstance(found)
}

func (m *instancePicker) showProblem(ps []*problem.Problem) {
	m.problem.open(m.env, m.setup, problem.First(ps))
	m.problem.below(m.work.findings)
}

func (m *instancePicker) act(ctx context.Context, key string) tea.Cmd {
	if key == "esc" {
		return m.back()
	}
	p := m.problem.problem
	switch m.problem.act(key) {
	case actRetry:
		return m.try(ctx, m.address)
	case actCorrect:
		return m.correct(m.address.Origin.URL())
	case actUseTarget:
		cmd := m.correct(p.Facts.Target)
		m.line = "Enter tries this address. Use it only if you know it."
		return cmd
	case actCopy, actCopyTarget:
		return m.problem.copy(m.problem.act(key))
	case actUseCA:
		return m.useCA(ctx, m.setup.Probe.CAFile, "found on this computer")
	case actChooseCA:
		m.problem.close()
		m.mode = instanceCAFile
	case actLeave:
		return ui.Do(ui.Finish{})
	}
	return nil
}

// correct goes to the field: what was typed stays.
func (m *instancePicker) correct(address string) tea.Cmd {
	m.problem.close()
	m.mode, m.line = instanceTyping, ""
	if m.typed == "" || setup.Origin(m.typed) != address {
		m.typed = address
	}
	text := m.typed
	return ui.Do(ui.Fill{ID: fieldAddress, Text: func() string { return text }})
}

// trustEvent is what came of reading a CA file.
type trustEvent struct {
	file  setup.Value
	stack *web.Stack
	err   error
}

// useCA reads the certificates in file, and tries again with them.
func (m *instancePicker) useCA(ctx context.Context, file, from string) tea.Cmd {
	m.caLine = ""
	if file == "" {
		m.caLine = "Nothing entered yet. Type the path of the CA file (PEM)."
		return nil
	}
	m.problem.close()
	m.mode, m.passed, m.stopped = instanceTrying, false, false
	m.work.begin(problem.Finding{ID: "ca", Label: "CA file"})
	stack := m.env.Stack
	return m.trust.Start(ctx, func(_ context.Context, emit func(trustEvent)) {
		if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(file, "~/") {
			file = home + file[1:]
		}
		trusting, err := stack.WithCA(file)
		emit(trustEvent{setup.Value{Value: file, From: from}, trusting, err})
	})
}

func (m *instancePicker) trusted(ctx context.Context, ev trustEvent) tea.Cmd {
	m.trust.Cancel()
	if ev.err != nil {
		m.mode, m.caLine = instanceCAFile, caFileLine(ev.file.Value, ev.err)
		return nil
	}
	m.env.Stack, m.setup.CAFile = ev.stack, ev.file
	return m.try(ctx, m.address)
}

func caFileLine(file string, err error) string {
	words := err.Error()
	if f := web.Explain(err); f != nil {
		words = f.Words
	}
	return "No certificate found in " + file + ": " + words
}
