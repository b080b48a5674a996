package commands

import (
	"regexp"
	"strings"
	"unicode"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/secret"
)

// tokenLike finds an argument that looks like a token of GitLab, GitHub, ACP
// or OpenShift, alone or behind a flag. GitLab docs: "Token prefixes".
var tokenLike = regexp.MustCompile(`(^|[^A-Za-z0-9])(` + secret.GitLabToken + `[A-Za-z0-9_.-]{12,}|gh[a-z]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|sha256~\S{16,}|eyJ[\w-]{10,}\.[\w-]{10,}\S*)`)

// shapes knows the other forms of secrets as well.
var shapes = secret.NewScrubber()

// revokeTyped is what to do about a token that was typed as an argument.
const revokeTyped = "It is now in your shell history: revoke it at GitLab."

// typedToken reports whether one of the arguments is a token: by its form, or
// as a word that is none where no flag takes it.
func typedToken(args []string) bool {
	before := ""
	for _, arg := range args {
		takesIt := strings.HasPrefix(before, "-") && !strings.Contains(before, "=")
		if holdsToken(arg) || !takesIt && !strings.HasPrefix(arg, "-") && gitlab.LooksLikeToken(arg) {
			return true
		}
		before = arg
	}
	return false
}

// holdsToken reports whether a token stands somewhere in arg, by its form. Words
// alone, as in sk-learn, make none.
func holdsToken(arg string) bool {
	return tokenLike.MatchString(arg) ||
		strings.ContainsFunc(arg, unicode.IsDigit) && strings.Contains(shapes.Scrub(arg), secret.Redacted)
}

var longRun = regexp.MustCompile(`[A-Za-z0-9_-]{20,}`)

// mayRepeat reports whether a word that nobody knows may be shown again: not
// where it may be a token, 20 characters or more of letters and digits mixed.
func mayRepeat(word string) bool {
	for _, run := range longRun.FindAllString(word, -1) {
		if strings.ContainsAny(run, "0123456789") && strings.ContainsFunc(run, unicode.IsLetter) {
			return false
		}
	}
	return true
}
