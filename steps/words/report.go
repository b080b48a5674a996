package words

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
)

func reportProfile(s *setup.State, put func(string, ...any)) {
	if s.Answers.Profile != nil {
		put("- profile: %s", s.Answers.Profile.File)
	}
	if !s.Answers.Support.IsZero() {
		put("- support: %s", s.Answers.Support)
	}
}

// The lines of a report by which it is read again. They are part of its form.
const (
	ReportTitle    = "# acp-gitlab report"
	ReportProblems = "## Problems shown"
)

// The labels of a report that are read again as more than text.
const (
	ReportGitLab     = "GitLab"
	ReportRepository = "repository"
)

// Report is the report for support, in Markdown: what this run was told, what
// it found and every request it made. No secret is in it, nor a part of one.
func Report(w *setup.Env, s *setup.State, version string) string {
	var b strings.Builder
	put := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	put(ReportTitle + "\n")
	put("- program: %s", version)
	put("- system: %s/%s, TERM=%s, locale %s", runtime.GOOS, runtime.GOARCH, orUnknown(w.Getenv("TERM")), Locale(w.Getenv))
	if in := Surroundings(w.Getenv); len(in) > 0 {
		put("- around it: %s", strings.Join(in, ", "))
	}
	put("- time: %s", w.Now().UTC().Format("2006-01-02 15:04:05 UTC"))
	for _, way := range Ways(w, s) {
		put("- %s: %s, way: %s, certificate: %s", way.Server, way.URL, describeProxy(way.Proxy), way.Certificate)
	}
	if s.CAFile.Value != "" {
		put("- CA file: %s (%s)", s.CAFile.Value, s.CAFile.From)
	}
	reportProfile(s, put)
	reportToken(s, put)
	for _, r := range s.Repositories {
		put("- "+ReportRepository+": %s, level %d, push: %s", r.Path, int(r.Level), Proven(r))
	}
	reportACP(s, put)
	put("\n" + ReportProblems + "\n")
	for _, p := range w.Journal.Problems() {
		put("- %s", p.Error())
	}
	if len(w.Journal.Problems()) == 0 {
		put("- none")
	}
	reportRequests(w, put)
	return secret.NewScrubber(s.Secrets()...).Scrub(web.CleanLines(b.String()))
}

func reportACP(s *setup.State, put func(string, ...any)) {
	if s.Endpoint.API == "" {
		return
	}
	put("- ACP's version: %s", orUnknown(s.Endpoint.Version))
	if c := s.ShownByACP(); c.Connected {
		put("- ACP holds: %s", ACPHolds(c))
	}
}

func reportRequests(w *setup.Env, put func(string, ...any)) {
	put("\n## Requests\n")
	all := w.Journal.Exchanges()
	if len(all) == 0 {
		put("- none")
		return
	}
	put("```")
	for _, x := range all {
		put("%s", x.String())
	}
	put("```")
}

func reportToken(s *setup.State, put func(string, ...any)) {
	in := s.Inspected()
	if in == nil {
		put("- token: not checked")
		return
	}
	t := in.Token
	end := "not known"
	if t.ExpiresAt != nil {
		end = t.ExpiresAt.String()
	}
	put("- token: type %s, scopes %s, expires %s, from %s", t.Kind, orUnknown(strings.Join(t.Scopes, " ")), end, s.TokenFrom())
	if t.Told() {
		put("- token: number %d, active %t, revoked %t, created %s, last used %s", t.ID, t.Active, t.Revoked, dayOrUnknown(t.CreatedAt), dayOrUnknown(t.LastUsedAt))
	}
	if u := in.User; u != nil {
		put("- user: @%s (%d), GitLab %s", u.Username, u.ID, orUnknown(in.Version))
	}
}

// dayOrUnknown is the day of t in UTC.
func dayOrUnknown(t time.Time) string {
	if t.IsZero() {
		return "not known"
	}
	return gitlab.DateOf(t).String()
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

func describeProxy(p web.Proxy) string {
	switch {
	case p.URL != "":
		return "proxy " + p.URL + " (" + p.Source + ")"
	case p.Reason == web.ProxyNotSet:
		return "direct (no proxy is set)"
	}
	return "direct (" + string(p.Reason) + ")"
}
