package words

import (
	"cmp"
	"net/url"
	"slices"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
)

// Way is how one server is reached, also where it could not be.
type Way struct {
	// Server is "GitLab" or "ACP", URL its address.
	Server, URL string
	Proxy       web.Proxy
	// Certificate says what came of its certificate.
	Certificate string
}

// Ways are the ways to the servers of this run: those that answered, else those
// that were named.
func Ways(w *setup.Env, s *setup.State) []Way {
	var all []Way
	add := func(server, address string) {
		if address != "" {
			all = append(all, Way{server, address, w.Stack.ProxyFor(address), describeCertificate(w, s, server, address)})
		}
	}
	add("GitLab", cmp.Or(s.Instance.URL(), namedGitLab(s)))
	add("ACP", cmp.Or(s.Endpoint.API, namedACP(s)))
	return all
}

func namedGitLab(s *setup.State) string {
	if s.Answers.GitLab.IsZero() {
		return ""
	}
	address, p := gitlab.ParseAddress(s.Answers.GitLab.Value)
	if p != nil && p.Severity == problem.Error {
		return ""
	}
	return address.Origin.URL()
}

func namedACP(s *setup.State) string {
	if s.Answers.ACP.IsZero() {
		return ""
	}
	origin, _ := acp.ParseAddress(s.Answers.ACP.Value)
	return origin
}

// describeCertificate say what came of the certificate at address: GitLab's own
// check says who signed it; any other answer over https means that it is
// trusted.
func describeCertificate(w *setup.Env, s *setup.State, server, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if u.Scheme == "http" {
		return "none, plain http"
	}
	for _, f := range s.Probe.Findings {
		if server == "GitLab" && f.ID == "certificate" && f.State != problem.Wait {
			return f.Text
		}
	}
	answered := func(x web.Exchange) bool { return x.Host == u.Host && x.Status != 0 }
	if slices.ContainsFunc(w.Journal.Exchanges(), answered) {
		return "trusted"
	}
	return "not seen"
}

// Surroundings are the things around the terminal that change what the browser
// and the clipboard can do.
func Surroundings(getenv func(string) string) []string {
	var in []string
	for _, s := range [][2]string{
		{"TMUX", "tmux"},
		{"STY", "screen"},
		{"SSH_CONNECTION", "ssh"},
		{"CI", "ci"},
		{"WSL_DISTRO_NAME", "wsl"},
		{"ACCESSIBLE", "accessible"},
		{"NO_COLOR", "no-color"},
	} {
		if value := getenv(s[0]); value != "" && value != "0" {
			in = append(in, s[1])
		}
	}
	return in
}
