package steps

import "acp-gitlab/steps/setup"

// whereTokenGoes says where a token that is pasted goes.
func whereTokenGoes(s *setup.State) string {
	to := "It goes to " + s.Instance.Host() + " to be checked"
	switch s.Flow {
	case setup.FlowCheck:
		return to + ", nowhere else, and is saved nowhere by this program."
	case setup.FlowTokens:
		return "Any token of yours with api or read_api will do. " + to + ", nowhere else, and is saved nowhere."
	}
	return to + ", later to ACP, and is saved nowhere by this program."
}
