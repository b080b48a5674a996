package steps

import (
	"strings"

	"acp-gitlab/gitlab"
	"acp-gitlab/ui"
)

// choices lists what was given, GitLab.com, the remotes of the folder, and the
// way to type an address. A remote is offered, never chosen by itself: a
// folder that was cloned must not decide where a token goes.
func (m *Instance) choices(room ui.Room) (list []ui.Choice, chosen string) {
	dotCom := gitlab.DotCom.URL()
	chosen = dotCom
	seen := map[string]bool{dotCom: true}
	if g := m.setup.Given.GitLab; !g.IsZero() {
		chosen = g.Value
		if a, p := gitlab.ParseAddress(g.Value); p == nil && a.Origin.URL() == dotCom {
			chosen = dotCom
		} else {
			label := bare(g.Value)
			if p != nil { // it may hold a password: its source names it
				label = "the address given there"
			}
			list = append(list, ui.Choice{Value: g.Value, Label: label, Note: "from " + g.From})
			seen[origin(g.Value)] = true
		}
	}
	list = append(list, ui.Choice{Value: dotCom, Label: "GitLab.com"})
	for _, r := range m.remotes {
		url := r.Instance.URL()
		if seen[url] {
			continue
		}
		seen[url] = true
		list = append(list, ui.Choice{Value: url, Label: r.Instance.Host(), Note: room.Pick("a remote of this folder", "this folder")})
	}
	return append(list, ui.Choice{
		Value: anotherAddress, Label: "Another address",
		Note: room.Pick("paste any page of it, even the sign-in page", ""),
	}), chosen
}

func bare(address string) string { return strings.TrimPrefix(address, "https://") }

func origin(address string) string {
	a, p := gitlab.ParseAddress(address)
	if p != nil {
		return address
	}
	return a.Origin.URL()
}

// originOf is an instance without its root path.
func originOf(in gitlab.Instance) string { return strings.TrimSuffix(in.URL(), in.Root()) }
