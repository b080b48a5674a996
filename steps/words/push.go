package words

import (
	"fmt"
	"strings"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// Pushing says whether r may be pushed to, and by which role.
func Pushing(r gitlab.Repository) string {
	role := ""
	if r.LevelKnown {
		role = r.Level.String()
	}
	return pushing(r, role)
}

func pushing(r gitlab.Repository, role string) string {
	if !r.CanPush {
		return "not known whether you can push" // git had a fault, and no role was told
	}
	say := "can push"
	if role != "" {
		say = role + ", can push"
	}
	if !r.PushProven {
		say += ", not proven with git"
	}
	return say
}

// DescribePush says per repository whether pushing is proven.
func DescribePush(s *setup.State) string {
	if r := s.Refused; r != nil && len(s.Repositories) == 0 {
		say := r.Path + ": not possible"
		if p := problem.First(r.Problems); p != nil {
			say += " (" + string(p.Code) + ")"
		}
		return say
	}
	if len(s.Repositories) == 0 {
		return "not proven: no repository was checked"
	}
	if len(s.Repositories) > fewNamed {
		return describeSeveral(s.Repositories)
	}
	var parts []string
	for _, r := range s.Repositories {
		parts = append(parts, r.Path+": "+Proven(r))
	}
	return strings.Join(parts, "; ")
}

// fewNamed is up to how many repositories are named one by one.
const fewNamed = 3

// pushCounts are how many repositories ACP can push to, how many it cannot, how many
// were not asked about, and those of which it is not known.
func pushCounts(repos []gitlab.Repository) (can, cannot, unasked, unknown int) {
	for _, r := range repos {
		switch {
		case r.CanPush:
			can++
		case problem.Stops(r.Problems):
			cannot++
		case r.Unasked:
			unasked++
		default:
			unknown++
		}
	}
	return can, cannot, unasked, unknown
}

// describeSeveral counts what is known of pushing to repositories.
func describeSeveral(repos []gitlab.Repository) string {
	can, cannot, unasked, unknown := pushCounts(repos)
	parts := []string{fmt.Sprintf("possible for %d of %s", can, Repositories(len(repos)))}
	for _, more := range []struct {
		n    int
		text string
	}{{cannot, "not possible"}, {unknown, "not known"}, {unasked, "not asked"}} {
		if more.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", more.n, more.text))
		}
	}
	return strings.Join(parts, ", ")
}

// CanPushToSeveral is the answer to whether ACP can push to repositories, as far as
// it is known.
func CanPushToSeveral(repos []gitlab.Repository) (string, ui.State) {
	can, cannot, unasked, _ := pushCounts(repos)
	all := len(repos) - unasked
	switch {
	case all == 0:
		return "No repository was checked.", ui.Note
	case can == all && unasked == 0:
		return "ACP can push to " + every(all) + ".", ui.OK
	case can == 0 && cannot == all:
		return noneOf(all), ui.Stop
	case unasked > 0:
		return fmt.Sprintf("ACP can push to %d of %d checked. %d not asked.", can, all, unasked), ui.Warn
	}
	return fmt.Sprintf("ACP can push to %d of %s.", can, Repositories(all)), ui.Warn
}

// every names all of n repositories.
func every(n int) string {
	switch n {
	case 1:
		return "the repository"
	case 2:
		return "both repositories"
	}
	return "all " + Repositories(n)
}

func noneOf(n int) string {
	switch n {
	case 1:
		return "ACP cannot push to the repository."
	case 2:
		return "ACP cannot push to either repository."
	}
	return fmt.Sprintf("ACP cannot push to any of the %s.", Repositories(n))
}

// Proven says in a word or two what is known of pushing to r.
func Proven(r gitlab.Repository) string {
	switch {
	case r.Unasked && len(r.Problems) == 0:
		return "not asked"
	case r.PushProven && r.CanPush:
		return "proven"
	case r.CanPush:
		return "allowed by your role, not proven with git"
	case !problem.Stops(r.Problems):
		return "not known"
	default:
		return "not possible"
	}
}

// CanPushTo is the answer to whether ACP can push to r, as far as it is known.
func CanPushTo(r gitlab.Repository) string {
	switch {
	case r.PushProven && r.CanPush:
		return "ACP can push to " + r.Path + "."
	case r.CanPush:
		return "Your role in " + r.Path + " allows pushing."
	case problem.Stops(r.Problems):
		return "ACP cannot push to " + r.Path + "."
	}
	return "It is not known whether ACP can push to " + r.Path + "."
}
