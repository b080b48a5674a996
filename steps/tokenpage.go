package steps

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/ui"
)

type tokenPageMode int

const (
	pageAddress tokenPageMode = iota
	pageByMenu
	pageDate
	pageOwnDate
)

// ownDate is the value of the choice that leads to typing a date.
const ownDate = "date"

// TokenPage is step 2: the page at GitLab where the token is made, with its
// address, and the three acts on it, read before a browser covers them.
type TokenPage struct {
	world *World
	setup *Setup

	mode     tokenPageMode
	at       int // which of the known addresses is shown
	asked    bool
	sent     bool
	openFail string
	dateLine string
}

// NewTokenPage returns step 2.
func NewTokenPage(w *World, s *Setup) *TokenPage { return &TokenPage{world: w, setup: s} }

// ID implements ui.Step.
func (*TokenPage) ID() string { return IDTokenPage }

// Title implements ui.Step.
func (*TokenPage) Title() string { return "Token page" }

// Enter implements ui.Step.
func (m *TokenPage) Enter(context.Context) tea.Cmd {
	m.mode, m.asked, m.sent, m.openFail = pageAddress, false, false, ""
	return nil
}

func tokenName(s *Setup) string {
	if s.Given.TokenName != "" {
		return s.Given.TokenName
	}
	return gitlab.TokenName
}

func (m *TokenPage) pages() []gitlab.TokenPage {
	return gitlab.TokenPages(m.setup.Instance, tokenName(m.setup), m.setup.Scopes)
}

// url is the address shown now.
func (m *TokenPage) url() string {
	pages := m.pages()
	return pages[min(m.at, len(pages)-1)].URL
}

// Update implements ui.Step.
func (m *TokenPage) Update(_ context.Context, msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case ui.Pressed:
		return m.pressed(msg.Key)
	case ui.Submitted:
		m.dateChosen(msg)
	case ui.Edited:
		m.dateLine = ""
	}
	return nil
}

func (m *TokenPage) pressed(key string) tea.Cmd {
	if m.mode != pageAddress {
		return m.pressedBeside(key)
	}
	switch key {
	case "enter":
		return m.openAndGoOn()
	case "o":
		m.open()
	case "c":
		m.sent = true
		return ui.Do(ui.Copy{Text: m.url()})
	case "p":
		return ui.Do(m.printed())
	case "n":
		m.nextAddress()
	case "h":
		m.mode = pageByMenu
	case "d":
		m.mode = pageDate
	case "t":
		return ui.Do(ui.GoTo{ID: IDPaste})
	}
	return nil
}

func (m *TokenPage) pressedBeside(key string) tea.Cmd {
	switch {
	case key == "c" && m.mode == pageByMenu:
		m.sent = true
		return ui.Do(ui.Copy{Text: m.missingPage().Message})
	case key == "esc" && m.mode == pageOwnDate:
		m.mode = pageDate
	case key == "esc", key == "enter":
		m.mode = pageAddress
	}
	return nil
}

// openAndGoOn opens the page where a browser can be started, and goes on: the
// next screen is read beside the page.
func (m *TokenPage) openAndGoOn() tea.Cmd {
	if !m.setup.tokenIsHere() {
		if ok, _ := m.world.Browser.MayOpen(); ok && !m.asked {
			m.open()
			if m.openFail != "" {
				return nil
			}
		}
	}
	return ui.Do(ui.Next{})
}

func (m *TokenPage) open() {
	m.openFail = ""
	if ok, _ := m.world.Browser.MayOpen(); !ok {
		return
	}
	if err := m.world.Browser.Open(m.url()); err != nil {
		m.openFail = "No browser could be started here. The address works on any computer."
		return
	}
	m.asked = true
}

func (m *TokenPage) nextAddress() {
	m.asked, m.sent = false, false
	m.at++
	if m.at == len(m.pages()) {
		m.at, m.mode = 0, pageByMenu
	}
}

func (m *TokenPage) printed() ui.Print {
	return ui.Print{Lines: []string{
		"The token page of " + m.setup.Instance.Host() + ", on one line:", "", m.url(),
	}}
}

func (m *TokenPage) dateChosen(in ui.Submitted) {
	if m.mode == pageOwnDate {
		m.takeDate(strings.TrimSpace(in.Text()))
		return
	}
	if in.Choice == ownDate {
		m.mode = pageOwnDate
		return
	}
	var days int
	if _, err := fmt.Sscan(in.Choice, &days); err == nil {
		m.setup.EndDate = gitlab.EndDate(m.world.Now(), days)
	}
	m.mode = pageAddress
}

