package words

import (
	"strings"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// OutlookFacts are the lines about where a token would be kept: whose it is, in
// which project, what is there by now, and who will use it.
func OutlookFacts(o acp.Outlook, s acp.Session, host string, room ui.Room) ui.Facts {
	facts := ui.Facts{{Label: "account", Text: DescribeAccount(o.Account, s)}}
	if o.Store != acp.StoreCredentials {
		return append(facts, ui.Fact{Label: "keeps", Text: room.Pick("one connection, for that account only", "one connection")})
	}
	facts = append(facts, ui.Fact{Label: "project", Text: o.Project + room.Pick(describeLevel(o.View.Level), "")})
	stored := "no credential of yours for " + host
	id := ""
	if o.Own != nil {
		id = o.Own.ID
		stored = o.Own.Name + ", " + DescribeCredential(*o.Own)
	}
	if !room.Narrow() || o.Own != nil {
		facts = append(facts, ui.Fact{Label: "stored", Text: stored})
	}
	if beside := o.View.Beside(id); !room.Narrow() || beside != (acp.Beside{}) {
		facts = append(facts, ui.Fact{Label: "bound", Text: DescribeBeside(beside)})
	}
	if room.Narrow() && len(o.View.Others) > 0 {
		return append(facts, ui.Fact{Label: "members", Text: "you and " + All(o.View.Others)})
	}
	return append(facts, ui.Fact{Label: "members", Text: DescribeMembers(o.View.Others)})
}

// AccountOf says for whom ACP keeps a connection that is made with the session, as
// far as the session itself tells it; "" where ACP has to be asked.
func AccountOf(s acp.Session) string {
	switch s.Kind {
	case acp.AccessKey, acp.SSO:
		return DescribeAccount(acp.Account{Name: s.Account}, s)
	case acp.ServiceAccount, acp.OC, acp.UnknownSession:
	}
	return ""
}

// DescribeAccount says for whom ACP keeps it, and by which session.
func DescribeAccount(a acp.Account, s acp.Session) string {
	switch {
	case a.Name == "" && s.Kind == acp.AccessKey:
		return "the person who created the access key"
	case a.Name == "":
		return "not known: ACP does not say"
	case s.Kind == acp.SSO && s.Whose != "" && s.Whose != a.Name:
		return a.Name + " (" + s.Whose + ")"
	}
	return a.Name
}

func describeLevel(level string) string {
	switch level {
	case "owner":
		return ", where you are an owner"
	case "editor":
		return ", where you are an editor"
	}
	return ""
}

// DescribeMembers says who else uses what is bound to a project.
func DescribeMembers(others []string) string {
	if len(others) == 0 {
		return "only you"
	}
	return "you and " + All(others) + "; their sessions push as you"
}

// DescribeBeside says what else is bound to a project.
func DescribeBeside(b acp.Beside) string {
	var parts []string
	if b.GitLab > 0 {
		parts = append(parts, Count(b.GitLab, "GitLab credential"))
	}
	if b.Unreadable > 0 {
		parts = append(parts, Count(b.Unreadable, "credential")+" that you cannot read")
	}
	if b.Other > 0 {
		parts = append(parts, Count(b.Other, "credential")+" of other services")
	}
	if len(parts) == 0 {
		return "no other GitLab credential"
	}
	return strings.Join(parts, ", ")
}

// DescribeCredential says where a credential is used, and since when it is as it is.
func DescribeCredential(c acp.Credential) string {
	say := DescribeBound(c)
	if !c.UpdatedAt.IsZero() {
		say += ", saved " + setup.Day(c.UpdatedAt)
	}
	return say
}

// DescribeBound says where a credential is used.
func DescribeBound(c acp.Credential) string {
	switch {
	case len(c.Projects) > 0 && c.Agents > 0:
		return "used in " + All(c.Projects) + " and " + Count(c.Agents, "agent")
	case len(c.Projects) > 0:
		return "used in " + All(c.Projects)
	case c.Agents > 0:
		return "used in " + Count(c.Agents, "agent")
	}
	return "not used in any project"
}

// SidecarsBound says that other credentials of a project keep a GitLab token away
// from its sessions.
func SidecarsBound(providers []string) string {
	return "A " + All(providers) + " credential is bound there. Sessions with it may get no GitLab token."
}

// BesideRows is the warning of SidecarsBound for what ACP holds, where it is due.
func BesideRows(c acp.Connection) ui.Checklist {
	if c.Stored == nil || len(c.Stored.View.Sidecars) == 0 {
		return nil
	}
	return ui.Checklist{{State: ui.Warn, Text: SidecarsBound(c.Stored.View.Sidecars)}}
}

// whyUnused says why no session uses a credential that is stored.
func whyUnused(h acp.Held) string {
	switch {
	case h.Bound:
		return "behind an older one in project " + h.Project
	case h.Project == "":
		return "not used in any project"
	}
	return "not used in project " + h.Project
}

// DescribeRemoved says what ACP shows after a disconnect: of a connection, or of
// the credential h. left are the bindings that are still there.
func DescribeRemoved(h *acp.Held, left []*problem.Problem) string {
	switch {
	case h == nil:
		return "ACP has no GitLab connection for you."
	case problem.Stops(left):
		return "sessions in " + h.Project + " no longer get the token."
	case len(left) > 0:
		return "ACP has emptied and deleted the credential."
	}
	return "ACP has deleted the credential. No project uses it."
}

// StoreLabel tells the two stores apart where an ACP has both.
func StoreLabel(c acp.Connection) string {
	if c.Stored != nil {
		return "credential"
	}
	return "connection"
}

// DescribeStore says what the other one of two stores has.
func DescribeStore(c acp.Connection) string {
	if c.Has() {
		return ACPHolds(c)
	}
	return "none of yours"
}
