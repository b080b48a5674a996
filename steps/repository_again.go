package steps

import (
	"slices"

	"acp-gitlab/ui"
)

// again is the repository that refused a Legacy token, where that is the one asked
// about now; "" otherwise.
func (m *repositoryCheck) again() string {
	if path := m.setup.FineGrainedFor; path != "" && len(m.setup.Repositories) == 0 && (m.typed == "" || m.typed == path) {
		return path
	}
	return ""
}

// againFirst is the list with that repository at its top.
func (m *repositoryCheck) againFirst(list []ui.Choice) []ui.Choice {
	path := m.again()
	if path == "" {
		return list
	}
	first := ui.Choice{Value: path, Label: path, Note: "the same again"}
	if i := slices.IndexFunc(list, func(o ui.Choice) bool { return o.Value == path }); i >= 0 {
		first, list = list[i], slices.Delete(slices.Clone(list), i, i+1)
	}
	return slices.Insert(list, 0, first)
}
