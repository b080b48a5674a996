package words

import (
	"strings"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// tokenFine is how a page says that no new token is needed.
const tokenFine = "Your GitLab token is fine."

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
	page = page.Fill(Vars(s, p))
	if s.Token.IsZero() && s.Answers.Token.IsZero() {
		// There is none yet to be fine.
		page.Title = strings.ReplaceAll(page.Title, " "+tokenFine, "")
		page.Why = strings.TrimSpace(strings.ReplaceAll(page.Why, tokenFine, ""))
	}
	return page
}

// Vars are the words that fill the page of p.
func Vars(s *setup.State, p *problem.Problem) map[string]string {
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
	if s.Endpoint.API != "" {
		v["acp"] = s.Endpoint.API
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

// Help is the guide's page for a step.
func Help(topic string) string {
	t, _ := assets.Topic(topic)
	return t.Markdown
}
