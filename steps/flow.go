package steps

import "acp-gitlab/ui"

// SettingUp is the wizard's main flow: the eight steps of the guide.
func SettingUp(w *World, s *Setup) []ui.Step {
	return offering(w, s, func() []ui.Step {
		return []ui.Step{
			NewFirst(w, s), NewTokenPage(w, s), NewScopes(w, s), NewPaste(w, s),
			NewValidation(w, s), NewRepositories(w, s), NewConnect(w, s), NewDone(w, s),
		}
	})
}
