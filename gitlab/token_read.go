package gitlab

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/lazy"
)

// Pasted is what is known of a token before anyone is asked.
type Pasted struct {
	// Token is the cleaned token.
	Token secret.Text
	// Length is its length in characters.
	Length int
	// Removed names what was cleaned away.
	Removed []string
	// Looks is what it looks like, with its article: "a deploy token
	// (gldt-)"; "" if nothing is known.
	Looks string
	// Personal says that it begins like a personal access token.
	Personal bool
	// Problem is token-empty, token-malformed or token-wrong-kind: the token is
	// not sent. token-truncated is a warning. Its hint is one clear line.
	Problem *problem.Problem
}

var webAddress = lazy.Regexp(`(?i)^https?://`)

// ReadToken cleans and reads a token. Only what ACP refuses, or what is known
// to be another kind, is held back: GitLab knows best what its tokens look
// like.
func ReadToken(raw string) Pasted {
	token, removed := CleanToken(raw)
	p := Pasted{
		Token: secret.New(token), Length: utf8.RuneCountInString(token),
		Removed: removed, Personal: isPersonal(token),
	}
	if token == "" {
		p.Problem = hinted(problem.TokenEmpty, "Nothing pasted yet.")
		return p
	}
	if f, ok := foreignKind(token); ok {
		p.Looks = f.looks + " (" + f.prefix + ")"
		p.Problem = hinted(problem.TokenWrongKind, "Looks like "+p.Looks+": "+f.but+".").WithSubject(p.Looks)
		return p
	}
	switch {
	case p.Personal:
		p.Looks = "a personal access token"
	case secret.MayBePlainOAuth(token):
		p.Looks = "an OAuth token (64 characters, 0-9 and a-f)"
	}
	p.Problem = formProblem(token, p.Length)
	return p
}

// Partial reports whether it has the length of a token without the usual
// beginning: what was copied may be a part of one. GitLab docs: tokens begin with
// glpat-, unless an administrator has set another prefix.
func (p Pasted) Partial() bool {
	return p.Length == secret.MinToken && !p.Personal && p.Looks == "" && p.Problem == nil
}

func formProblem(token string, length int) *problem.Problem {
	if hint := malformed(token, length); hint != "" {
		return hinted(problem.TokenMalformed, hint)
	}
	if !whole(token) {
		return hinted(problem.TokenTruncated,
			"A double-click selects only up to a dot. Use the copy button.")
	}
	return nil
}

// malformed returns why ACP would refuse the token, "" if it would not. No
// character of the token is repeated.
func malformed(token string, length int) string {
	switch {
	case webAddress().MatchString(token):
		return "That is a web address, not the token."
	case strings.ContainsRune(token, '\x16'):
		return "Your terminal keeps Ctrl+V for itself. Use Ctrl+Shift+V or a right-click."
	case strings.ContainsFunc(token, unicode.IsSpace):
		return "Character " + position(token, unicode.IsSpace) + " is a space. Two things may have been pasted."
	case strings.Count(token, secret.GitLabPersonal.Begins()) > 1:
		return "Contains two tokens, one after the other. Paste it once."
	case !secret.TokenCharacters(token):
		return oddCharacter(token)
	case length < secret.MinToken:
		return characters(length) + "; tokens have at least " + strconv.Itoa(secret.MinToken) + "."
	case length > secret.MaxToken:
		return characters(length) + "; tokens have at most " + strconv.Itoa(secret.MaxToken) + "."
	}
	return ""
}

// position is where the first character that is so stands, counted from 1.
func position(token string, is func(rune) bool) string {
	return strconv.Itoa(utf8.RuneCountInString(token[:strings.IndexFunc(token, is)]) + 1)
}

// oddCharacter says where the first character stands that tokens never have. It
// is named where it cannot be a part of a password: a dash or a quote that an
// editor has put there.
func oddCharacter(token string) string {
	odd := func(r rune) bool { return !secret.TokenCharacters(string(r)) }
	name := "not one that tokens have"
	if r, _ := utf8.DecodeRuneInString(token[strings.IndexFunc(token, odd):]); r > unicode.MaxASCII && r != utf8.RuneError {
		name = fmt.Sprintf("U+%04X, which no token has", r)
	}
	return "Character " + position(token, odd) + " is " + name + ". Only letters, digits, - _ . are allowed."
}

func hinted(code problem.Code, hint string) *problem.Problem {
	return problem.New(code, "").With(problem.Facts{Hint: hint})
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return strconv.Itoa(n) + " characters"
}
