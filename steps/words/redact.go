package words

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"

	"acp-gitlab/acp"
	"acp-gitlab/steps/setup"
)

// Redact puts stand-ins for the names that this run knows into a report: host-1
// for a host, user-1 for a person, repository-1, file-1. The same name gets the
// same stand-in everywhere, so that the report can still be read.
func Redact(w *setup.Env, s *setup.State, report string) string {
	n := names{}
	n.add("host", s.Instance.Hostname(), hostname(s.Endpoint.API), hostname(s.Endpoint.Web), hostname(s.ShownByACP().InstanceURL),
		hostname(s.Answers.GitLab.Value), hostname(s.Answers.ACP.Value), hostname(w.Memory.GitLab), hostname(w.Memory.ACP), w.Host)
	if held := s.Held(); held != nil {
		n.add("host", hostname(held.InstanceURL))
	}
	for _, way := range Ways(w, s) {
		n.add("host", hostname(way.URL), hostname(way.Proxy.URL))
	}
	n.add("authority", s.Probe.Issuer)
	for _, p := range w.Journal.Problems() {
		n.add("authority", p.Facts.Issuer)
	}
	for _, x := range w.Journal.Exchanges() {
		n.add("host", hostname("https://"+x.Host))
	}
	if in := s.Inspected(); in != nil && in.User != nil {
		n.add("user", in.User.Username, in.User.Name)
	}
	n.add("user", w.Memory.User)
	for _, r := range s.Repositories {
		n.add("repository", r.Path)
	}
	n.add("repository", slices.Concat(w.Memory.Repositories, s.Answers.Repositories)...)
	n.add("file", s.CAFile.Value, w.Memory.CAFile)
	if p := s.Answers.Profile; p != nil {
		n.add("file", p.File)
	}
	n.add("support", s.Answers.Support.String())
	return n.replaced(report)
}

// names are the names to replace, with their stand-ins.
type names map[string]string

// add gives each of the names a stand-in, the same for the form that stands in
// the path of a request.
func (n names) add(kind string, all ...string) {
	for _, name := range all {
		if _, known := n[name]; known || len(name) < 2 {
			continue
		}
		count := 1
		for slices.Contains(slices.Collect(maps.Values(n)), fmt.Sprintf("%s-%d", kind, count)) {
			count++
		}
		n[name] = fmt.Sprintf("%s-%d", kind, count)
		n[url.PathEscape(name)] = n[name]
	}
}

// replaced puts the stand-ins in, the longest names first: one may be part of
// another.
func (n names) replaced(text string) string {
	var all []string
	for name := range n {
		all = append(all, name)
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
	for _, name := range all {
		whole := regexp.MustCompile(`(?i)(^|[^A-Za-z0-9_-])` + regexp.QuoteMeta(name) + `($|[^A-Za-z0-9_-])`)
		standIn := "${1}" + n[name] + "${2}"
		text = whole.ReplaceAllString(whole.ReplaceAllString(text, standIn), standIn) // twice: neighbours share a sign
	}
	return text
}

func hostname(address string) string {
	if address == "" {
		return ""
	}
	if origin, p := acp.ParseAddress(address); p == nil {
		address = origin
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
