package steps

import (
	"strconv"

	"acp-gitlab/ui"
)

// credentialSteps are what a person does in ACP's newer pages, which keep
// credentials and bind them to projects. GitLab has no field for an address there.
type credentialSteps struct {
	steps []handStep
	// done is the word for Enter once it is done, question asks for what ACP says
	// then.
	done, doneBriefly, question string
}

// handStep is one step on a page: as it is drawn, in few words, and in line mode
// behind "First, ".
type handStep struct{ text, brief, spoken string }

var toCredentials = handStep{
	"In the sidebar, open Configure, then Credentials",
	"Sidebar: Configure, Credentials",
	"in the sidebar, open Configure, then Credentials.",
}

var creatingCredential = credentialSteps{
	[]handStep{
		toCredentials,
		{
			"Press New Credential (in an empty list: Add Credential). Provider: GitLab", "New Credential; Provider: GitLab",
			"press New Credential, or Add Credential in an empty list, and choose GitLab as the provider.",
		},
		{"Name:  for example my-gitlab-pat", "Name, for example my-gitlab-pat", "enter a name, for example my-gitlab-pat."},
		{"Token: paste it once more", "Token: paste it once more", "paste the token once more as Token."},
		{"Press Create Credential", "Create Credential", "press Create Credential."},
		{
			"Tab Bindings: click the square of your project until it says Directly bound",
			"Tab Bindings: click the square of your project, until it says Directly bound",
			"open the tab Bindings and click the square of your project until it says Directly bound.",
		},
	},
	"it is bound", "bound", "Does Bindings say Directly bound?",
}

// rotatingCredential keeps the credential: bindings and running sessions hang on
// it.
var rotatingCredential = credentialSteps{
	[]handStep{
		toCredentials,
		{"Click the row of your GitLab credential, then Rotate Token", "Click your credential, Rotate Token", "click the row of your GitLab credential, then Rotate Token."},
		{"Enter new token: paste it once more, then press Rotate", "Paste the token, then Rotate", "paste the token once more as the new token, then press Rotate."},
		{"In the dialog, press Rotate Token. It must say Token rotated", "Rotate Token; must say Token rotated", "in the dialog, press Rotate Token. It must say Token rotated."},
	},
	"it is rotated", "rotated", "Does ACP say Token rotated?",
}

// credentials are the steps for what is being done.
func (m *connectByHand) credentials() credentialSteps {
	if m.setup.Rotating() {
		return rotatingCredential
	}
	return creatingCredential
}

// ordinals name the steps in line mode, and count them.
var (
	ordinals = []string{"First", "Second", "Third", "Fourth", "Fifth", "Sixth"}
	cardinal = map[int]string{4: "Four", 6: "Six"}
)

func (c credentialSteps) blocks(page string, room ui.Room) []ui.Block {
	title := cardinal[len(c.steps)] + " steps in ACP. Keep this window open."
	switch {
	case room.Lines:
		return c.spoken(title, page)
	case room.Narrow():
		blocks := []ui.Block{ui.Text{S: "In ACP. Keep this window open.", Strong: true}}
		for i, step := range c.steps {
			blocks = append(blocks, ui.Text{S: strconv.Itoa(i+1) + " " + step.brief})
		}
		return blocks
	}
	var facts ui.Facts
	for i, step := range c.steps {
		facts = append(facts, ui.Fact{Label: strconv.Itoa(i + 1), Text: step.text})
	}
	blocks := []ui.Block{ui.Text{S: title, Strong: true}, ui.Gap{}, facts[:1]}
	if page != "" {
		blocks = append(blocks, ui.Address{URL: page})
	}
	return append(blocks, facts[1:])
}

// spoken are the steps in sentences; the address of the page stands alone.
func (c credentialSteps) spoken(title, page string) []ui.Block {
	blocks := []ui.Block{ui.Text{S: title}}
	for i, step := range c.steps {
		say := ordinals[i] + ", " + step.spoken
		if i > 0 || page == "" {
			blocks = append(blocks, ui.Text{S: say})
			continue
		}
		blocks = append(blocks, ui.Text{S: say + " Its address is alone on the next line."}, ui.Address{URL: page})
	}
	return blocks
}
