package steps

import (
	"context"
	"strconv"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

const (
	choiceKeep    = "keep"
	choiceReplace = "replace"
)

// start hands the token to ACP, in the only safe order: what ACP holds, ACP's
// own try, connect, read back. It is the one place that sends the GitLab token
// to ACP from the wizard, and it runs only for a token that GitLab accepted.
func (m *Connect) start(ctx context.Context) tea.Cmd {
	if m.errand != nil {
		return m.errand.begin(ctx)
	}
	if !m.setup.TokenUsable() {
		return ui.Do(ui.GoTo{ID: setup.IDValidation})
	}
	m.mode, m.stopped = connectRunning, false
	m.findings = []problem.Finding{{ID: "session", State: problem.Wait, Label: "session"}}
	m.started = ui.Now()
	return m.hand(ctx, false)
}

// again looks at what came of the token that was sent; where none was, it hands
// the token over.
func (m *Connect) again(ctx context.Context) tea.Cmd {
	if !m.setup.HandedOver() {
		return m.start(ctx)
	}
	return m.lookAgain(ctx)
}

// lookAgain looks at what came of the token that was sent; it sends nothing.
func (m *Connect) lookAgain(ctx context.Context) tea.Cmd {
	if m.errand != nil {
		return m.start(ctx)
	}
	m.mode, m.stopped = connectRunning, false
	m.findings = []problem.Finding{{ID: "readback", State: problem.Wait, Label: "read back"}}
	m.started = ui.Now()
	return m.hand(ctx, true)
}

func (m *Connect) hand(ctx context.Context, lookOnly bool) tea.Cmd {
	always, agreed, api := m.replace, m.agreed, m.setup.Endpoint.API
	run := m.setup.Handing(setup.Handover{
		LookOnly: lookOnly, Earlier: m.handed,
		MayReplace: func(c acp.Connection) bool { return always || agreed == agreement(api, c) },
	})
	stack := m.stack()
	return m.run.Start(ctx, func(ctx context.Context, emit func(setup.HandoverEvent)) { run(ctx, stack, emit) })
}

func (m *Connect) ran(ev setup.HandoverEvent) {
	m.setup.Handed(ev, m.world.Now())
	switch {
	case ev.Finding != nil:
		m.findings = words.Merge(m.findings, *ev.Finding)
		m.started = ui.Now()
	case ev.Active != nil:
		m.findings = words.Merge(m.findings, words.ActiveFinding(*ev.Active, m.setup.Today(m.world.Now())))
		m.started = ui.Now()
	case ev.Sent != nil:
		m.handed = *ev.Sent
	case ev.Existing != nil:
		m.mode = connectExisting
		m.asks++
	case ev.Problem != nil:
		m.fail(ev.Problem)
	case ev.Connected != nil:
		m.mode = connectDone
	}
}

func (m *Connect) decided(ctx context.Context, choice string) tea.Cmd {
	if choice != choiceReplace {
		m.setup.KeepOld()
		return ui.Do(ui.Next{})
	}
	m.agreed = agreement(m.setup.Endpoint.API, *m.setup.Before())
	return m.start(ctx)
}

// agreement names the connection that the person agreed to replace: the yes is
// for that one, not for what another ACP may hold.
func agreement(api string, c acp.Connection) string { return api + " " + c.InstanceURL }

func (m *Connect) runScreen() ui.Screen {
	running := m.run.Running()
	screen := ui.Screen{
		Blocks: []ui.Block{ui.Text{S: "Connecting ACP to " + m.setup.Instance.Host() + ".", Strong: true}, ui.Gap{}, m.progress(running)},
		Help:   words.Help("step-connect"), Busy: running,
		Keys: []ui.Key{{Key: "enter", Does: "next"}, {Key: "esc", Does: "back"}},
	}
	switch {
	case running:
		screen.Keys = []ui.Key{{Key: "esc", Does: "stop"}}
		screen.Blocks = append(screen.Blocks, ui.Gap{}, ui.Text{S: "ACP asks GitLab itself; this can take 10 s."})
	case m.stopped:
		screen.Blocks = append(screen.Blocks, ui.Gap{}, ui.Text{S: "Stopped. ACP may have saved the connection already: Enter looks again."})
		screen.Keys[0].Does = "look again"
	default:
		screen.Blocks[0] = ui.Text{S: "ACP is connected to " + m.setup.Instance.Host() + ".", Strong: true}
	}
	return screen
}

func (m *Connect) existingScreen(room ui.Room) ui.Screen {
	before := m.setup.Before()
	old := before.InstanceURL
	if before.Username != "" {
		old += "    @" + before.Username
	}
	if !before.UpdatedAt.IsZero() {
		old += "    saved " + setup.Day(before.UpdatedAt)
	}
	held, fresh := old, m.setup.Instance.URL()+"    "+words.Who(m.setup)[min(4, len(words.Who(m.setup))):]
	loss := "If you replace it, new sessions have no access to " + words.Bare(before.InstanceURL) + " any more."
	if acp.SameInstance(before.InstanceURL, m.setup.Instance.URL()) {
		loss = "The token of before stays at GitLab until it ends or you end it."
		if m.setup.Rotating() { // two addresses that are the same say nothing
			held, fresh = words.DescribeBoth(m.setup, m.world.Now(), before.UpdatedAt)
		}
	}
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "ACP already has a GitLab connection for you, and keeps only one:", Strong: true},
			ui.Gap{},
			ui.Facts{{Label: "now", Text: held}, {Label: "new", Text: fresh}},
			ui.Gap{},
			ui.Text{S: loss},
			ui.Gap{},
			ui.Choices{ID: "existing " + strconv.Itoa(m.asks), Chosen: choiceKeep, Options: []ui.Choice{
				{Value: choiceKeep, Label: "Keep the old one"}, {Value: choiceReplace, Label: "Replace it (y)"},
			}},
		},
		Help: words.Help("step-connect"),
		Keys: []ui.Key{{Key: "enter", Does: room.Pick("choose", "choose")}, {Key: "y", Does: "replace"}, {Key: "esc", Does: "back"}},
	}
}
