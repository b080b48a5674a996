package words

import (
	"fmt"
	"slices"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
	"acp-gitlab/ui/line"
)

// Summary is what stays in the terminal after a flow: what came of it, and what
// is worth knowing. Columns and sentences are drawn from it.
type Summary struct {
	// Head is the first line, without the name of the program; "" where nothing
	// is left in the terminal.
	Head string
	Rows []Row
}

// Row is one row of a summary: a fact with its label, a sentence without one,
// or a command, which stands alone on its line.
type Row struct {
	Label, Text string
	Command     bool
}

// labelAgain is the label of the command that does the same once more.
const labelAgain = "Again"

// summaryRows is how many rows of the terminal the summary may take.
const summaryRows = 8

// StepPosition is where in the flow it ended.
type StepPosition struct{ Step, Of int }

func (s *Summary) fact(label, text string) { s.Rows = append(s.Rows, Row{Label: label, Text: text}) }

func (s *Summary) sentence(text string) { s.Rows = append(s.Rows, Row{Text: text}) }

// explain names the command about p, where there is a problem.
func (s *Summary) explain(p *problem.Problem) {
	if p != nil {
		s.Rows = append(s.Rows, Row{Text: "acp-gitlab explain " + string(p.Code), Command: true})
	}
}

// Lines are the summary in columns, not wrapped.
func (s Summary) Lines() []string {
	if s.Head == "" {
		return nil
	}
	out := []string{"acp-gitlab: " + s.Head}
	for _, r := range s.Rows {
		out = append(out, r.Margin()+r.Text)
	}
	return out
}

// Margin is what stands before the text of a row: spaces and the label.
func (r Row) Margin() string {
	if r.Label == "" {
		return "  "
	}
	return fmt.Sprintf("  %-7s ", r.Label)
}

// Spoken is the summary in sentences, as line mode says it. A command stands
// alone on its line.
func (s Summary) Spoken() []string {
	if s.Head == "" {
		return nil
	}
	out := line.Sentences(ui.Text{S: "acp-gitlab: " + s.Head})
	for _, r := range s.Rows {
		switch {
		case r.Command && r.Label == labelAgain:
			out = append(out, "To do the same again, run this command on one line:", r.Text)
		case r.Command:
			out = append(out, r.Text)
		case r.Label != "":
			out = append(out, line.Sentences(ui.Facts{{Label: r.Label, Text: r.Text}})...)
		default:
			out = append(out, line.Sentences(ui.Text{S: r.Text})...)
		}
	}
	return out
}

// FlowSummary is what stays in the terminal of cols columns after the flow that
// ran last. opened says that the person went on to another flow: one in which
// nothing was done leaves no words then.
func FlowSummary(s *setup.State, at StepPosition, cols int, now time.Time, opened bool) Summary {
	switch {
	case opened && s.Outcome() == setup.Unfinished:
		return Summary{}
	case s.Rotating():
		return rotationSummary(s, at, now)
	case s.InOtherFlow():
		return otherSummary(s, at, now)
	}
	return SetupSummary(s, at, cols, now)
}

// SetupSummary is that of setting up: at most eight rows, the command for next
// time left out where it would need more.
func SetupSummary(s *setup.State, at StepPosition, cols int, now time.Time) Summary {
	if s.Outcome() == setup.Unfinished {
		return leftSummary(s, at)
	}
	out := outcomeSummary(s, now)
	again := out
	again.Rows = slices.Concat(out.Rows, []Row{{Label: labelAgain, Text: setup.SameAgain(s), Command: true}})
	if setup.AgainNeedsSession(s) {
		again.Rows = append(again.Rows, Row{Text: sessionAgain(s)})
	}
	if rows(again.Lines(), cols) <= summaryRows {
		return again
	}
	return out
}

// sessionAgain says which session the command for next time needs.
func sessionAgain(s *setup.State) string {
	if s.Session.Kind == acp.SSO {
		return "Run acpctl login first, or set ACP_TOKEN to a single sign-on token."
	}
	return "Set ACP_TOKEN to an access key first."
}

// rows counts the rows that lines take, wrapped by the terminal.
func rows(lines []string, cols int) int {
	n := 0
	for _, l := range lines {
		n += max(1, (len([]rune(l))+cols-1)/max(1, cols))
	}
	return n
}

func outcomeSummary(s *setup.State, now time.Time) Summary {
	out := Summary{Head: describeOutcome(s)}
	out.fact("GitLab", s.Instance.URL()+Who(s))
	if s.Outcome() == setup.Connected {
		out.fact("ACP", acpInProject(s)+fmt.Sprintf(" (confirmed at %s)", setup.ClockTime(s.ConfirmedAt())))
	}
	if s.Outcome() == setup.NotConfirmed {
		out.fact("ACP", s.Endpoint.API+" (check: is it connected, and since when?)")
	}
	out.fact("Push", DescribePush(s))
	if in := s.Inspected(); in != nil && in.Token.ExpiresAt != nil {
		e := *in.Token.ExpiresAt
		out.fact("Token", "expires "+e.Describe()+", "+InDays(e.DaysFrom(s.Today(now))))
	}
	return out
}

