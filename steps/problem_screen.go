package steps

import (
	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// problemScreen is the problem that a step stands still at: the words of its page, the
// actions, and the message that can be copied.
type problemScreen struct {
	problem *problem.Problem
	page    assets.Page
	actions []action
	sent    string // what was sent to the clipboard
	checked []problem.Finding
	support string // whom a profile says to ask
}

// open shows p, or nothing where p is nil. others are further problems with
// the same code, named in one breath: "read_user and write_repository".
func (n *problemScreen) open(w *setup.Env, s *setup.State, p *problem.Problem, others ...*problem.Problem) {
	*n = problemScreen{}
	if p == nil {
		return
	}
	w.Journal.Problem(p)
	n.problem, n.support = p, s.Answers.Support.String()
	shown := p
	if subjects := subjectsOf(p, others); len(subjects) > 1 {
		shown = p.WithSubject(words.All(subjects))
	}
	n.page = words.Page(s, shown)
	n.actions = actions(p, s.Probe.CAFile)
}

func subjectsOf(p *problem.Problem, others []*problem.Problem) []string {
	subjects := []string{p.About()}
	for _, o := range others {
		if o.Code == p.Code && o.Subject != p.Subject {
			subjects = append(subjects, o.About())
		}
	}
	return subjects
}

func (n *problemScreen) close() { *n = problemScreen{} }

func (n *problemScreen) isOpen() bool { return n.problem != nil }

// elsewhere does what key does where that is the same at every step but the
// first: another token, another GitLab, a copy. ok is false for everything else.
func (n *problemScreen) elsewhere(s *setup.State, key string) (cmd tea.Cmd, ok bool) {
	switch n.act(key) {
	case actNewToken, actFineGrained:
		if n.act(key) == actFineGrained {
			s.WantFineGrained(n.problem.Facts.Path)
		}
		s.LendSecond()
		return toTokenPage(s), true
	case actPaste:
		s.LendSecond()
		return toPaste(s), true
	case actCorrect:
		if spec, _ := problem.Lookup(n.problem.Code); spec.Area != problem.AreaInstance {
			return nil, false // the step's own address
		}
		return ui.Do(ui.GoTo{ID: setup.IDInstance}), true
	case actInstance, actUseTarget, actUseCA, actChooseCA:
		return ui.Do(ui.GoTo{ID: setup.IDInstance}), true
	case actLeave:
		return ui.Do(ui.Finish{}), true
	case actCopy, actCopyTarget:
		return n.copy(n.act(key)), true
	}
	return nil, false
}

// act returns what key does here.
func (n *problemScreen) act(key string) act {
	if !n.isOpen() || len(n.actions) == 0 {
		return actNone
	}
	if key == "enter" {
		return n.actions[0].act
	}
	for _, r := range n.actions {
		if r.key == key {
			return r.act
		}
	}
	return actNone
}

// copy sends what the problem offers to the clipboard, and shows it from then
// on: the page's message, or the address that the other side named.
func (n *problemScreen) copy(a act) tea.Cmd {
	n.sent = n.page.Message
	if target := n.problem.Facts.Target; a == actCopyTarget && target != "" {
		n.sent = target
	}
	return ui.Do(ui.Copy{Text: n.sent})
}

// screen draws the problem; extra keys of the step follow those of the actions.
func (n *problemScreen) screen(extra ...ui.Key) ui.Screen {
	p := ui.Problem{
		State: ui.State(problem.StateOf(n.problem.Severity)),
		Title: n.page.Title, Why: n.page.Why, Fact: n.problem.Evidence, Code: string(n.problem.Code),
		Support: n.support, Until: n.problem.RetryAt, Checks: n.checks(),
	}
	var keys []ui.Key
	for i, r := range n.actions {
		key := r.key
		if i == 0 {
			key = "enter"
		}
		p.Acts = append(p.Acts, ui.Act{Key: key, Does: r.does})
		keys = append(keys, ui.Key{Key: key, Does: r.brief})
	}
	if p.Title == "" {
		p.Title = n.problem.Error()
	}
	blocks := []ui.Block{p}
	if n.sent != "" {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "Sent to your clipboard. Not there? Select it with the mouse:", Drawn: true, Reply: true},
			ui.Text{S: n.sent, Indent: 2, Drawn: true}) // line mode has just said it
	}
	return ui.Screen{Blocks: blocks, Keys: append(keys, extra...), Help: words.WithSupport(n.page.Markdown, n.support)}
}

// toPaste goes where another token is pasted.
func toPaste(s *setup.State) tea.Cmd { return turnAway(s, ui.Do(ui.GoTo{ID: setup.IDPaste})) }

// turnAway empties the field of the token before next: whoever wants another
// one neither pastes it behind this one nor sends this one again by Enter.
func turnAway(s *setup.State, next tea.Cmd) tea.Cmd {
	s.TurnAway()
	return tea.Sequence(ui.Do(ui.Wipe{ID: FieldToken}), next)
}
