package setup

import (
	"strings"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
)

// SameAgain is the same setup as one command, without questions. It names the
// token's file by a word, never by a value.
func SameAgain(s *State) string {
	args := []string{"acp-gitlab connect", "--gitlab-url " + Quoted(s.Instance.URL())}
	if s.Rotating() {
		args[0] = "acp-gitlab rotate"
	}
	if s.Endpoint.API != "" {
		args = append(args, "--acp-url "+Quoted(s.Endpoint.API))
	}
	if p := projectAgain(s); p != "" {
		args = append(args, "--acp-project "+Quoted(p))
	}
	if s.Answers.Store != "" {
		args = append(args, "--acp-store "+string(s.Answers.Store))
	}
	if s.Answers.Profile != nil {
		args = append(args, "--profile "+Quoted(s.Answers.Profile.File))
	}
	if s.CAFile.Value != "" && !s.caFromProfile() {
		args = append(args, "--ca-file "+Quoted(s.CAFile.Value))
	}
	accepted := map[problem.Code]bool{}
	for _, p := range s.letThrough {
		if !accepted[p.Code] {
			args = append(args, "--accept "+string(p.Code))
		}
		accepted[p.Code] = true
	}
	for _, code := range s.accepts() {
		if acp.Acceptable(code) && !accepted[code] {
			args = append(args, "--accept "+string(code))
			accepted[code] = true
		}
	}
	args = append(args, "--token-file FILE")
	for _, r := range s.Repositories {
		args = append(args, Quoted(r.Path))
	}
	return strings.Join(args, " ")
}

// projectAgain is the project to name: the one that was chosen, or where the
// credential is bound now. There may be more of them next time.
func projectAgain(s *State) string {
	if p := s.Answers.Project.Value; p != "" || s.connection.Stored == nil {
		return p
	}
	return s.connection.Stored.Project
}

// AgainNeedsSession reports whether [SameAgain] needs ACP's session to be given.
func AgainNeedsSession(s *State) bool { return s.Session.Kind != acp.OC }

// Quoted quotes a value for a shell where it needs it.
func Quoted(s string) string {
	if strings.IndexFunc(s, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+=,", r)
	}) < 0 && s != "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
