package steps

import (
	"slices"
	"time"

	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/memory"
)

// FromMemory is the source of an answer that the last setup left.
const FromMemory = "your last setup"

// Remember returns what a setup that ended well leaves for next time. No
// secret is in it: a token that was given the token's own value as its name
// loses the name.
func Remember(s *Setup, now time.Time) memory.Memory {
	m := memory.Memory{Setup: answers(s), SetUpAt: now}
	if s.Outcome == Connected {
		m.SavedAt = s.Connection.UpdatedAt
	}
	if in := s.Inspected; in != nil {
		m.Token = memory.Token{ID: in.Token.ID, Name: secret.NewScrubber(s.Token).Scrub(in.Token.Name)}
		if in.Token.ExpiresAt != nil {
			m.Token.Ends = *in.Token.ExpiresAt
		}
		if in.User != nil {
			m.User = in.User.Username
		}
	}
	return m
}

func answers(s *Setup) memory.Setup {
	a := memory.Setup{
		GitLab: s.Instance.URL(), ACP: s.Place.API, ACPWeb: s.Place.Web,
		Project: s.Given.Project.Value, CAFile: s.CAFile.Value,
	}
	for _, r := range s.Repositories {
		a.Repositories = append(a.Repositories, r.Path)
	}
	return a
}

// Recall fills in what was not given from an earlier setup. A token of the
// environment is not for a GitLab that only memory names: TokenByFlag decides
// as ever.
func (g *Given) Recall(m memory.Setup) {
	recall := func(to *Sourced, value string) {
		if to.IsZero() && value != "" {
			*to = Sourced{Value: value, From: FromMemory}
		}
	}
	recall(&g.GitLab, m.GitLab)
	acp := m.ACP
	if acp == "" {
		acp = m.ACPWeb
	}
	if g.ACP.IsZero() {
		recall(&g.Project, m.Project)
	}
	recall(&g.ACP, acp)
	if len(g.Repositories) == 0 && origin(g.GitLab.Value) == origin(m.GitLab) {
		g.Repositories = m.Repositories
	}
}

// Recall fills in what was not given from what earlier setups left: one that
// was interrupted counts before one that ended well.
func (w *World) Recall(g *Given) {
	if i := w.Memory.Interrupted; i != nil {
		g.Recall(i.Setup)
	}
	g.Recall(w.Memory.Setup)
}

// endedWell reports whether ACP has the token now, as far as this run knows.
func endedWell(s *Setup) bool { return s.Outcome == Connected || s.Outcome == InBrowser }

// save remembers a setup that ended well. It reads and writes a file, so it
// runs in a task.
func (w *World) save(m memory.Memory) error { return memory.Save(w.Config, m) }

// stations are the steps of setting up, in their order.
var stations = []string{
	IDInstance, IDTokenPage, IDScopes, IDPaste, IDValidation, IDRepository, IDConnect, IDDone,
}

// RememberEnd remembers how the wizard ended at its step n: a setup that ended
// well, if the last screen has not done so, else where it was interrupted. A
// run in which no GitLab was found, and one that kept ACP's old connection on
// purpose, leaves nothing.
func RememberEnd(w *World, s *Setup, n int) error {
	switch {
	case w.Config == "" || s.Remembered:
		return nil
	case endedWell(s):
		return w.save(Remember(s, w.Now()))
	case s.Instance.IsZero(), s.Outcome == KeptOld, n < 1 || n > len(stations):
		return nil
	}
	m, _ := memory.Load(w.Config)
	m.Interrupted = &memory.Interrupted{Setup: answers(s), Step: stations[n-1], At: w.Now()}
	return w.save(m)
}

// resumeAt is the step at which an interrupted setup goes on: no secret is
// kept, so the paste at the latest.
func resumeAt(left string) string {
	i, paste := slices.Index(stations, left), slices.Index(stations, IDPaste)
	if i < 1 || i > paste {
		return IDPaste
	}
	return left
}
