package steps

import "acp-gitlab/ui"

// browserSpoken are the five things in ACP, for line mode.
func (m *Connect) browserSpoken(page string) []ui.Block {
	blocks := []ui.Block{ui.Text{S: "Five small things in ACP. Leave this window open."}}
	first := "First, open Integrations, at the top of the page; in older ACPs it is in the menu of your picture."
	if page == "" {
		blocks = append(blocks, ui.Text{S: first})
	} else {
		blocks = append(blocks, ui.Text{S: first + " Its address is alone on the next line."}, ui.Address{URL: page})
	}
	return append(blocks,
		ui.Text{S: "Second, at GitLab press Connect GitLab. Where it says Connected already, Edit replaces that."},
		ui.Text{S: "Third, GitLab Instance URL takes the address on the next line, without a slash at the end."},
		ui.Address{URL: m.setup.Instance.URL()},
		ui.Text{S: "Fourth, paste the token once more as Personal Access Token."},
		ui.Text{S: "Fifth, press Save Credentials. The card must say Connected and name your GitLab."})
}
