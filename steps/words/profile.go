package words

import (
	"fmt"
	"slices"
	"strings"

	"acp-gitlab/steps/profile"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// mostNamed is how many repositories are named before the rest is counted.
const mostNamed = 3

// ProfileFacts says what p sets. after are the answers with those of p among
// them: what was given otherwise wins, and is said. withCA says that the CA
// file counts.
func ProfileFacts(p *profile.Profile, after setup.Answers, withCA bool, room ui.Room) ui.Facts {
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
		add("CA file", describeCA(p, withCA, room))
	}
	add("Token", describeProfileToken(p))
	add(room.Pick("Repositories", "Repos"), describeMany(p.Repositories))
	add("Support", p.Support.String())
	return facts
}

func unlessBeaten(value string, after setup.Value, source string) string {
	if value == "" || after.From == source {
		return value
	}
	return fmt.Sprintf("%s (not used: %s says %s)", value, after.From, after.Value)
}

func describeCA(p *profile.Profile, counts bool, room ui.Room) string {
	if !counts {
		return p.CAFile + " (not used: --ca-file names another)"
	}
	return p.CAFile + room.Pick(", only for "+All(slices.Compact(p.Hosts())), "")
}

func describeProfileToken(p *profile.Profile) string {
	var parts []string
	if p.TokenName != "" {
		parts = append(parts, fmt.Sprintf("named %q", p.TokenName))
	}
	if p.TokenDays > 0 {
		parts = append(parts, "for "+Count(p.TokenDays, "day"))
	}
	return strings.Join(parts, ", ")
}

func describeMany(names []string) string {
	if len(names) > mostNamed {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNamed], ", "), len(names)-mostNamed)
	}
	return All(names)
}
