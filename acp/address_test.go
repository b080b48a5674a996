package acp

import (
	"strings"
	"testing"

	"acp-gitlab/gitlab/problem"
)

func TestParseAddressFindsTheOrigin(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"https://ambient-code.apps.example.com":                  "https://ambient-code.apps.example.com",
		"https://ambient-code.apps.example.com/projects/my-team": "https://ambient-code.apps.example.com",
		"https://ACP.Example.com:443/integrations?x=1#y":         "https://acp.example.com",
		"https://acp.example.com:8443/api/auth/gitlab/status/":   "https://acp.example.com:8443",
		"acp.example.com":                 "https://acp.example.com",
		"  <https://acp.example.com./>\n": "https://acp.example.com",
		"\"acp.example.com/projects/a?redirect=https://b.example.com\"": "https://acp.example.com",
		"//acp.example.com/x":                       "https://acp.example.com",
		"\x1b[200~https://acp.example.com\x1b[201~": "https://acp.example.com",
		"https://bücher.example.com/":               "https://xn--bcher-kva.example.com",
		"https://10.1.2.3/":                         "https://10.1.2.3",
		"https://[2001:db8::1]:8443/x":              "https://[2001:db8::1]:8443",
		"http://localhost:8080/":                    "http://localhost:8080",
		"localhost:8080":                            "http://localhost:8080",
		"localhost:8443":                            "https://localhost:8443",
		"127.0.0.7:80":                              "http://127.0.0.7",
		"http://[::1]:8080":                         "http://[::1]:8080",
		"https://vteam-backend:8443":                "https://vteam-backend:8443",
		"acp":                                       "https://acp",
	} {
		got, p := parseAddress(typed, false)
		if got != want || p != nil {
			t.Errorf("parseAddress(%q) = %q, %v; want %q", typed, got, p, want)
		}
	}
}

func TestParseAddressSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"":                                            "Paste the address",
		"/home/ada/acp":                               "file path",
		`C:\ambient\code`:                             "file path",
		"file:///home/ada":                            "file path",
		"https://acp example.com":                     "spaces",
		"acp.example.com\\x":                          "spaces",
		"https://ac\u202ep.example.com":               "spaces",
		"https://ada:pw@acp.example.com/":             "before the @",
		"ada@acp.example.com":                         "before the @",
		"https://ada:p%w@acp.example.com":             "before the @",
		"ssh://acp.example.com":                       "begins with https://",
		"javascript:alert(1)":                         "looks like this",
		"https://a.b/" + strings.Repeat("x", 5000):    "too long",
		"https://":                                    "looks like this",
		"https://acp.example.com:0":                   "looks like this",
		"https://acp.example.com:99999":               "looks like this",
		"https://a..b":                                "looks like this",
		"https://-acp.example.com":                    "looks like this",
		"https://[fe80::1%25eth0]/":                   "looks like this",
		"https://[v1.x]/":                             "looks like this",
		"gitlab.com/team/app":                         "gitlab.com is GitLab",
		"https://github.com":                          "github.com is GitHub",
		"glpat-" + strings.Repeat("x", 20):            "token",
		"eyJ" + strings.Repeat("a", 30) + ".b.c":      "token",
		"sha256~" + strings.Repeat("a", 40):           "token",
		"https://" + strings.Repeat("a", 64) + ".com": "looks like this",
	} {
		got, p := parseAddress(typed, false)
		if got != "" || p == nil || p.Code != problem.ACPURLInvalid || !strings.Contains(p.Facts.Hint, want) {
			t.Errorf("parseAddress(%q) = %q, %v; want the hint %q", typed, got, p, want)
			continue
		}
		if said := p.Error() + p.Facts.Hint; strings.Contains(said, "ada") || strings.Contains(said, "xxxx") {
			t.Errorf("parseAddress(%q) repeats a secret: %s", typed, said)
		}
	}
}

