package words

import (
	"fmt"
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
)

// otherSummary is that of a flow that hands no token over: two to four lines.
func otherSummary(s *setup.State, at StepPosition, now time.Time) Summary {
	out := Summary{Head: describeFlow(s, at)}
	switch s.Outcome() {
	case setup.Checked:
		if say := DescribeToken(s, now); say != "" {
			out.fact("Token", say)
		}
		if s.TokenUsable() {
			out.fact("Push", checkedPush(s))
		}
	case setup.LookedAt:
		if s.Inspected() != nil {
			out.fact("Token", DescribeToken(s, now)+" (checked now)")
		}
	case setup.Disconnected:
		if s.TokenLives() {
			out.fact("Token", "is still valid at GitLab; to revoke it: acp-gitlab tokens revoke")
		}
	}
	for _, c := range s.ChangesOfFlow() {
		if c.Kind == setup.ConnectionEnded && s.Outcome() == setup.Disconnected {
			continue // the first line says it
		}
		out.sentence(DescribeChange(c))
	}
	if s.Outcome() == setup.LookedAt && !s.Held().Connected {
		out.sentence("Next: acp-gitlab")
		return out
	}
	out.explain(worthExplaining(s))
	return out
}

// worthExplaining is the problem that the flow ended at, or nil.
func worthExplaining(s *setup.State) *problem.Problem {
	switch s.Outcome() {
	case setup.Checked:
		return problem.First(s.CheckProblems())
	case setup.Unfinished, setup.LookedAt:
		return s.Blocking()
	}
	return nil
}

func describeFlow(s *setup.State, at StepPosition) string {
	switch s.Outcome() {
	case setup.Checked:
		say := "checked at " + s.Instance.Host()
		if p := problem.First(s.CheckProblems()); p != nil {
			say += " (" + string(p.Code) + ")"
		}
		return say + ". Nothing was connected."
	case setup.LookedAt:
		if s.Held().Connected {
			return "ACP is " + ACPHolds(*s.Held())
		}
		if s.Held().Has() {
			return "ACP has " + ACPHolds(*s.Held())
		}
		return "ACP has no GitLab connection for you"
	case setup.Disconnected:
		if h := s.Held().Stored; h != nil {
			return "disconnected from " + s.Held().InstanceURL + "; " + strings.TrimSuffix(DescribeRemoved(h, s.Left()), ".")
		}
		return "disconnected from " + s.Held().InstanceURL + "; ACP has no connection for you"
	case setup.NothingHeld:
		return "ACP has no GitLab connection for you. Nothing was changed"
	case setup.KeptOld:
		return "nothing was changed; ACP keeps " + Bare(s.Held().InstanceURL)
	case setup.InBrowser:
		return "done in the browser, not checked"
	case setup.Listed:
		return Count(s.ListedTokens(), "active token") + " at " + s.Instance.Host()
	}
	return describeLeftFlow(s, at)
}

// describeLeftFlow says where a flow was left.
func describeLeftFlow(s *setup.State, at StepPosition) string {
	say := "left " + flowName(s.Flow)
	if at.Of > 1 {
		say += fmt.Sprintf(" at step %d of %d", at.Step, at.Of)
	}
	say += stoppedBy(s) + "."
	if len(s.Changes()) > 0 {
		return say
	}
	return say + " " + nothingChanged
}

// flowName is how a flow is called in a sentence.
func flowName(f setup.Flow) string {
	switch f {
	case setup.FlowCheck:
		return "the check"
	case setup.FlowTokens:
		return "the list of tokens"
	case setup.FlowDisconnect:
		return "disconnecting"
	case setup.FlowLookup:
		return "the lookup"
	case setup.FlowGuide:
		return "the guide"
	}
	return "the connection status"
}

func checkedPush(s *setup.State) string {
	if r := s.Refused; r != nil {
		return r.Asked + ": not possible (" + string(problem.First(r.Problems).Code) + ")"
	}
	return DescribePush(s)
}
