package steps

import (
	"strconv"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// aheadScreen is what is asked, and said, before the session is used.
func (m *acpAccess) aheadScreen(room ui.Room) ui.Screen {
	switch m.mode {
	case accessStore:
		return m.storeScreen(room)
	case accessProject:
		return m.projectScreen(room)
	case accessCredential:
		return m.credentialScreen(room)
	case accessOutlook:
		return m.outlookScreen(room)
	}
	screen := m.findingScreen()
	screen.Blocks[0] = ui.Text{S: "Asking ACP where it keeps tokens...", Strong: true}
	return screen
}

func (m *acpAccess) choosing(title, note string, options []ui.Choice, chosen string) ui.Screen {
	blocks := []ui.Block{ui.Text{S: title, Strong: true}}
	if note != "" {
		blocks = append(blocks, ui.Text{S: note})
	}
	return ui.Screen{
		Blocks: append(blocks, ui.Gap{}, ui.Choices{ID: "ahead " + strconv.Itoa(m.shown), Options: options, Chosen: chosen}),
		Help:   words.Help("acp-credentials"),
		Keys:   []ui.Key{{Key: "enter", Does: "choose"}, {Key: "esc", Does: "back"}},
	}
}

func (m *acpAccess) storeScreen(room ui.Room) ui.Screen {
	use := m.action.outlook
	chosen := string(m.setup.Answers.Store)
	if chosen == "" {
		chosen = string(acp.StoreClassic)
	}
	note := ""
	if use.keeps {
		note = "I remember your choice for next time."
	}
	return m.choosing(use.askStore, note, []ui.Choice{
		{Value: string(acp.StoreClassic), Label: "Your connection", Note: room.Pick(use.byClassic, "one per person")},
		{Value: string(acp.StoreCredentials), Label: "A credential", Note: room.Pick(use.byProject, "for a project")},
	}, chosen)
}

func (m *acpAccess) projectScreen(room ui.Room) ui.Screen {
	var options []ui.Choice
	for _, name := range m.fittingProjects() {
		options = append(options, ui.Choice{Value: name, Label: name})
	}
	screen := m.choosing("Which ACP project should use the token?", "Sessions in that project get it.", options, m.outlook.Project)
	if len(m.outlook.Projects) <= fewProjects || room.Lines {
		return screen
	}
	field := ui.Field{ID: "acp-project " + strconv.Itoa(m.shown), Label: "Project", Hint: "type to search"}
	list := ui.Choices{ID: "ahead " + strconv.Itoa(m.shown) + " " + m.wanted, Options: options}
	if m.wanted == "" {
		list.Chosen = m.outlook.Project
	}
	screen.Blocks = append(screen.Blocks[:2], ui.Gap{}, field, ui.Gap{})
	if len(options) == 0 {
		screen.Blocks = append(screen.Blocks, ui.Text{S: "No match among your " + strconv.Itoa(len(m.outlook.Projects)) + " projects in ACP."})
		return screen
	}
	screen.Blocks = append(screen.Blocks, list)
	return screen
}

func (m *acpAccess) credentialScreen(room ui.Room) ui.Screen {
	var options []ui.Choice
	chosen := ""
	for _, c := range m.outlook.Mine {
		options = append(options, ui.Choice{Value: c.ID, Label: c.Name, Note: room.Pick(words.DescribeCredential(c), words.DescribeBound(c))})
		if chosen == "" || c.ID == m.outlook.Likely {
			chosen = c.ID
		}
	}
	return m.choosing(m.action.outlook.askWhich, "", options, chosen)
}

// outlookScreen says whose token it will be, where, and who will use it.
func (m *acpAccess) outlookScreen(room ui.Room) ui.Screen {
	o := m.outlook
	title := "Give ACP the token?"
	if o.Store == acp.StoreCredentials {
		title = "Give the token to project " + o.Project + "?"
	}
	blocks := []ui.Block{ui.Text{S: title, Strong: true}}
	if !room.Narrow() {
		blocks = append(blocks, ui.Text{S: "The token has not been sent to ACP yet."})
	}
	blocks = append(blocks, ui.Gap{}, words.OutlookFacts(o, m.setup.Session, m.setup.Instance.Host(), room))
	if list := m.warningsAhead(); len(list) > 0 {
		blocks = append(blocks, ui.Gap{}, list)
	}
	options, chosen := m.answersAhead()
	blocks = append(blocks, ui.Gap{}, ui.Choices{ID: "outlook " + strconv.Itoa(m.shown), Options: options, Chosen: chosen})
	if m.copied {
		blocks = append(blocks, ui.Text{S: "Sent to your clipboard. Not there? Select it with the mouse:", Drawn: true, Reply: true},
			ui.Text{S: m.messageAhead(), Indent: 2, Drawn: true})
	}
	return ui.Screen{Blocks: blocks, Keys: m.keysAhead(room), Help: m.helpAhead()}
}

// answersAhead are the answers, and the one that Enter takes: nothing is replaced
// or shared by Enter alone.
func (m *acpAccess) answersAhead() (options []ui.Choice, chosen string) {
	give := ui.Choice{Value: choiceStore, Label: "Give it"}
	if m.outlook.Own != nil {
		give.Label = "Replace the token there"
	}
	if !m.needsYes() {
		options, chosen = append(options, give), choiceStore
	}
	if len(m.outlook.Projects) > 1 {
		options = append(options, ui.Choice{Value: choiceProject, Label: "Choose another project", Key: "p"})
	}
	options = append(options, ui.Choice{Value: choiceBack, Label: "Cancel"})
	if m.needsYes() {
		give.Key = "y"
		options, chosen = append(options, give), choiceBack
	}
	return options, chosen
}

func (m *acpAccess) keysAhead(room ui.Room) []ui.Key {
	keys := []ui.Key{{Key: "enter", Does: "choose"}}
	if m.needsYes() {
		does := "give it"
		if m.outlook.Own != nil {
			does = "replace"
		}
		keys = append(keys, ui.Key{Key: "y", Does: does})
	}
	if len(m.outlook.Projects) > 1 {
		keys = append(keys, ui.Key{Key: "p", Does: lineWords(room, "choose another project", "project")})
	}
	if len(m.outlook.Stores) > 1 {
		keys = append(keys, ui.Key{Key: "t", Does: lineWords(room, "keep it in another way", "store")})
	}
	if m.messageAhead() != "" {
		keys = append(keys, ui.Key{Key: "c", Does: lineWords(room, "copy a message about it", "copy message")})
	}
	return append(keys, ui.Key{Key: "esc", Does: "back"})
}

// warningsAhead are the lines of what stands against it, by name.
func (m *acpAccess) warningsAhead() ui.Checklist {
	var list ui.Checklist
	for _, p := range m.outlook.Objections {
		list = append(list, ui.Line{State: ui.Warn, Text: words.Page(m.setup, p).Title, Code: string(p.Code)})
	}
	if side := m.outlook.View.Sidecars; len(side) > 0 {
		list = append(list, ui.Line{State: ui.Warn, Text: words.SidecarsBound(side)})
	}
	return list
}

func (m *acpAccess) firstAhead() *problem.Problem {
	if len(m.outlook.Objections) == 0 {
		return nil
	}
	return m.outlook.Objections[0]
}

func (m *acpAccess) messageAhead() string {
	if p := m.firstAhead(); p != nil {
		return words.Page(m.setup, p).Message
	}
	return ""
}

func (m *acpAccess) helpAhead() string {
	if p := m.firstAhead(); p != nil {
		return words.Page(m.setup, p).Markdown
	}
	return words.Help("acp-credentials")
}

// readyAhead are the lines before ACP is asked where it keeps tokens.
func (m *acpAccess) readyAhead() []ui.Block {
	blocks := []ui.Block{
		ui.Text{S: m.action.outlook.ready, Strong: true},
		ui.Gap{},
		append(ui.Facts{}, m.sessionFacts()...),
	}
	if m.canceled {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "Canceled. Nothing was changed in ACP. To choose another way, go back.", Reply: true})
	}
	return blocks
}