func TestParseAddressWantsHTTPS(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed, origin, proposed string
		cluster                 bool
		inPod                   bool
		severity                problem.Severity
	}{
		{typed: "http://acp.example.com", proposed: "https://acp.example.com", severity: problem.Error},
		{typed: "http://acp.example.com:80/x", proposed: "https://acp.example.com", severity: problem.Error},
		{typed: "http://acp.example.com:8080/x", proposed: "https://acp.example.com:8080", severity: problem.Error, inPod: true},
		{typed: "http://localhost.example.com", proposed: "https://localhost.example.com", severity: problem.Error},
		{typed: "http://10.0.0.1", proposed: "https://10.0.0.1", severity: problem.Error},
		{typed: "http://[::ffff:127.0.0.1]", proposed: "https://[::ffff:127.0.0.1]", severity: problem.Error},
		{typed: "http://vteam-backend:8080", origin: "http://vteam-backend:8080", cluster: true, severity: problem.Error},
		{typed: "vteam-backend:8080", origin: "http://vteam-backend:8080", cluster: true, severity: problem.Error},
		{typed: "http://b.ns.svc:8080", origin: "http://b.ns.svc:8080", cluster: true, severity: problem.Error},
		{typed: "b.ns.svc.cluster.local", origin: "http://b.ns.svc.cluster.local", cluster: true, severity: problem.Error},
		{typed: "http://vteam-backend:8080", origin: "http://vteam-backend:8080", cluster: true, severity: problem.Warning, inPod: true},
		{typed: "http://evil.svc.example.com", proposed: "https://evil.svc.example.com", severity: problem.Error, inPod: true},
	} {
		origin, p := parseAddress(c.typed, c.inPod)
		if p == nil {
			t.Errorf("parseAddress(%q, %v) has no problem", c.typed, c.inPod)
			continue
		}
		if origin != c.origin || p.Code != problem.ACPNotHTTPS || p.Severity != c.severity ||
			p.Facts.Proposed != c.proposed || p.Facts.InCluster != c.cluster || p.Facts.Hint == "" {
			t.Errorf("parseAddress(%q, %v) = %q, %v %s %v", c.typed, c.inPod, origin, p, p.Severity, p.Facts)
		}
	}
}

func TestInsidePodIsWhatKubernetesSays(t *testing.T) {
	t.Setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
	if _, p := ParseAddress("http://vteam-backend:8080"); p == nil || p.Severity != problem.Warning {
		t.Errorf("inside a pod: %v, want a warning", p)
	}
	t.Setenv("KUBERNETES_SERVICE_HOST", "")
	if _, p := ParseAddress("http://vteam-backend:8080"); p == nil || p.Severity != problem.Error {
		t.Errorf("outside a pod: %v, want an error", p)
	}
}

func TestWorkspace(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"https://acp.example.com/projects/my-team":                    "my-team",
		"https://acp.example.com/projects/my-team/keys?x=/projects/b": "my-team",
		"acp.example.com/api/projects/p1/auth/gitlab/status":          "p1",
		"https://acp.example.com/projects":                            "",
		"https://acp.example.com/projects/":                           "",
		"https://acp.example.com/projects/new":                        "",
		"https://acp.example.com/projects/My%1bTeam":                  "",
		"https://acp.example.com/projects/..":                         "",
		"https://acp.example.com":                                     "",
		"ssh://acp.example.com/projects/my-team":                      "",
		"%%%":                                                         "",
	} {
		if got := Workspace(typed); got != want {
			t.Errorf("Workspace(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestSameInstance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"https://gitlab.example.com", "https://gitlab.example.com/", true},
		{"https://GitLab.example.com/Sub/", "HTTPS://gitlab.example.com/Sub", true},
		{"https://gitlab.example.com/sub", "https://gitlab.example.com/Sub", false},
		{"https://gitlab.example.com", "https://gitlab.example.com:8443", false},
		{"https://gitlab.example.com", "http://gitlab.example.com", false},
		{"https://gitlab.example.com", "https://gitlab.example.com.evil.example", false},
		{"https://gitlab.example.com", "", false},
		{"%%", "%%/", true},
	} {
		if got := SameInstance(c.a, c.b); got != c.want {
			t.Errorf("SameInstance(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, seed := range []string{
		"https://acp.example.com/projects/x", "http://vteam-backend:8080", "ada:secretpw@acp.example.com", "[::1]:1", "//", "https://%",
	} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, typed string, inPod bool) {
		origin, p := parseAddress(typed, inPod)
		Workspace(typed)
		switch {
		case origin == "" && p == nil:
			t.Fatalf("%q: neither an origin nor a problem", typed)
		case origin == "":
			return
		}
		if strings.ContainsAny(origin, "@?# \x1b") || strings.HasSuffix(origin, "/") {
			t.Fatalf("%q: origin %q", typed, origin)
		}
		if again, _ := parseAddress(origin, true); again != origin {
			t.Fatalf("%q: %q reads back as %q", typed, origin, again)
		}
		h, scheme, ok := parseOrigin(origin)
		if !ok || scheme == "http" && !h.loopback() && p == nil {
			t.Fatalf("%q: %q passes without https", typed, origin)
		}
	})
}
