package acp

import (
	"context"
	"slices"

	"acp-gitlab/gitlab/problem"
)

// Outlook is where a token would be kept, and who would use it: what a person
// reads before anything is sent there.
type Outlook struct {
	// Stores are those that there are, Store the one that counts; "" where one of
	// several is to be chosen.
	Stores []Store
	Store  Store
	// Account is whose connection it is.
	Account Account

	// Projects are those that the person has a role in, Project the one that
	// counts; "" where one of several is to be chosen.
	Projects []string
	Project  string
	// View is what stands in that project.
	View ProjectView
	// Mine are the person's own credentials for the GitLab. Own is the one that
	// takes the token; nil for a new one, or where one of several is to be chosen.
	Mine []Credential
	Own  *Credential
	// Likely is the number of the one that is likely meant, "" for any of Mine.
	Likely string
	// Objections are what stands against it, some of which may be accepted.
	Objections []*problem.Problem
}

// Outlook looks at where a token for the GitLab at instanceURL would be kept,
// with what was decided by now. It changes nothing.
func (c *Client) Outlook(ctx context.Context, instanceURL string) (Outlook, *problem.Problem) {
	found, p := c.stores(ctx)
	if p != nil {
		return Outlook{}, p
	}
	out := Outlook{Stores: found.Has(), Store: c.session.Plan.Store}
	if out.Store == "" && len(out.Stores) == 1 {
		out.Store = out.Stores[0]
	}
	switch out.Store {
	case "":
		return out, nil
	case StoreClassic:
		out.Account = c.Account(ctx, c.session.Plan.Accounts)
		if out.Account.Problem != nil {
			out.Objections = append(out.Objections, out.Account.Problem)
		}
		return out, nil
	}
	s, p := c.takeStore(found)
	if p != nil {
		return out, p
	}
	out.Account = Account{Name: s.Me}
	return out, c.outlookOf(ctx, s, instanceURL, &out)
}

// outlookOf fills in what the credential store says.
func (c *Client) outlookOf(ctx context.Context, s *CredentialStore, instanceURL string, out *Outlook) *problem.Problem {
	var p *problem.Problem
	if out.Projects, p = s.Projects(ctx); p != nil {
		return p
	}
	if out.Mine, p = s.Mine(ctx, instanceURL); p != nil {
		return p
	}
	if out.Project = c.project; out.Project == "" && len(out.Projects) == 1 {
		out.Project = out.Projects[0]
	}
	own := c.session.Plan.choose(out.Mine, out.Project)
	if own != nil {
		out.Likely = own.ID
	}
	switch {
	case out.Project == "" && len(out.Projects) == 0:
		return problem.New(problem.ACPProjectRole, "").Because("GET " + storeRoot + "/projects: 0").
			With(problem.Facts{ACP: hostOf(c.origin), Hint: "You have no project in ACP.", Role: "no project"})
	case out.Project == "":
		return nil
	}
	if out.View, p = s.View(ctx, out.Project); p != nil {
		return p
	}
	if out.Own = own; len(out.Mine) > 1 && !c.session.Plan.names(out.Mine) {
		out.Own = nil // which of them counts is the person's to say
		return nil
	}
	out.Objections = s.Objections(out.View, out.Own)
	return nil
}

// AsksStore reports whether the person has to choose between stores, AsksProject
// between projects, AsksCredential between credentials of their own.
func (o Outlook) AsksStore() bool { return o.Store == "" }

// AsksProject is one of the questions that AsksStore names.
func (o Outlook) AsksProject() bool { return o.Store == StoreCredentials && o.Project == "" }

// AsksCredential is one of the questions that AsksStore names.
func (o Outlook) AsksCredential() bool {
	return o.Store == StoreCredentials && o.Own == nil && len(o.Mine) > 1
}

// choose is Choose, with the credential that was decided on where it is among
// mine. The likely one comes before others of which as much is true. All of mine
// are proven to be the person's own.
func (p Plan) choose(mine []Credential, project string) *Credential {
	if i := p.index(mine); i >= 0 {
		return &mine[i]
	}
	own := Choose(mine, project)
	for i := range mine {
		if p.Likely != "" && mine[i].ID == p.Likely && mine[i].In(project) == own.In(project) {
			return &mine[i]
		}
	}
	return own
}

// names reports whether it was decided which of mine counts.
func (p Plan) names(mine []Credential) bool { return p.index(mine) >= 0 }

func (p Plan) index(mine []Credential) int {
	return slices.IndexFunc(mine, func(c Credential) bool { return p.Credential != "" && c.ID == p.Credential })
}

// Beside is what else is bound to a project, in numbers: GitLab credentials,
// those that cannot be read, and those of other services.
type Beside struct{ GitLab, Unreadable, Other int }

// Beside counts the bindings of the project but that of the credential with this
// number. One whose credential is gone counts for nothing.
func (v ProjectView) Beside(credential string) Beside {
	var b Beside
	for _, row := range v.bound {
		if row.CredentialID == credential {
			continue
		}
		switch v.known[row.CredentialID] {
		case bindingGitLab:
			b.GitLab++
		case bindingUnreadable:
			b.Unreadable++
		case bindingOther:
			b.Other++
		case bindingGone:
		}
	}
	return b
}