func (m *TokenPage) takeDate(text string) {
	d, err := gitlab.ParseDate(text)
	switch {
	case err != nil:
		m.dateLine = "Write it as 2027-02-20: year, month, day."
	case d.DaysFrom(m.world.Now()) < 1:
		m.dateLine = "That day is over or today. Take one that is still to come."
	default:
		m.setup.EndDate, m.mode = d, pageAddress
	}
}

func (m *TokenPage) missingPage() assets.Page {
	page, _ := assets.Problem(string(problem.TokenPageMissing))
	return page.Fill(vars(m.setup, problem.New(problem.TokenPageMissing, m.setup.Instance.Host())))
}

// Screen implements ui.Step.
func (m *TokenPage) Screen(room ui.Room) ui.Screen {
	switch m.mode {
	case pageByMenu:
		return m.menuScreen()
	case pageDate:
		return m.dateScreen()
	case pageOwnDate:
		return m.ownDateScreen()
	}
	if m.setup.tokenIsHere() {
		return m.broughtScreen()
	}
	return m.addressScreen(room)
}

func (m *TokenPage) broughtScreen() ui.Screen {
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "You brought a token (from " + m.setup.Given.TokenFrom + "). Enter goes on with it.", Strong: true},
			ui.Gap{},
			ui.Text{S: "The page where tokens are made, should you need a new one:"},
			ui.Address{URL: m.url()},
		},
		Keys: m.keys("go on", false), Help: help("step-token-page"),
	}
}

func (m *TokenPage) addressScreen(room ui.Room) ui.Screen {
	canOpen, why := m.world.Browser.MayOpen()
	enter := "open, go on"
	if !canOpen || m.asked {
		enter = "go on"
	}
	return ui.Screen{Blocks: m.addressBlocks(room, canOpen, why), Keys: m.keys(enter, canOpen), Help: help("step-token-page")}
}

func (m *TokenPage) addressBlocks(room ui.Room, canOpen bool, why string) []ui.Block {
	var blocks []ui.Block
	if !room.Narrow() {
		blocks = append(blocks, ui.Text{S: "GitLab will give you a token: a password that only ACP uses.", Strong: true})
	}
	blocks = append(blocks, ui.Text{S: m.addressLine(room, canOpen, why)})
	blocks = append(blocks, ui.Gap{}, ui.Address{URL: m.url()}, ui.Gap{})
	blocks = append(blocks, m.actsOnPage(room)...)
	blocks = append(blocks, ui.Gap{})
	return append(blocks, m.notes(room)...)
}

// addressLine says what the address is for; after `n`, for whom.
func (m *TokenPage) addressLine(room ui.Room, canOpen bool, why string) string {
	symptom := m.pages()[m.at].Symptom
	switch {
	case m.at > 0 && symptom != "":
		return symptom
	case canOpen:
		return room.Pick("Enter opens this page in your browser, name and scopes filled in:", "Enter opens this page, filled in:")
	default:
		return room.Pick("Open this address in the browser of the computer in front of you; I cannot open one from here ("+why+"):",
			"Open it in your browser ("+why+"):")
	}
}

func (m *TokenPage) actsOnPage(room ui.Room) []ui.Block {
	date := m.setup.EndDate
	days := inDays(date.DaysFrom(m.world.Now()))
	if room.Narrow() {
		return []ui.Block{
			ui.Text{S: "1 sign in (form empty then? open again)"},
			ui.Text{S: "2 end date " + date.String() + ", " + days},
			ui.Text{S: "3 Create token, copy it, leave it open"},
		}
	}
	return []ui.Block{
		ui.Facts{
			{Label: "There: 1", Text: "sign in, if GitLab asks (form empty then? open the address again)"},
			{Label: "       2", Text: fmt.Sprintf("set the end date: %s (%s), %s", date.Words(), date, days)},
			{Label: "       3", Text: "press Create token, then the copy sign beside the new token"},
		},
		ui.Text{S: "Leave that page open: GitLab shows the token only this once."},
	}
}

