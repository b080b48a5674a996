package steps

import (
	"fmt"
	"slices"
	"strings"

	"acp-gitlab/steps/profile"
	"acp-gitlab/ui"
)

// ProfileFacts says what p sets. after are the answers with those of p among
// them: what was given otherwise wins, and is said. withCA says that the CA
// file counts.
func ProfileFacts(p *profile.Profile, after Given, withCA bool, room ui.Room) ui.Facts {
	facts := ui.Facts{{Label: "File", Text: p.File}}
	add := func(label, value string) {
		if value != "" {
			facts = append(facts, ui.Fact{Label: label, Text: value})
		}
	}
	add("GitLab", unlessBeaten(p.GitLabURL, after.GitLab, p.Source()))
	add("ACP", unlessBeaten(p.ACPURL, after.ACP, p.Source()))
	add("Project", unlessBeaten(p.ACPProject, after.Project, p.Source()))
	if p.CAFile != "" {
		add("CA file", caWords(p, withCA, room))
	}
	add("Token", tokenWords(p))
	add(room.Pick("Repositories", "Repos"), manyWords(p.Repositories))
	add("Support", p.Support.String())
	return facts
}

func unlessBeaten(value string, after Sourced, source string) string {
	if value == "" || after.From == source {
		return value
	}
	return fmt.Sprintf("%s (not used: %s says %s)", value, after.From, after.Value)
}

func caWords(p *profile.Profile, counts bool, room ui.Room) string {
	if !counts {
		return p.CAFile + " (not used: --ca-file names another)"
	}
	return p.CAFile + room.Pick(", only for "+all(slices.Compact(p.Hosts())), "")
}

func tokenWords(p *profile.Profile) string {
	var parts []string
	if p.TokenName != "" {
		parts = append(parts, fmt.Sprintf("named %q", p.TokenName))
	}
	if p.TokenDays > 0 {
		parts = append(parts, "for "+count(p.TokenDays, "day"))
	}
	return strings.Join(parts, ", ")
}

// mostNamed is how many repositories are named before the rest is counted.
const mostNamed = 3

func manyWords(names []string) string {
	if len(names) > mostNamed {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNamed], ", "), len(names)-mostNamed)
	}
	return all(names)
}

// SupportBelow adds the contact that a profile names to the page of a problem.
func SupportBelow(markdown, contact string) string {
	if contact == "" {
		return markdown
	}
	return strings.TrimRight(markdown, "\n") + "\n\nYour support: " + contact + "\n"
}

func reportProfile(s *Setup, put func(string, ...any)) {
	if s.Given.Profile != nil {
		put("- profile: %s", s.Given.Profile.File)
	}
	if !s.Given.Support.IsZero() {
		put("- support: %s", s.Given.Support)
	}
}

// caFromProfile reports whether the CA file in use is the profile's: as a flag
// it would count for every host.
func (s *Setup) caFromProfile() bool {
	return s.Given.Profile != nil && s.CAFile.From == s.Given.Profile.Source()
}
