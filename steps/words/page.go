package words

import (
	"strings"

	"acp-gitlab/acp"
	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// WithSupport adds the contact that a profile names to the page of a problem.
func WithSupport(markdown, contact string) string {
	if contact == "" {
		return markdown
	}
	return strings.TrimRight(markdown, "\n") + "\n\nYour support: " + contact + "\n"
}

// Page is the page of p, its placeholders filled with what is known.
func Page(s *setup.State, p *problem.Problem) assets.Page {
	page, _ := assets.Problem(string(p.Code))
	return page.WithToken(tokenState(s)).Fill(Placeholders(s, p))
}

// tokenState is what this run knows of the token: no page may call one fine that
// GitLab has not accepted.
func tokenState(s *setup.State) assets.TokenState {
	switch {
	case s.Works():
		return assets.TokenAccepted
	case s.Token().IsZero() && s.Answers.Token.IsZero():
		return assets.NoToken
	}
	return assets.TokenUnknown
}

// savedOn is the page of ACP that shows what was saved: the newer pages have the
// second one.
const savedOn = "Integrations or Credentials"

// sayLost is what ACP holds after an answer that got lost.
func sayLost(l problem.Lost) string {
	switch l.State {
	case problem.LostUntold:
		return "ACP may have made the change. To find out, check the " + savedOn + " page in ACP."
	case problem.LostSaved:
		return "ACP said that it saved the token. To make sure, check the " + savedOn + " page in ACP."
	case problem.LostDisconnected:
		return "ACP said that it disconnected. To make sure, check the " + savedOn + " page in ACP."
	case problem.LostNone:
		return "ACP has no GitLab connection for you now."
	case problem.LostConnected:
		return "ACP is still " + ACPHolds(acp.Connection{Connected: true, InstanceURL: l.URL, Username: l.User, UpdatedAt: l.SavedAt}) + "."
	case problem.LostStored:
		return "ACP still keeps your credential for " + l.URL + ". No new session uses it."
	case problem.NothingLost:
	}
	return ""
}

// Placeholders are the texts that fill the page of p: what the run knows, and
// what the problem knows better.
func Placeholders(s *setup.State, p *problem.Problem) map[string]string {
	known := problem.Facts{ACP: s.Endpoint.API}
	if !s.Instance.IsZero() {
		known.Host, known.Instance = s.Instance.Host(), s.Instance.URL()
	}
	if in := s.Inspected(); in != nil {
		if u := in.User; u != nil {
			known.User = "@" + u.Username
		}
		known.Scopes = strings.Join(in.Token.Scopes, ", ")
	}
	if spec, ok := problem.Lookup(p.Code); ok && spec.Area == problem.AreaACP {
		known.When = ui.Now().UTC().Format("2 Jan 2006, 15:04 UTC") // ACP's team looks it up in its logs
	}
	known = known.With(p.Facts)
	known.Words = strings.TrimRight(known.Words, ".") // the page ends the sentence
	texts := known.Placeholders()
	if say := sayLost(p.Facts.Lost); say != "" {
		texts["holds"] = say
	}
	if about := p.About(); about != "" {
		texts["subject"] = about
	}
	return texts
}

// Help is the guide's page for a step.
func Help(topic string) string {
	t, _ := assets.Topic(topic)
	return t.Markdown
}
