package words

import (
	"fmt"
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
)

// DisconnectedPrefix begin the sentence about a connection that was ended, which
// the first line of the summary says already.
const DisconnectedPrefix = "ACP was disconnected from "

// FlowSummary is what stays in the terminal after a flow: that of setting up,
// or two to four lines about what came of a door. opened says that the person
// went on through another door: a flow in which nothing was done leaves no
// words then.
func FlowSummary(s *setup.State, at StepPosition, cols int, now time.Time, opened bool) []string {
	switch {
	case opened && s.Outcome == setup.Unfinished:
		return nil
	case s.Rotating():
		return RotationSummary(s, at, now)
	case !s.InOtherFlow():
		return afterChanges(s, Summary(s, at, cols, now))
	}
	var out []string
	add := func(label, text string) { out = append(out, fmt.Sprintf("  %-7s %s", label, text)) }
	out = append(out, "acp-gitlab: "+describeFlow(s, at))
	switch s.Outcome {
	case setup.Checked:
		if say := DescribeToken(s, now); say != "" {
			add("Token", say)
		}
		if s.TokenUsable() {
			add("Push", checkedPush(s))
		}
	case setup.LookedAt:
		if s.Inspected != nil {
			add("Token", DescribeToken(s, now)+" (checked now)")
		}
	case setup.Disconnected:
		if s.TokenLives() {
			add("Token", "lives on at GitLab; acp-gitlab tokens revoke ends it")
		}
	}
	for _, c := range s.Changes[s.ToldChanges:] {
		if s.Outcome != setup.Disconnected || !strings.HasPrefix(c, DisconnectedPrefix) {
			out = append(out, "  "+c)
		}
	}
	return append(out, nextAfterFlow(s)...)
}

// afterChanges is a summary that does not deny what was changed through
// another door.
func afterChanges(s *setup.State, said []string) []string {
	if len(s.Changes) > 0 {
		said[0] = strings.TrimSuffix(said[0], " "+nothingChanged)
	}
	return said
}

func describeFlow(s *setup.State, at StepPosition) string {
	switch s.Outcome {
	case setup.Checked:
		say := "checked at " + s.Instance.Host()
		if p := problem.First(s.CheckProblems()); p != nil {
			say += " (" + string(p.Code) + ")"
		}
		return say + ". Nothing was connected."
	case setup.LookedAt:
		if s.Held.Connected {
			return "ACP is " + setup.DescribeConnection(s.Held)
		}
		return "ACP holds no GitLab connection for you"
	case setup.Disconnected:
		return "disconnected from " + s.Held.InstanceURL + "; ACP holds no connection for you"
	case setup.NothingHeld:
		return "ACP holds no GitLab connection for you. Nothing was changed"
	case setup.KeptOld:
		return "nothing was changed, ACP keeps " + Bare(s.Held.InstanceURL)
	case setup.InBrowser:
		return "done in the browser, not checked"
	case setup.Listed:
		return Count(s.Listed, "active token") + " at " + s.Instance.Host()
	}
	return describeLeftFlow(s, at)
}

// describeLeftFlow says where a flow was left.
func describeLeftFlow(s *setup.State, at StepPosition) string {
	say := "left " + flowName(s.Flow)
	if at.Of > 1 {
		say += fmt.Sprintf(" at step %d of %d", at.Step, at.Of)
	}
	if p := s.Blocking(); p != nil {
		say += " (" + string(p.Code) + ")"
	}
	if len(s.Changes) > 0 {
		return say + "."
	}
	return say + ". " + nothingChanged
}

// flowName is how a flow is called in a sentence.
func flowName(d setup.Flow) string {
	switch d {
	case setup.FlowCheck:
		return "the check"
	case setup.FlowTokens:
		return "the list of tokens"
	case setup.FlowDisconnect:
		return "disconnecting"
	case setup.FlowLookup:
		return "the look-up"
	case setup.FlowGuide:
		return "the guide"
	}
	return "the look at the connection"
}

func checkedPush(s *setup.State) string {
	if r := s.Refused; r != nil {
		return r.Asked + ": not possible (" + string(problem.First(r.Problems).Code) + ")"
	}
	return DescribePush(s)
}

