package steps

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
)

// Leaving says what this run has changed so far, for whoever is about to leave
// any flow.
func Leaving(s *Setup, now time.Time) []string {
	said := []string{nothingChanged}
	switch {
	case s.rotating():
		said = RotationLeaving(s, now)
	case !s.ofDoor():
		said = Changed(s)
	}
	if len(s.Changes) > 0 && len(said) > 0 && strings.Contains(strings.ToLower(said[0]), "nothing") {
		said = said[1:]
	}
	return append(slices.Clip(s.Changes), said...)
}

const nothingChanged = "Nothing was changed."

// ExitOf is the exit code of the flow that ran last. left says that the person
// left before its end.
func ExitOf(s *Setup, left bool) int {
	if !s.ofDoor() || s.rotating() {
		return Exit(s, left)
	}
	switch s.Outcome {
	case Disconnected:
		return problem.ExitOK
	case Checked:
		return problem.Exit(s.checkProblems(), false)
	}
	switch {
	case left, s.Outcome == KeptOld:
		return problem.ExitCancelled
	case s.Outcome == LookedAt:
		return lookedExit(s)
	case s.Outcome == Unfinished && s.Flow != DoorWords && s.Flow != DoorGuide:
		return problem.ExitNeedsDoing
	}
	return problem.ExitOK
}

// lookedExit is that of the command status: a connection that is not there, or
// what GitLab said of the token just now.
func lookedExit(s *Setup) int {
	if !s.Held.Connected {
		return problem.ExitNeedsDoing
	}
	if p := s.blocking(); p != nil {
		return problem.Exit([]*problem.Problem{p}, false)
	}
	return problem.ExitOK
}

// checkProblems are those that a check has found, without what was let
// through.
func (s *Setup) checkProblems() []*problem.Problem {
	var found []*problem.Problem
	if p := s.blocking(); p != nil {
		found = append(found, p)
	}
	if s.Refused != nil {
		found = append(found, problem.First(s.Refused.Problems))
	}
	return found
}

// FlowSummary is what stays in the terminal after a flow: that of setting up,
// or two to four lines about what came of a door. opened says that the person
// went on through another door: a flow in which nothing was done leaves no
// words then.
func FlowSummary(s *Setup, at Place, cols int, now time.Time, opened bool) []string {
	switch {
	case opened && s.Outcome == Unfinished:
		return nil
	case s.rotating():
		return RotationSummary(s, at, now)
	case !s.ofDoor():
		return afterChanges(s, Summary(s, at, cols, now))
	}
	var out []string
	add := func(label, text string) { out = append(out, fmt.Sprintf("  %-7s %s", label, text)) }
	out = append(out, "acp-gitlab: "+doorWord(s, at))
	switch s.Outcome {
	case Checked:
		if say := tokenInWords(s, now); say != "" {
			add("Token", say)
		}
		if s.TokenUsable() {
			add("Push", checkedPush(s))
		}
	case LookedAt:
		if s.Inspected != nil {
			add("Token", tokenInWords(s, now)+" (checked now)")
		}
	case Disconnected:
		if s.tokenLives() {
			add("Token", "lives on at GitLab; acp-gitlab tokens revoke ends it")
		}
	}
	for _, c := range s.Changes[s.ToldChanges:] {
		if s.Outcome != Disconnected || !strings.HasPrefix(c, disconnectedWords) {
			out = append(out, "  "+c)
		}
	}
	return append(out, doorNext(s)...)
}

// disconnectedWords begin the sentence about a connection that was ended, which
// the first line of the summary says already.
const disconnectedWords = "ACP was disconnected from "

// tokenLives reports whether nothing but the connection was ended.
func (s *Setup) tokenLives() bool { return len(s.Changes)-s.ToldChanges < 2 }

// afterChanges is a summary that does not deny what was changed through
// another door.
func afterChanges(s *Setup, said []string) []string {
	if len(s.Changes) > 0 {
		said[0] = strings.TrimSuffix(said[0], " "+nothingChanged)
	}
	return said
}

func doorWord(s *Setup, at Place) string {
	switch s.Outcome {
	case Checked:
		say := "checked at " + s.Instance.Host()
		if p := problem.First(s.checkProblems()); p != nil {
			say += " (" + string(p.Code) + ")"
		}
		return say + ". Nothing was connected."
	case LookedAt:
		if s.Held.Connected {
			return "ACP is " + heldWords(s.Held)
		}
		return "ACP holds no GitLab connection for you"
	case Disconnected:
		return "disconnected from " + s.Held.InstanceURL + "; ACP holds no connection for you"
	case NothingHeld:
		return "ACP holds no GitLab connection for you. Nothing was changed"
	case KeptOld:
		return "nothing was changed, ACP keeps " + bare(s.Held.InstanceURL)
	case InBrowser:
		return "done in the browser, not checked"
	case Listed:
		return count(s.Listed, "active token") + " at " + s.Instance.Host()
	}
	return leftDoor(s, at)
}

// leftDoor says where a flow was left.
func leftDoor(s *Setup, at Place) string {
	say := "left " + doorName(s.Flow)
	if at.Of > 1 {
		say += fmt.Sprintf(" at step %d of %d", at.Step, at.Of)
	}
	if p := s.blocking(); p != nil {
		say += " (" + string(p.Code) + ")"
	}
	if len(s.Changes) > 0 {
		return say + "."
	}
	return say + ". " + nothingChanged
}

// doorName is how a flow is called in a sentence.
func doorName(d Door) string {
	switch d {
	case DoorCheck:
		return "the check"
	case DoorTokens:
		return "the list of tokens"
	case DoorDisconnect:
		return "disconnecting"
	case DoorWords:
		return "the look-up"
	case DoorGuide:
		return "the guide"
	}
	return "the look at the connection"
}

func checkedPush(s *Setup) string {
	if r := s.Refused; r != nil {
		return r.Asked + ": not possible (" + string(problem.First(r.Problems).Code) + ")"
	}
	return pushWords(s)
}

// doorNext names the next command, where there is one.
func doorNext(s *Setup) []string {
	var p *problem.Problem
	switch s.Outcome {
	case Checked:
		p = problem.First(s.checkProblems())
	case Unfinished:
		p = s.blocking()
	case LookedAt:
		if !s.Held.Connected {
			return []string{"  Next: acp-gitlab"}
		}
		p = s.blocking()
	}
	if p == nil {
		return nil
	}
	return []string{"  acp-gitlab explain " + string(p.Code)}
}