func (m *TokenPage) notes(room ui.Room) []ui.Block {
	switch {
	case m.openFail != "":
		return []ui.Block{ui.Text{S: m.openFail}}
	case m.sent:
		return []ui.Block{ui.Text{S: "Sent to your clipboard. Not there? Press p and select it with the mouse."}}
	case m.asked:
		return []ui.Block{ui.Text{S: "Asked your browser to open it. Nothing came? The address works on any computer."}}
	case room.Narrow():
		return []ui.Block{ui.Text{S: "n page looks different · h by menu"}, ui.Text{S: "t I have a token · p print the address"}}
	}
	own := "t  paste a token you made before"
	switch given := m.setup.Given; {
	case given.TokenSpare:
		own = "t  go on to the paste; " + given.TokenFrom + " can lend you a token"
	case !given.Token.IsZero():
		own = "t  use the one in " + m.setup.Given.TokenFrom
	}
	return []ui.Block{ui.Facts{
		{Label: "Looks different?", Text: "n  not found, or nothing filled in     h  the way by menu"},
		{Label: "Have one already?", Text: own},
	}}
}

func (m *TokenPage) keys(enter string, canOpen bool) []ui.Key {
	keys := []ui.Key{{Key: "enter", Does: enter}}
	if canOpen {
		keys = append(keys, ui.Key{Key: "o", Does: "open"})
	}
	return append(keys,
		ui.Key{Key: "c", Does: "copy"}, ui.Key{Key: "p", Does: "print"}, ui.Key{Key: "d", Does: "date"},
		ui.Key{Key: "n", Does: "next known address", Hidden: true}, ui.Key{Key: "h", Does: "the way by menu", Hidden: true},
		ui.Key{Key: "t", Does: "I have a token", Hidden: true})
}

func (m *TokenPage) menuScreen() ui.Screen {
	blocks := []ui.Block{ui.Text{S: "The way by menu, from any page of " + m.setup.Instance.Host() + ":", Strong: true}, ui.Gap{}}
	var facts ui.Facts
	for _, p := range gitlab.MenuPaths(m.version()) {
		facts = append(facts, ui.Fact{Label: p.Versions, Text: p.Path})
	}
	blocks = append(blocks, facts, ui.Gap{},
		ui.Text{S: "A form that is empty? Name: " + tokenName(m.setup) + ". Scopes: " + strings.Join(m.setup.Scopes, ", ") + "."},
		ui.Text{S: "Not found every time? Your GitLab may have personal tokens switched off. Ask its administrator: c copies the question. (" + string(problem.TokenPageMissing) + ")"})
	if m.sent {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: m.missingPage().Message, Indent: 2})
	}
	return ui.Screen{
		Blocks: blocks, Help: help("step-token-page"),
		Keys: []ui.Key{{Key: "enter", Does: "to the address"}, {Key: "c", Does: "copy question"}, {Key: "esc", Does: "back"}},
	}
}

// version is known only after a token was accepted once.
func (m *TokenPage) version() string {
	if m.setup.Inspected == nil {
		return ""
	}
	return m.setup.Inspected.Version
}

func (m *TokenPage) dateScreen() ui.Screen {
	var options []ui.Choice
	for _, days := range []int{30, 60, 90, 180} {
		options = append(options, ui.Choice{
			Value: strconv.Itoa(days), Label: count(days, "day"), Note: gitlab.EndDate(m.world.Now(), days).Words(),
		})
	}
	options = append(options, ui.Choice{Value: ownDate, Label: "A date", Note: "up to a year; your GitLab may allow less"})
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "When shall the token end?", Strong: true},
			ui.Text{S: "It stops at 00:00 UTC on that day; the day before is its last full day."},
			ui.Gap{},
			ui.Choices{ID: "end-date", Options: options, Chosen: "90"},
			ui.Gap{},
			ui.Text{S: "GitLab refuses the date? Your administrator allows less: take the latest it offers."},
		},
		Help: help("step-token-page"),
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "esc", Does: "back"}},
	}
}

func (m *TokenPage) ownDateScreen() ui.Screen {
	field := ui.Field{ID: "own-date", Label: "End date", Hint: m.setup.EndDate.String()}
	if m.dateLine != "" {
		field.Below = []string{m.dateLine}
	}
	return ui.Screen{
		Blocks: []ui.Block{ui.Text{S: "On which day shall the token end?", Strong: true}, ui.Text{S: "Year, month, day: 2027-02-20."}, ui.Gap{}, field},
		Help:   help("step-token-page"),
		Keys:   []ui.Key{{Key: "enter", Does: "take it"}, {Key: "esc", Does: "back"}},
	}
}
