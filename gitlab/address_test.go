package gitlab

import (
	"slices"
	"strings"
	"testing"

	"acp-gitlab/gitlab/problem"
)

func TestParseAddress(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		typed, origin, segments, project string
		ssh                              bool
	}{
		{"gitlab.example.com", "https://gitlab.example.com", "", "", false},
		{"  GitLab.Example.COM.  ", "https://gitlab.example.com", "", "", false},
		{"<https://gitlab.com/>", "https://gitlab.com", "", "", false},
		{"https://gitlab.example.com:443", "https://gitlab.example.com", "", "", false},
		{"git.example.com:8443/gitlab/team/app", "https://git.example.com:8443", "gitlab team", "gitlab/team/app", false},
		{"https://git.example.com:8443/gitlab/team/app/-/issues?x=1#y", "https://git.example.com:8443", "gitlab team", "gitlab/team/app", false},
		{"https://gitlab.example.com/users/sign_in", "https://gitlab.example.com", "", "", false},
		{"https://git.example.com/gitlab/users/sign_in?redirect=1", "https://git.example.com", "gitlab", "", false},
		{"https://git.example.com/a/b/api/v4/version", "https://git.example.com", "a b", "a/b", false},
		{"https://gitlab.com/team/app.git", "https://gitlab.com", "team app.git", "team/app", false},
		{"https://gitlab.com/team/app/tree/main/docs", "https://gitlab.com", "team app", "team/app", false},
		{"https://gitlab.com/-/profile/personal_access_tokens", "https://gitlab.com", "", "", false},
		{"https://gitlab.com/groups/team/-/members", "https://gitlab.com", "", "", false},
		{"https://gitlab.com/team%2Fapp", "https://gitlab.com", "", "", false},
		{"https://gitlab.com/../etc", "https://gitlab.com", "", "", false},
		{"git@gitlab.example.com:team/app.git", "https://gitlab.example.com", "", "team/app", true},
		{"ssh://git@gitlab.example.com:2222/team/sub/app.git", "https://gitlab.example.com", "", "team/sub/app", true},
		{"git@altssh.gitlab.com:443/team/app.git", "", "", "", false}, // a port, so user info of a web address
		{"ssh://git@altssh.gitlab.com:443/team/app.git", "https://gitlab.com", "", "team/app", true},
		{"http://localhost:8080/gitlab", "http://localhost:8080", "gitlab", "", false},
		{"http://127.3.2.1", "http://127.3.2.1", "", "", false},
		{"http://[::1]:8080", "http://[::1]:8080", "", "", false},
		{"https://bücher.example", "https://xn--bcher-kva.example", "", "", false},
	} {
		a, p := ParseAddress(tc.typed)
		if tc.origin == "" {
			if p == nil {
				t.Errorf("%q was read as %s", tc.typed, a.Origin)
			}
			continue
		}
		if p != nil {
			t.Errorf("%q: %v %v", tc.typed, p, p.Facts)
			continue
		}
		if a.Origin.URL() != tc.origin || strings.Join(a.Segments, " ") != tc.segments || a.Project != tc.project || a.FromSSH != tc.ssh {
			t.Errorf("%q: got %s %q %q ssh=%v", tc.typed, a.Origin, a.Segments, a.Project, a.FromSSH)
		}
	}
}

func TestParseAddressRefuses(t *testing.T) {
	t.Parallel()
	token := "glpat-" + strings.Repeat("x", 20)
	for typed, hint := range map[string]typo{
		"":                                   typoEmpty,
		"git lab.example.com":                typoBlank,
		"/home/ada/app":                      typoFile,
		`C:\work\app`:                        typoFile,
		"~/app":                              typoFile,
		"file:///x":                          typoFile,
		"https://ada:pw@gitlab.example.com":  typoUser,
		"https://ada:p/w@gitlab.example.com": typoUser,
		"ada@gitlab.example.com":             typoUser,
		"ssh://git:pw@gitlab.example.com/a":  typoUser,
		"ftp://gitlab.example.com":           typoScheme,
		"https://https://gitlab.example.com": typoScheme,
		"https://":                           typoHost,
		"https://git..example":               typoHost,
		"https://gitlab.example.com:99999":   typoPort,
		token:                                typoToken,
		"https://" + token:                   typoToken,
		token + ".01.0w1abcdef":              typoToken,
		"sIE4kxVQm2bTnA7pLq9Z":               typoToken,
		"sIE4kxVQm2bTnA7pLq9Z.":              typoToken,
		"https://" + token + ".":             typoToken,
		"https://github.com/a/b":             "github.com is GitHub. This program is for GitLab.",
	} {
		a, p := ParseAddress(typed)
		if p == nil || p.Code != problem.InstanceURLInvalid || p.Facts.Hint != string(hint) {
			t.Errorf("%q: got %v %v %v, want %q", typed, a, p, p, hint)
			continue
		}
		for _, secret := range []string{"pw", "ada", token} {
			if strings.Contains(p.Subject+p.Evidence+p.Facts.Hint, secret) {
				t.Errorf("%q: %q is repeated", typed, secret)
			}
		}
	}
}

