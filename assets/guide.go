package assets

import (
	"embed"
	"slices"
	"strings"
	"sync"
)

//go:embed guide/*.md
var guideFiles embed.FS

// GuideTopic is one topic of the guide.
type GuideTopic struct {
	// ID is what `acp-gitlab guide` takes: the file's name without number and
	// ending. The pages of the wizard's steps begin with "step-".
	ID string
	// Title is the topic's heading.
	Title string
	// Line says in one line what the topic tells.
	Line string
	// Markdown is the whole topic, with title and line.
	Markdown string
	// File is its name in the guide's folder, by which topics link.
	File string
	// Names are other names that find the topic, the words of those who look
	// for it.
	Names []string
}

// otherNames are the names of topics that are not their ids: old ids, and what
// people type. Words are joined by dashes, as in an id.
var otherNames = map[string][]string{
	"token":         {"pat", "personal-access-token", "token-type", "token-types"},
	"self-hosted":   {"self-managed"},
	"expiration":    {"end-date", "expiration-date", "expires", "expire", "expiry", "expiry-date"},
	"viewing":       {"list", "last-used"},
	"revoking":      {"revoke", "leak", "leaked", "revocation"},
	"rotating":      {"rotation", "rotate", "renew", "replace", "replacing"},
	"token-refused": {"invalid-token", "401"},
	"push-refused":  {"insufficient-permissions", "403"},
	"rate-limits":   {"429", "rate-limit-exceeded"},
	"token-stopped": {
		"account", "account-blocked", "account-suspended", "authentication-failed", "blocked", "deactivated", "expired",
		"password", "password-changed", "password-expired", "suspended",
	},
	"certificates-proxies": {"ca", "tls", "vpn"},
	"stored-and-sent":      {"privacy", "security"},
	"keys":                 {"accessibility", "keyboard", "shortcuts"},
	"questions":            {"faq", "frequently-asked-questions"},
	"where-to-ask":         {"troubleshooting", "contact"},
	"quick-reference":      {"cheat-sheet"},
	"scripts":              {"automation", "exit-codes"},
	"platform-teams":       {"administrators", "rollout", "hand-out", "telemetry"},
	"profile":              {"profiles", "configuration", "config"},
	"support":              {"helpdesk", "support-call", "support-staff"},
}

// ForStep reports whether the topic explains a step of the wizard.
func (t GuideTopic) ForStep() bool { return strings.HasPrefix(t.ID, "step-") }

// Guide returns the topics in their order; those of the wizard's steps come
// last.
func Guide() []GuideTopic { return append([]GuideTopic(nil), guide()...) }

// Topic returns the topic with this id, or with this other name; false where
// there is none.
func Topic(id string) (GuideTopic, bool) {
	for _, t := range guide() {
		if t.ID == id || slices.Contains(t.Names, id) {
			return t, true
		}
	}
	return GuideTopic{}, false
}

// Linked returns the topic that a link inside the guide leads to, such as
// "04-scopes.md"; false for any other link.
func Linked(link string) (GuideTopic, bool) {
	file, _, _ := strings.Cut(link, "#")
	for _, t := range guide() {
		if t.File == file {
			return t, true
		}
	}
	return GuideTopic{}, false
}

var guide = sync.OnceValue(func() []GuideTopic {
	entries, err := guideFiles.ReadDir("guide")
	if err != nil {
		return nil
	}
	topics := make([]GuideTopic, 0, len(entries))
	for _, e := range entries {
		raw, err := guideFiles.ReadFile("guide/" + e.Name())
		if err != nil {
			continue
		}
		topics = append(topics, parseTopic(e.Name(), string(raw)))
	}
	return topics
})

// parseTopic reads the title, the line under it, and the id in the name.
func parseTopic(file, markdown string) GuideTopic {
	_, id, _ := strings.Cut(strings.TrimSuffix(file, ".md"), "-")
	title, rest, _ := strings.Cut(markdown, "\n")
	line, _, _ := strings.Cut(strings.TrimSpace(rest), "\n\n")
	return GuideTopic{
		ID: id, File: file, Markdown: markdown, Names: otherNames[id],
		Title: strings.TrimPrefix(title, "# "),
		Line:  oneLine(line),
	}
}
