package setup

import (
	"context"
	"slices"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
)

// FromChoice is the source of an answer that the person chose in this run.
const FromChoice = "your choice"

// Outlook returns the work that looks at where a token for the GitLab at
// instanceURL would be kept; "" for any GitLab. It changes nothing.
func (s *State) Outlook(instanceURL string) func(context.Context, *web.Stack) (acp.Outlook, *problem.Problem) {
	session, api, project := s.PlannedSession(), s.Endpoint.API, s.Answers.Project.Value
	return func(ctx context.Context, stack *web.Stack) (acp.Outlook, *problem.Problem) {
		c, p := acp.NewClient(stack, api, session, project)
		if p != nil {
			return acp.Outlook{}, p
		}
		return c.Outlook(ctx, instanceURL)
	}
}

// PlannedSession is the session with all that was decided about where it keeps a
// token, by flags and by the person.
func (s *State) PlannedSession() acp.Session {
	session := s.Session
	session.Plan = s.Answers.Plan(session)
	session.Plan.Credential = s.credential
	if session.Plan.Store == "" {
		session.Plan.Store = s.store
	}
	session.Plan.Accept = append(slices.Clone(session.Plan.Accept), s.agreed...)
	return session
}

// InCredentials reports whether ACP keeps the token as a credential, as far as that
// is known: its pages are others then.
func (s *State) InCredentials() bool {
	return s.Endpoint.UI || s.PlannedSession().Plan.Store == acp.StoreCredentials
}

// HandPage is ACP's page for doing it by hand; "" where it is not known.
func (s *State) HandPage() string {
	if s.InCredentials() && !s.Endpoint.UI {
		return "" // Web has the pages of the other store
	}
	return s.Endpoint.IntegrationsPage()
}

// HandPageName is what ACP calls that page.
func (s *State) HandPageName() string {
	if s.InCredentials() {
		return "Credentials"
	}
	return "Integrations"
}

// Agree says that the person goes on in spite of these: at this ACP, as this
// account, in this store and project.
func (s *State) Agree(codes ...problem.Code) { s.agreed = append(s.agreed, codes...) }

// Agreed are the problems that the person goes on in spite of, each once.
func (s *State) Agreed() []problem.Code {
	codes := slices.Clone(s.agreed)
	slices.Sort(codes)
	return slices.Compact(codes)
}

// withdraw takes back what the person agreed to: it was about somewhere else.
func (s *State) withdraw() { s.agreed, s.credential, s.store = nil, "", "" }

// LookedAhead takes what ACP says of where it keeps tokens.
func (s *State) LookedAhead(o acp.Outlook) { s.store = o.Store }

// UseSession makes session the one that ACP is asked with.
func (s *State) UseSession(session acp.Session) {
	if !session.Bearer.Equal(s.Session.Bearer) || session.Origin != s.Session.Origin {
		s.withdraw()
	}
	s.Session = session
}

// FoundACP says where ACP is. What was chosen at another one is forgotten.
func (s *State) FoundACP(at acp.Endpoint) {
	if at.API != s.Endpoint.API {
		s.withdraw()
	}
	s.Endpoint = at
	if len(s.Answers.chosenAt) == 0 || s.Answers.chose(at.API) || s.Answers.chose(at.Web) {
		return
	}
	for _, from := range []string{FromMemory, FromChoice} {
		if s.Answers.Project.From == from {
			s.Answers.Project = Value{}
		}
		if s.Answers.StoreFrom == from {
			s.Answers.Store, s.Answers.StoreFrom = "", ""
		}
	}
	s.Answers.chosenAt, s.Answers.likely = nil, ""
}

// ChooseStore takes the store that the person chose; "" asks again.
func (s *State) ChooseStore(store acp.Store) {
	s.withdraw()
	s.Answers.Store, s.Answers.StoreFrom = store, ""
	if store != "" {
		s.Answers.StoreFrom = FromChoice
	}
	s.Answers.chosenAt = []string{s.Endpoint.API, s.Endpoint.Web}
}

// ChooseProject takes the project that the person chose.
func (s *State) ChooseProject(name string) {
	s.withdraw()
	s.Answers.Project = Value{Value: name, From: FromChoice}
	s.Answers.chosenAt = []string{s.Endpoint.API, s.Endpoint.Web}
}

// ChooseCredential takes the person's own credential that counts, by its number.
func (s *State) ChooseCredential(id string) { s.credential = id }

// accepts are the codes that may pass, by flags and by the person.
func (s *State) accepts() []problem.Code { return slices.Concat(s.Answers.Accept, s.agreed) }

func (g Answers) chose(address string) bool {
	return address != "" && slices.Contains(g.chosenAt, address)
}

// recallChoices takes over what the person chose at the same ACP last time.
func (g *Answers) recallChoices(m memory.Setup) {
	origin, p := acp.ParseAddress(g.ACP.Value)
	if p != nil && p.Severity == problem.Error || origin == "" || origin != m.ACP && origin != m.ACPWeb {
		return
	}
	if g.Project.IsZero() && m.Project != "" {
		g.Project = Value{Value: m.Project, From: FromMemory}
	}
	if g.Store == "" && m.Store != "" {
		g.Store, g.StoreFrom = acp.Store(m.Store), FromMemory
	}
	g.likely, g.chosenAt = m.Credential, []string{m.ACP, m.ACPWeb}
}
