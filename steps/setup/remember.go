package setup

import (
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/memory"
)

// Dropped is what an ACP was made to forget.
type Dropped struct {
	// API is the origin of that ACP.
	API string
	// Project is the one that it was for, "" for any.
	Project string
	// Credential is its number in the credential store, "" in the classic one.
	Credential string
	// All says that it went out of every project.
	All bool
}

// DroppedFrom is the connection held, as ACP is made to forget it: in project,
// unless all is said.
func DroppedFrom(api, project string, held *acp.Connection, all bool) Dropped {
	d := Dropped{API: api, Project: project, All: all}
	if held != nil && held.Stored != nil {
		d.Credential = held.Stored.Credential.ID
		if d.Project == "" {
			d.Project = held.Stored.Project
		}
	}
	return d
}

// was reports whether it was the connection of the setup s, as far as that is
// remembered.
func (d Dropped) was(s memory.Setup) bool {
	same := func(a, b string) bool { return a == "" || b == "" || a == b }
	classic := d.Credential == ""
	switch {
	case !same(s.ACP, d.API), classic && s.Credential != "":
		return false
	case classic:
		return s.Store != string(acp.StoreCredentials) && same(s.Project, d.Project)
	}
	return s.Store != string(acp.StoreClassic) && same(s.Credential, d.Credential) && (d.All || same(s.Project, d.Project))
}

// ForgetConnection notes for next time that the remembered setup is connected
// no more, if d was its connection. It reads and writes a file, so it runs in a
// task.
func (w *Env) ForgetConnection(d Dropped) {
	w.Alter(Disconnection(d, w.Now()))
}

// Disconnection is what is remembered differently once d has been dropped.
func Disconnection(d Dropped, now time.Time) func(*memory.Memory) {
	return func(m *memory.Memory) {
		if d.was(m.Setup) {
			m.DisconnectedAt = now
		}
	}
}

// Remember returns what a setup that ended well leaves for next time. No
// secret is in it: a token that was given the token's own value as its name
// loses the name.
func Remember(s *State, now time.Time) memory.Memory {
	m := memory.Memory{Setup: answers(s), SetUpAt: now}
	if s.Outcome() == Connected {
		m.SavedAt = s.connection.UpdatedAt
	}
	if in := s.inspected; in != nil {
		m.Token = memory.Token{ID: in.Token.ID, Name: secret.NewScrubber(s.token).Scrub(in.Token.Name)}
		if in.Token.ExpiresAt != nil {
			m.Token.Ends = *in.Token.ExpiresAt
		}
		if in.User != nil {
			m.User = in.User.Username
		}
	}
	return m
}

func answers(s *State) memory.Setup {
	a := memory.Setup{
		GitLab: s.Instance.URL(), ACP: s.Endpoint.API, ACPWeb: s.Endpoint.Web,
		Project: s.Answers.Project.Value, Store: string(s.Answers.Store), CAFile: s.CAFile.Value,
	}
	if h := s.connection.Stored; h != nil {
		a.Credential = h.Credential.ID
	}
	for _, r := range s.Repositories {
		a.Repositories = append(a.Repositories, r.Path)
	}
	return a
}

// Save remembers a setup that ended well. It reads and writes a file, so it
// runs in a task.
func (w *Env) Save(m memory.Memory) error { return memory.Save(w.Config, m) }

// RememberEnd remembers how the wizard ended at its step n: a setup that ended
// well, if the last screen has not done so, else where it was interrupted. A
// run in which no GitLab was found, and one that kept ACP's old connection on
// purpose, leaves nothing.
func RememberEnd(w *Env, s *State, n int) error {
	switch {
	case w.Config == "" || s.Remembered:
		return nil
	case EndedWell(s):
		return w.Save(Remember(s, w.Now()))
	case s.Instance.IsZero(), s.Outcome() == KeptOld, n < 1 || n > len(StepOrder):
		return nil
	}
	m, _ := memory.Load(w.Config)
	m.Interrupted = &memory.Interrupted{Setup: answers(s), Step: StepOrder[n-1], At: w.Now()}
	return w.Save(m)
}

// Alter changes what is remembered, if anything is. It reads and writes a
// file, so it runs in a task.
func (w *Env) Alter(change func(*memory.Memory)) {
	_ = Alter(w.Config, change) // what is remembered is a help, no more
}

// Alter changes what is remembered in dir, if anything is.
func Alter(dir string, change func(*memory.Memory)) error {
	m, _ := memory.Load(dir)
	if !m.HasSetup() {
		return nil
	}
	change(&m)
	return memory.Save(dir, m)
}