// nextAfterFlow names the next command, where there is one.
func nextAfterFlow(s *setup.State) []string {
	var p *problem.Problem
	switch s.Outcome {
	case setup.Checked:
		p = problem.First(s.CheckProblems())
	case setup.Unfinished:
		p = s.Blocking()
	case setup.LookedAt:
		if !s.Held.Connected {
			return []string{"  Next: acp-gitlab"}
		}
		p = s.Blocking()
	}
	if p == nil {
		return nil
	}
	return []string{"  acp-gitlab explain " + string(p.Code)}
}

// StepPosition is where in the flow it ended.
type StepPosition struct{ Step, Of int }

// summaryRows is how many rows of the terminal the summary may take.
const summaryRows = 8

// Headline is the first line of the last screen: what was reached, and what to
// do next.
func Headline(s *setup.State) string {
	switch s.Outcome {
	case setup.Connected:
		if len(s.Repositories) > 0 {
			return "Connected. Next: open ACP, start a session, choose " + s.Repositories[0].Path + "."
		}
		return "Connected. Next: open ACP and start a session with one of your repositories."
	case setup.InBrowser:
		return "Done in the browser. You saw Connected; I could not check it."
	case setup.KeptOld:
		return "Nothing was changed: ACP keeps " + Bare(s.Before.InstanceURL) + "."
	case setup.NotConfirmed:
		return "Not confirmed: ACP was given the token and may have it. Look in ACP."
	default:
		if s.TokenUsable() {
			return "Not connected yet. The token works and is ready."
		}
		return "Not connected yet."
	}
}

// Summary is what stays in a terminal of cols columns after the screen has
// closed: at most eight rows, the command for next time left out where it
// would need more.
func Summary(s *setup.State, at StepPosition, cols int, now time.Time) []string {
	if s.Outcome == setup.Unfinished {
		return leftSummary(s, at)
	}
	out := outcomeSummary(s, now)
	again := fmt.Sprintf("  %-7s %s", "Again", setup.SameAgain(s))
	if rows(append(out[:len(out):len(out)], again), cols) <= summaryRows {
		out = append(out, again)
	}
	return out
}

// rows counts the rows that lines take, wrapped by the terminal.
func rows(lines []string, cols int) int {
	n := 0
	for _, l := range lines {
		n += max(1, (len([]rune(l))+cols-1)/max(1, cols))
	}
	return n
}

func outcomeSummary(s *setup.State, now time.Time) []string {
	out := []string{"acp-gitlab: " + describeOutcome(s)}
	add := func(label, text string) { out = append(out, fmt.Sprintf("  %-7s %s", label, text)) }
	add("GitLab", s.Instance.URL()+Who(s))
	if s.Outcome == setup.Connected {
		add("ACP", fmt.Sprintf("%s (read back %s)", s.Endpoint.API, setup.ClockTime(s.ReadBackAt)))
	}
	if s.Outcome == setup.NotConfirmed {
		add("ACP", s.Endpoint.API+" (open it: connected, and when?)")
	}
	add("Push", DescribePush(s))
	if s.Inspected != nil && s.Inspected.Token.ExpiresAt != nil {
		e := *s.Inspected.Token.ExpiresAt
		add("Token", "ends "+e.Describe()+", "+InDays(e.DaysFrom(s.Today(now))))
	}
	return out
}

func describeOutcome(s *setup.State) string {
	switch s.Outcome {
	case setup.Connected:
		return "connected"
	case setup.InBrowser:
		return "done in the browser, not checked"
	case setup.KeptOld:
		return "nothing was changed, ACP keeps " + Bare(s.Before.InstanceURL)
	case setup.NotConfirmed:
		return "not confirmed; ACP was given the token and may have it"
	default:
		return "not connected; the token works and is ready"
	}
}

func leftSummary(s *setup.State, at StepPosition) []string {
	where := fmt.Sprintf("acp-gitlab: left at step %d of %d", at.Step, at.Of)
	var more []string
	if p := s.Blocking(); p != nil {
		where += " (" + string(p.Code) + ")"
		more = append(more, "  acp-gitlab explain "+string(p.Code))
	}
	if s.HandedOver {
		return append([]string{where + ".", "  " + mayHave}, more...)
	}
	out := []string{where + ". Nothing was changed."}
	if !s.Token.IsZero() {
		out = append(out, "  A token that you made lives on at GitLab; ACP does not have it.")
	}
	return append(out, more...)
}
