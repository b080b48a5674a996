package steps

import (
	"fmt"
	"runtime"
	"strings"

	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// Report is the report for support, in Markdown: what this run was told, what
// it found and every request it made. No secret is in it, nor a part of one.
func Report(w *World, s *Setup, version string) string {
	var b strings.Builder
	put := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	put("# acp-gitlab report\n")
	put("- program: %s", version)
	put("- system: %s/%s, TERM=%s, locale %s", runtime.GOOS, runtime.GOARCH, w.Getenv("TERM"), Locale(w.Getenv))
	put("- time: %s", w.Now().UTC().Format("2006-01-02 15:04:05 UTC"))
	if !s.Instance.IsZero() {
		proxy := w.Stack.ProxyFor(s.Instance.URL())
		put("- GitLab: %s, way: %s", s.Instance.URL(), proxyWords(proxy.URL, proxy.Source, proxy.Reason))
	}
	if s.CAFile.Value != "" {
		put("- CA file: %s (%s)", s.CAFile.Value, s.CAFile.From)
	}
	reportProfile(s, put)
	reportToken(s, put)
	for _, r := range s.Repositories {
		put("- repository: %s, level %d, push: %s", r.Path, int(r.Level), proven(r))
	}
	if s.Place.API != "" {
		put("- ACP: %s, version %s", s.Place.API, orUnknown(s.Place.Version))
	}
	put("\n## Problems shown\n")
	for _, p := range w.Journal.Problems() {
		put("- %s", p.Error())
	}
	put("\n## Requests\n\n```")
	for _, x := range w.Journal.Exchanges() {
		put("%s", x.String())
	}
	put("```")
	return secret.NewScrubber(s.secrets()...).Scrub(web.CleanLines(b.String()))
}

func reportToken(s *Setup, put func(string, ...any)) {
	if s.Inspected == nil {
		put("- token: not checked")
		return
	}
	t := s.Inspected.Token
	end := "not known"
	if t.ExpiresAt != nil {
		end = t.ExpiresAt.String()
	}
	put("- token: kind %s, scopes %s, ends %s, from %s", t.Kind, strings.Join(t.Scopes, " "), end, s.TokenFrom)
	if u := s.Inspected.User; u != nil {
		put("- user: @%s (%d), GitLab %s", u.Username, u.ID, orUnknown(s.Inspected.Version))
	}
}

func orUnknown(s string) string {
	if s == "" {
		return "not known"
	}
	return s
}

// Locale is the locale that the environment names, "not set" for none.
func Locale(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := getenv(name); v != "" {
			return v
		}
	}
	return "not set"
}

func proxyWords(url, source, reason string) string {
	if url == "" {
		return "direct (" + strings.Replace(reason, "not set", "no proxy is set", 1) + ")"
	}
	return "proxy " + url + " (" + source + ")"
}
