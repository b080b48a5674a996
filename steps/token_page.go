package steps

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

type tokenPageMode int

const (
	pageAddress tokenPageMode = iota
	pageByMenu
	pageDate
	pageOwnDate
	pageName
)

// keyOpenMyself goes on without opening the page: line mode offers it.
const keyOpenMyself = "i"

// ownDate is the value of the choice that leads to typing a date.
const ownDate = "date"

// TokenPage is the step with the page at GitLab where the token is made, with its
// address, and the three acts on it, read before a browser covers them.
type TokenPage struct {
	env   *setup.Env
	setup *setup.State

	mode     tokenPageMode
	asked    bool
	sent     bool
	openFail string
	dateLine string
	nameLine string // what is wrong with the name that was typed
	opener   pageOpener
}

// NewTokenPage returns the step with the token page.
func NewTokenPage(w *setup.Env, s *setup.State) *TokenPage { return &TokenPage{env: w, setup: s} }

// ID implements ui.Step.
func (*TokenPage) ID() string { return setup.IDTokenPage }

// Title implements ui.Step.
func (*TokenPage) Title() string { return "Token page" }

// Enter implements ui.Step.
func (m *TokenPage) Enter(context.Context) tea.Cmd {
	m.mode, m.asked, m.sent, m.openFail = pageAddress, false, false, ""
	return nil
}

func tokenName(s *setup.State) string {
	if s.Answers.TokenName != "" {
		return s.Answers.TokenName
	}
	return gitlab.TokenName
}

// pageInUse is the page that is shown now.
func pageInUse(s *setup.State) gitlab.TokenPage {
	pages := s.TokenPages(tokenName(s))
	return pages[s.PageAt(pages)]
}

// symptom tells who should open the page in use; "" for everyone.
func (m *TokenPage) symptom() string {
	pages := m.setup.TokenPages(tokenName(m.setup))
	if at := m.setup.PageAt(pages); at > 0 {
		return pages[at].Symptom
	}
	return ""
}

// url is the address shown now.
func (m *TokenPage) url() string { return pageInUse(m.setup).URL }

// Update implements ui.Step.
func (m *TokenPage) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if next, ok := m.opener.take(msg, m.opened); ok {
		return next
	}
	switch msg := msg.(type) {
	case ui.Pressed:
		return m.pressed(ctx, msg.Key)
	case ui.Submitted:
		if m.mode == pageName {
			m.takeName(msg.Text())
			return nil
		}
		m.dateChosen(msg)
	case ui.Edited:
		m.dateLine, m.nameLine = "", ""
	}
	return nil
}

func (m *TokenPage) pressed(ctx context.Context, key string) tea.Cmd {
	if m.mode != pageAddress {
		return m.pressedBeside(key)
	}
	switch key {
	case "enter":
		return m.openAndGoOn(ctx)
	case "o":
		return m.open(ctx, false)
	case "c":
		m.sent = true
		return ui.Do(ui.Copy{Text: m.url()})
	case "p":
		return ui.Do(m.printed())
	case "n":
		m.nextAddress()
	case "h":
		m.mode, m.sent = pageByMenu, false // the address was sent, not the question
	case "d":
		m.mode = pageDate
	case "e":
		m.mode = pageName
	case keyOpenMyself:
		return ui.Do(ui.Next{})
	case "t":
		return ui.Do(ui.GoTo{ID: setup.IDPaste})
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
		m.mode, m.sent = pageAddress, false
	}
	return nil
}

// openAndGoOn opens the page where a browser can be started, and goes on: the
// next screen is read beside the page.
func (m *TokenPage) openAndGoOn(ctx context.Context) tea.Cmd {
	if ok, _ := m.env.Browser.MayOpen(); ok && !m.asked && m.openFail == "" && !m.setup.TokenIsHere() {
		return m.open(ctx, true)
	}
	return ui.Do(ui.Next{})
}

// open asks the browser for the page; forward goes on once it was asked.
func (m *TokenPage) open(ctx context.Context, forward bool) tea.Cmd {
	if ok, _ := m.env.Browser.MayOpen(); !ok || m.opener.asking() {
		return nil
	}
	m.openFail = ""
	return m.opener.open(ctx, m.env.Browser, m.url(), forward)
}

// opened takes the browser's answer.
func (m *TokenPage) opened(o pageOpened) tea.Cmd {
	if o.err != nil {
		m.openFail = "Could not open a browser here. The address works on any computer."
		return nil
	}
	m.asked, m.setup.PageOpened = true, true
	if o.forward {
		return ui.Do(ui.Next{})
	}
	return nil
}

func (m *TokenPage) nextAddress() {
	m.asked, m.sent, m.setup.PageOpened = false, false, false
	pages := m.setup.TokenPages(tokenName(m.setup))
	next := m.setup.PageAt(pages) + 1
	if next == len(pages) {
		next, m.mode = 0, pageByMenu
	}
	m.setup.Page = pages[next].Kind
}

// afterRefusal reports whether the page in use comes first because a Legacy token
// was refused: n leads back to those then.
func (m *TokenPage) afterRefusal() bool { return m.setup.WantsFineGrained && m.setup.FineGrained() }

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
		m.setup.EndDate = gitlab.EndDate(m.env.Now(), days)
	}
	m.mode = pageAddress
}

func (m *TokenPage) takeDate(text string) {
	d, err := gitlab.ParseDate(text)
	switch {
	case err != nil:
		m.dateLine = "Write it as year-month-day, like 2027-02-20."
	case d.DaysFrom(m.env.Now()) < 1:
		m.dateLine = "That day has passed, or is today. Choose a later one."
	case d.DaysFrom(m.env.Now()) > gitlab.LongestLife(m.version()):
		most := gitlab.LongestLife(m.version())
		m.dateLine = fmt.Sprintf("That is too far ahead. The limit is %d days: %s or earlier.", most, gitlab.EndDate(m.env.Now(), most))
	default:
		m.setup.EndDate, m.mode = d, pageAddress
	}
}

// longestName is how long the name of a token may be at GitLab.
const longestName = 255

// takeName makes text the token's name; a page that is open has the old one.
func (m *TokenPage) takeName(text string) {
	text = strings.TrimSpace(web.Clean(text))
	switch {
	case text == "":
		m.nameLine = "Type a name. GitLab does not create a token without one."
	case secret.MayBe(text):
		m.nameLine = "That may be a token. Type a name here; you paste the token later."
	case utf8.RuneCountInString(text) > longestName:
		m.nameLine = fmt.Sprintf("That is too long. The limit is %d characters.", longestName)
	default:
		if text != tokenName(m.setup) {
			m.setup.Answers.TokenName, m.asked, m.setup.PageOpened = text, false, false
		}
		m.mode = pageAddress
	}
}

func (m *TokenPage) missingPage() assets.Page {
	page, _ := assets.Problem(string(problem.TokenPageMissing))
	return page.Fill(words.Placeholders(m.setup, problem.New(problem.TokenPageMissing, m.setup.Instance.Host())))
}