func TestParseAddressProposesHTTPS(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"http://git.example.com":                "https://git.example.com",
		"http://git.example.com:80/gitlab?x=y":  "https://git.example.com/gitlab",
		"http://git.example.com:8080/gitlab":    "https://git.example.com:8080/gitlab",
		"http://localhost.example.com":          "https://localhost.example.com",
		"http://127.0.0.1.example.com/-/issues": "https://127.0.0.1.example.com",
		"http://[::ffff:127.0.0.1]":             "https://[::ffff:127.0.0.1]",
	} {
		a, p := ParseAddress(typed)
		if p == nil || p.Code != problem.InstanceNotHTTPS || p.Facts.Proposed != want || !a.Upgraded {
			t.Errorf("%q: got %+v %v, want %s", typed, a, p, want)
			continue
		}
		if b, q := ParseAddress(want); q != nil || b.Origin != a.Origin {
			t.Errorf("%q: the proposal is read as %v, %v", typed, b, q)
		}
	}
}

func TestCandidatesAndProject(t *testing.T) {
	t.Parallel()
	a, _ := ParseAddress("https://git.example.com/gitlab/team/app/-/issues")
	var got []string
	for _, in := range a.Candidates() {
		got = append(got, in.URL())
	}
	want := []string{"https://git.example.com", "https://git.example.com/gitlab", "https://git.example.com/gitlab/team"}
	if !slices.Equal(got, want) {
		t.Errorf("candidates %q", got)
	}
	for root, project := range map[string]string{"": "gitlab/team/app", "/gitlab": "team/app", "/gitlab/team": ""} {
		in := a.Origin
		if root != "" {
			in = in.under(strings.Split(root[1:], "/")...)
		}
		if got := a.ProjectIn(in); got != project {
			t.Errorf("project below %q is %q, want %q", root, got, project)
		}
	}
}

func TestInstance(t *testing.T) {
	t.Parallel()
	in, p := ParseInstance("HTTPS://Git.Example.com:8443/gitlab/")
	if p != nil {
		t.Fatal(p)
	}
	if in.URL() != "https://git.example.com:8443/gitlab" || in.Host() != "git.example.com:8443" || in.Hostname() != "git.example.com" || in.Root() != "/gitlab" {
		t.Errorf("got %s, host %s", in.URL(), in.Host())
	}
	again, _ := ParseInstance("https://git.example.com:8443/gitlab")
	if in != again || in == DotCom || in.IsZero() || !(Instance{}).IsZero() || (Instance{}).URL() != "" {
		t.Error("equal instances do not compare equal")
	}
	if got := in.Join("/api/v4/user", nil); got != "https://git.example.com:8443/gitlab/api/v4/user" {
		t.Errorf("joined %s", got)
	}
}

func TestLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "localhost:8080": true, "127.0.0.1": true, "127.255.0.1:1": true, "[::1]": true, "[::1]:80": true,
		"localhost.localdomain": false, "my.localhost": false, "128.0.0.1": false, "0.0.0.0": false, "127.0.0.1.example": false, "[::2]": false,
	} {
		if got := (Instance{scheme: "http", host: host}).Loopback(); got != want {
			t.Errorf("%s: %v", host, got)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"gitlab.com", "https://a:b@c/d", "git@h:a/b.git", "http://[::1]:1/x/-/y", "ssh://git@h:22/a/b", "a%2Fb", "\x1b[31mx", strings.Repeat("0", 32) + "."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		a, p := ParseAddress(typed)
		if p != nil && !a.Upgraded {
			return
		}
		if a.Origin.IsZero() || strings.ContainsAny(a.Origin.URL(), "@?# \x1b") {
			t.Fatalf("%q became %q", typed, a.Origin.URL())
		}
		if a.Origin.Scheme() == "http" && !a.Origin.Loopback() {
			t.Fatalf("%q goes over http to %s", typed, a.Origin)
		}
		for _, in := range a.Candidates() {
			if again, p := ParseInstance(in.URL()); p != nil || again != in {
				t.Fatalf("%q: %s is read again as %s, %v", typed, in, again, p)
			}
		}
	})
}