// acpInProject is ACP's address, with the project whose sessions use the token.
func acpInProject(s *setup.State) string {
	if project := ProjectOf(s.ShownByACP()); project != "" {
		return s.Endpoint.API + ", project " + project
	}
	return s.Endpoint.API
}

func describeOutcome(s *setup.State) string {
	switch s.Outcome() {
	case setup.Connected:
		return "connected"
	case setup.InBrowser:
		return "done in the browser, not checked"
	case setup.KeptOld:
		return "nothing was changed; ACP keeps " + Bare(s.Before().InstanceURL)
	case setup.NotConfirmed:
		return "not confirmed; ACP may have saved the token"
	default:
		return "not connected; the token works and is ready"
	}
}

// leftSummary is that of a setup that was left before its end.
func leftSummary(s *setup.State, at StepPosition) Summary {
	out := Summary{Head: fmt.Sprintf("left at step %d of %d", at.Step, at.Of) + stoppedBy(s) + "."}
	switch {
	case s.HandedOver():
		out.sentence(mayHave)
	default:
		if len(s.Changes()) == 0 {
			out.Head += " " + nothingChanged
		}
		if !s.Token().IsZero() {
			out.sentence("A token that you created is still valid at GitLab. ACP does not have it.")
		}
	}
	out.explain(s.Blocking())
	return out
}

// stoppedBy names the problem of the token that stops, as " (scope-missing)".
func stoppedBy(s *setup.State) string {
	if p := s.Blocking(); p != nil {
		return " (" + string(p.Code) + ")"
	}
	return ""
}

// rotationSummary is that of a rotation, however it ended: at last the token
// that is live in ACP.
func rotationSummary(s *setup.State, at StepPosition, now time.Time) Summary {
	out := Summary{Head: describeRotationOutcome(s, at)}
	if s.Outcome() == setup.Connected {
		out.fact("GitLab", s.Instance.URL()+Who(s))
		out.fact("ACP", acpInProject(s)+fmt.Sprintf(" (confirmed at %s)", setup.ClockTime(s.Rotation.State().ReadBack)))
		out.fact("Push", DescribePush(s))
	}
	out.sentence(DescribeRotation(s, now))
	out.explain(s.Blocking())
	return out
}

func describeRotationOutcome(s *setup.State, at StepPosition) string {
	switch s.Outcome() {
	case setup.Connected:
		return "rotated"
	case setup.InBrowser:
		return "done in the browser, not checked"
	case setup.KeptOld:
		return "not rotated; ACP keeps what it has"
	case setup.NotConfirmed:
		return "not confirmed; keep both tokens"
	case setup.NotConnected:
		return "not rotated; the new token works and is ready"
	}
	return fmt.Sprintf("left rotate at step %d of %d", at.Step, at.Of) + stoppedBy(s) + "."
}

// Headline is the first line of the last screen: what was reached, and what to
// do next.
func Headline(s *setup.State) ui.Block {
	say := func(text string) ui.Block { return ui.Text{S: text, Strong: true} }
	switch s.Outcome() {
	case setup.Connected:
		return connectedNow(s)
	case setup.InBrowser:
		return say("Done in the browser. You saw " + SeenInBrowser(s) + "; it was not checked.")
	case setup.KeptOld:
		return say("Nothing was changed: ACP keeps " + Bare(s.Before().InstanceURL) + ".")
	case setup.NotConfirmed:
		return say("Not confirmed: ACP may have saved the token. Look in ACP.")
	default:
		if s.TokenUsable() {
			return say("Not connected yet. The token works and is ready.")
		}
		return say("Not connected yet.")
	}
}

// connectedNow says that everything worked, and what ACP can do now as far as
// that was proven.
func connectedNow(s *setup.State) ui.Block {
	session := "a session"
	if project := ProjectOf(s.ShownByACP()); project != "" {
		session += " in project " + project
	}
	if can, _, _, _ := pushCounts(s.Repositories); can > 1 {
		to := fmt.Sprintf("%d of %s", can, Repositories(len(s.Repositories)))
		if can == len(s.Repositories) {
			to = "all " + Repositories(can)
		}
		return ui.Success{Title: "Connected. ACP can push to " + to + ".", Next: "Next: open ACP, start " + session + ", choose one of them."}
	}
	for _, r := range s.Repositories {
		if r.CanPush {
			return ui.Success{Title: "Connected. ACP can push to " + r.Path + ".", Next: "Next: open ACP, start " + session + ", choose " + r.Path + "."}
		}
	}
	return ui.Success{Title: "Connected.", Next: "Next: open ACP and start " + session + " with one of your repositories."}
}

// ProjectOf is the project whose sessions use what ACP holds, "" where that is no
// credential.
func ProjectOf(c acp.Connection) string {
	if c.Stored == nil {
		return ""
	}
	return c.Stored.Project
}

// SeenInBrowser is the word of ACP's page that says that all went well there.
func SeenInBrowser(s *setup.State) string {
	switch {
	case s.InCredentials() && s.Rotating():
		return "Token rotated"
	case s.InCredentials():
		return "Directly bound"
	}
	return "Connected"
}
