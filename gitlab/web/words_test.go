package web

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"acp-gitlab/gitlab/secret"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"message":"401 Unauthorized"}`: "401 Unauthorized",
		`{"error":"invalid_token","error_description":"Token is expired. You can either do re-authorization or token refresh."}`://
		"invalid_token: Token is expired. You can either do re-authorization or token refresh.",
		`{"message":{"name":["is too long","is taken"],"base":["no"]}}`:            "base no: name is too long, is taken",
		`{"message":{"error":"This endpoint has been requested too many times."}}`: "This endpoint has been requested too many times.",
		`{"errors":[{"message":"Invalid token"}]}`:                                 "Invalid token",
		`{"message":"a","error":"a"}`:                                              "a",
		`{"version":"16.11.4"}`:                                                    "",
		`["x"]`:                                                                    "",
		`"just words"`:                                                             "just words",
		"Retry later\n":                                                            "Retry later",
		"a\x1b[2J\x1b]0;title\ab\u202ec\r\n\td":                                    "abc d",
		"<html><head><title> 502 Bad\nGateway </title></head>":                     "502 Bad Gateway",
		"see https://ada:pw@git.example/x?token=abc for more":                      "see https://git.example/x for more",
		"the token " + madeUp + " is unknown":                                      "the token [redacted] is unknown",
		"":                                                                         "",
		`{"message":{"a":{"b":{"c":{"d":{"e":{"f":"too deep"}}}}}}}`:               "",
		strings.Repeat("word ", 100):                                               strings.TrimSpace(strings.Repeat("word ", 39)) + "…",
		strings.Repeat("ä", 300):                                                   strings.Repeat("ä", 199) + "…",
		strings.Repeat("x ", 9000) + madeUp:                                        strings.TrimSpace(strings.Repeat("x ", 99)) + "…",
		strings.Repeat("\u200b", 1<<14) + "seen":                                   "seen",
		strings.Repeat(". ", 199) + strings.Repeat(".", enough(400)-398-30) + madeUp + strings.Repeat(".", 100): strings.TrimSpace(strings.Repeat(". ", 99)) + "…",
	} {
		a := &Answer{Body: []byte(body)}
		if got := a.Words(); got != want {
			t.Errorf("%.80q:\n got %q\nwant %q", body, got, want)
		}
	}
}

func TestWordsDoNotRepeatWhatWasSent(t *testing.T) {
	t.Parallel()
	const token = "self-made.token_of-no-known-shape"
	basic := base64.StdEncoding.EncodeToString([]byte("oauth2:" + token))
	for name, req := range map[string]Request{
		"Bearer":          {Header: http.Header{"Authorization": {"Bearer " + token}}},
		"Basic":           {Header: http.Header{"Authorization": {"Basic " + basic}}},
		"without scheme":  {Header: http.Header{"Authorization": {token}}},
		"Private-Token":   {Header: http.Header{"private-token": {token}}},
		"forwarded token": {Header: http.Header{"X-Forwarded-Access-Token": {token}}},
		"in the body":     {Method: http.MethodPost, Body: []byte(token), Hide: []secret.Text{secret.New(token)}},
	} {
		for _, echo := range []string{token, basic, "<title>" + token + "</title>", `{"message":"no ` + token + `"}`} {
			s := newStack(t, Options{Transport: memory(func(*http.Request) (*http.Response, error) {
				return reply(http.StatusUnauthorized, echo), nil
			})})
			req.URL = "https://git.example"
			a := must[*Answer](t)(s.Do(t.Context(), req))
			if got := a.Words() + a.Title(); strings.Contains(got, token) || strings.Contains(got, basic) || !strings.Contains(got, secret.Redacted) {
				t.Errorf("%s: %q", name, got)
			}
		}
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, kind, body string
		html, login      bool
		title            string
	}{
		{"GitLab's sign-in", "text/html; charset=utf-8", `<title>Sign in · GitLab</title>`, true, true, "Sign in · GitLab"},
		{"a form", "text/html", `<form><input name=p TYPE = 'password'></form>`, true, true, ""},
		{"single sign-on", "text/html", "<TITLE lang=en>Corporate\n SSO &amp; more</TITLE>", true, true, "Corporate SSO & more"},
		{"log in, by sniffing", "", "\n <!-- x --><!DOCTYPE html><title>Log In</title>", true, true, "Log In"},
		{"OpenShift", "text/html", "<title>Login - Red Hat OpenShift</title>", true, true, "Login - Red Hat OpenShift"},
		{"another page", "text/html", "<title>Welcome to nginx! Designing assorted blogs</title>", true, false, "Welcome to nginx! Designing assorted blogs"},
		{"escapes in a title", "text/html", "<title>a\x1b]8;;http://x\x1b\\b&#27;[31mc</title>", true, false, "abc"},
		{"JSON", "application/json", `{"title":"<title>Sign in</title>"}`, false, false, "Sign in"},
		{"problem JSON", "application/problem+json", `<html>`, false, false, ""},
		{"plain text", "text/plain", "Retry later", false, false, ""},
		{"a page called plain", "text/plain", "<html><title>Sign-in</title>", true, true, "Sign-in"},
		{"nothing", "", "", false, false, ""},
	}
	for _, test := range tests {
		a := &Answer{Header: http.Header{"Content-Type": {test.kind}}, Body: []byte(test.body)}
		if a.IsHTML() != test.html || a.LooksLikeLogin() != test.login || a.Title() != test.title {
			t.Errorf("%s: page %v, login %v, title %q", test.name, a.IsHTML(), a.LooksLikeLogin(), a.Title())
		}
	}
}
