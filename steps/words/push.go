package words

import (
	"strings"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
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
	var parts []string
	for _, r := range s.Repositories {
		parts = append(parts, r.Path+": "+Proven(r))
	}
	return strings.Join(parts, "; ")
}

// Proven says in a word or two what is known of pushing to r.
func Proven(r gitlab.Repository) string {
	switch {
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
