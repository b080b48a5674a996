package steps

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/ui"
)

// panel is the problem that a step stands still at: the words of its page, the
// remedies, and the message that can be copied.
type panel struct {
	problem  *problem.Problem
	page     assets.Page
	remedies []remedy
	sent     string // what was sent to the clipboard
	support  string // whom a profile says to ask
}

// open shows p, or nothing where p is nil. others are further problems with
// the same code, named in one breath: "read_user and write_repository".
func (n *panel) open(w *World, s *Setup, p *problem.Problem, others ...*problem.Problem) {
	*n = panel{}
	if p == nil {
		return
	}
	w.Journal.Problem(p)
	if subjects := subjectsOf(p, others); len(subjects) > 1 {
		p = p.With("subject", all(subjects))
	}
	var have []string
	if s.Inspected != nil {
		have = s.Inspected.Token.Scopes
	}
	n.problem, n.support = p, s.Given.Support.String()
	n.page = Page(s, p)
	n.remedies = remedies(p, have, s.Probe.CAFile)
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

func (n *panel) close() { *n = panel{} }

func (n *panel) isOpen() bool { return n.problem != nil }

// elsewhere does what key does where that is the same at every step: another
// token, another address, a copy. ok is false for everything else.
func (n *panel) elsewhere(s *Setup, key string) (cmd tea.Cmd, ok bool) {
	switch n.act(key) {
	case actNewToken:
		return toTokenPage(s), true
	case actPaste:
		return toPaste(s), true
	case actInstance:
		return ui.Do(ui.GoTo{ID: IDInstance}), true
	case actCopy, actCopyTarget:
		return n.copy(n.act(key)), true
	}
	return nil, false
}

// act returns what key does here.
func (n *panel) act(key string) act {
	if !n.isOpen() || len(n.remedies) == 0 {
		return actNone
	}
	if key == "enter" {
		return n.remedies[0].act
	}
	for _, r := range n.remedies {
		if r.key == key {
			return r.act
		}
	}
	return actNone
}

// copy sends what the problem offers to the clipboard, and shows it from then
// on: the page's message, or the address that the other side named.
func (n *panel) copy(a act) tea.Cmd {
	n.sent = n.page.Message
	if target := n.problem.Vars["target"]; a == actCopyTarget && target != "" {
		n.sent = target
	}
	return ui.Do(ui.Copy{Text: n.sent})
}

// screen draws the panel; extra keys of the step follow those of the remedies.
func (n *panel) screen(extra ...ui.Key) ui.Screen {
	p := ui.Problem{
		State: ui.State(problem.StateOf(n.problem.Severity)),
		Title: n.page.Title, Why: n.page.Why, Fact: n.problem.Evidence, Code: string(n.problem.Code),
		Support: n.support, Until: n.problem.RetryAt,
	}
	var keys []ui.Key
	for i, r := range n.remedies {
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
	return ui.Screen{Blocks: blocks, Keys: append(keys, extra...), Help: SupportBelow(n.page.Markdown, n.support)}
}

// Page is the page of p, its placeholders filled with what is known.
func Page(s *Setup, p *problem.Problem) assets.Page {
	page, _ := assets.Problem(string(p.Code))
	page = page.Fill(vars(s, p))
	if s.Token.IsZero() && s.Given.Token.IsZero() {
		// There is none yet to be fine.
		page.Title = strings.ReplaceAll(page.Title, " "+tokenFine, "")
		page.Why = strings.TrimSpace(strings.ReplaceAll(page.Why, tokenFine, ""))
	}
	return page
}

// tokenFine is how a page says that no new token is needed.
const tokenFine = "Your GitLab token is fine."

// vars are the words that fill the page of p.
func vars(s *Setup, p *problem.Problem) map[string]string {
	v := map[string]string{"subject": p.About()}
	if !s.Instance.IsZero() {
		v["host"], v["instance"] = s.Instance.Host(), s.Instance.URL()
	}
	if s.Inspected != nil {
		if u := s.Inspected.User; u != nil {
			v["user"] = "@" + u.Username
		}
		v["scopes"] = strings.Join(s.Inspected.Token.Scopes, ", ")
	}
	if s.Place.API != "" {
		v["acp"] = s.Place.API
	}
	if spec, ok := problem.Lookup(p.Code); ok && spec.Area == problem.AreaACP {
		v["when"] = ui.Now().UTC().Format("2 Jan 2006, 15:04 UTC") // ACP's team looks it up in its logs
	}
	for name, value := range p.Vars {
		if name == "words" { // the page ends the sentence
			value = strings.TrimRight(value, ".")
		}
		v[name] = value
	}
	for name, value := range v {
		if value == "" {
			delete(v, name)
		}
	}
	return v
}
