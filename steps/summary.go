package steps

import (
	"fmt"
	"strings"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
)

// Headline is the first line of the last screen: what was reached, and what to
// do next.
func Headline(s *Setup) string {
	switch s.Outcome {
	case Connected:
		if len(s.Repositories) > 0 {
			return "Connected. Next: open ACP, start a session, choose " + s.Repositories[0].Path + "."
		}
		return "Connected. Next: open ACP and start a session with one of your repositories."
	case InBrowser:
		return "Done in the browser. You saw Connected; I could not check it."
	case KeptOld:
		return "Nothing was changed: ACP keeps " + bare(s.Before.InstanceURL) + "."
	case NotConfirmed:
		return "Not confirmed: ACP was given the token and may have it. Look in ACP."
	default:
		if s.TokenUsable() {
			return "Not connected yet. The token works and is ready."
		}
		return "Not connected yet."
	}
}

// Exit is the exit code of the wizard. left says that the person left before
// the end.
func Exit(s *Setup, left bool) int {
	switch {
	case s.Outcome == Connected, s.Outcome == InBrowser && !left:
		return problem.ExitOK
	case left, s.Outcome == KeptOld:
		return problem.ExitCancelled
	default:
		return problem.ExitNeedsDoing
	}
}

// summaryRows is how many rows of the terminal the summary may take.
const summaryRows = 8

// Summary is what stays in a terminal of cols columns after the screen has
// closed: at most eight rows, the command for next time left out where it
// would need more.
func Summary(s *Setup, at Place, cols int, now time.Time) []string {
	if s.Outcome == Unfinished {
		return leftSummary(s, at)
	}
	out := outcomeSummary(s, now)
	again := fmt.Sprintf("  %-7s %s", "Again", SameAgain(s))
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

func outcomeSummary(s *Setup, now time.Time) []string {
	out := []string{"acp-gitlab: " + outcomeWord(s)}
	add := func(label, text string) { out = append(out, fmt.Sprintf("  %-7s %s", label, text)) }
	add("GitLab", s.Instance.URL()+who(s))
	if s.Outcome == Connected {
		add("ACP", fmt.Sprintf("%s (read back %s)", s.Place.API, clockTime(s.ReadBackAt)))
	}
	if s.Outcome == NotConfirmed {
		add("ACP", s.Place.API+" (open it: connected, and when?)")
	}
	add("Push", pushWords(s))
	if s.Inspected != nil && s.Inspected.Token.ExpiresAt != nil {
		e := *s.Inspected.Token.ExpiresAt
		add("Token", "ends "+e.Words()+", "+inDays(e.DaysFrom(s.Today(now))))
	}
	return out
}

func outcomeWord(s *Setup) string {
	switch s.Outcome {
	case Connected:
		return "connected"
	case InBrowser:
		return "done in the browser, not checked"
	case KeptOld:
		return "nothing was changed, ACP keeps " + bare(s.Before.InstanceURL)
	case NotConfirmed:
		return "not confirmed; ACP was given the token and may have it"
	default:
		return "not connected; the token works and is ready"
	}
}

// Place is where in the flow it ended.
type Place struct{ Step, Of int }

func leftSummary(s *Setup, at Place) []string {
	where := fmt.Sprintf("acp-gitlab: left at step %d of %d", at.Step, at.Of)
	var more []string
	if p := s.blocking(); p != nil {
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

// mayHave is what is known of a token that went out, and that ACP does not show.
const mayHave = "ACP was given the token and may have it. To find out, look at its Integrations page."

// Changed says what this run has changed so far, and what lives on at GitLab:
// for whoever is about to leave.
func Changed(s *Setup) []string {
	switch {
	case s.Outcome == Connected:
		return []string{"ACP has been connected at " + clockTime(s.ReadBackAt) + " and stays so."}
	case s.Token.IsZero():
		return []string{"Nothing was changed."}
	case s.HandedOver:
		return []string{mayHave, "Keep the token until you have looked: if ACP uses it, revoking it cuts ACP off."}
	default:
		return []string{
			"Changed so far: nothing by this program.",
			"A token you made lives on at GitLab; ACP does not have it. Start again later and paste it, or end it on GitLab's token page.",
		}
	}
}

// SameAgain is the same setup as one command, without questions. It names the
// token's file by a word, never by a value.
func SameAgain(s *Setup) string {
	args := []string{"acp-gitlab connect", "--gitlab-url " + Quoted(s.Instance.URL())}
	if s.rotating() {
		args[0] = "acp-gitlab rotate"
	}
	if s.Place.API != "" {
		args = append(args, "--acp-url "+Quoted(s.Place.API))
	}
	if p := s.Given.Project.Value; p != "" {
		args = append(args, "--acp-project "+Quoted(p))
	}
	if s.Given.Profile != nil {
		args = append(args, "--profile "+Quoted(s.Given.Profile.File))
	}
	if s.CAFile.Value != "" && !s.caFromProfile() {
		args = append(args, "--ca-file "+Quoted(s.CAFile.Value))
	}
	accepted := map[problem.Code]bool{}
	for _, p := range s.LetThrough {
		if !accepted[p.Code] {
			args = append(args, "--accept "+string(p.Code))
		}
		accepted[p.Code] = true
	}
	args = append(args, "--token-file FILE")
	for _, r := range s.Repositories {
		args = append(args, Quoted(r.Path))
	}
	cmd := strings.Join(args, " ")
	if s.Session.Kind != acp.OC {
		cmd += "  # with ACP_TOKEN set"
	}
	return cmd
}

// Quoted quotes a value for a shell where it needs it.
func Quoted(s string) string {
	if strings.IndexFunc(s, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+=,", r)
	}) < 0 && s != "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
