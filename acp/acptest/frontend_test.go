package acptest

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// browser is a person's browser: it keeps cookies, follows redirects and sends
// forms.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar := &oneCookie{}
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Jar: jar, Transport: tr}
}

// oneCookie is a cookie jar for one address.
type oneCookie struct{ cookies []*http.Cookie }

func (j *oneCookie) SetCookies(_ *url.URL, c []*http.Cookie) { j.cookies = c }
func (j *oneCookie) Cookies(*url.URL) []*http.Cookie         { return j.cookies }

func open(t *testing.T, c *http.Client, method, address string, form url.Values) got {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", strings.TrimSuffix(req.URL.Scheme+"://"+req.URL.Host, "/"))
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var b strings.Builder
	if err := resp.Write(&b); err != nil {
		t.Fatal(err)
	}
	return got{resp.StatusCode, resp.Header.Get("Content-Type"), b.String(), resp.Request.URL.Path}
}

func signedIn(t *testing.T, s *Server) *http.Client {
	t.Helper()
	c := browser(t)
	a := open(t, c, "GET", s.WebURL()+"/integrations", nil)
	if a.status != 403 || !strings.Contains(a.body, "<title>Log In") {
		t.Fatalf("before signing in: %d %s", a.status, a.body)
	}
	next := regexp.MustCompile(`name="rd" value="([^"]*)"`).FindStringSubmatch(a.body)
	if next == nil {
		t.Fatal("no field rd")
	}
	a = open(t, c, "GET", s.WebURL()+"/oauth/start?rd="+url.QueryEscape(html.UnescapeString(next[1])), nil)
	if a.status != 200 || a.location != "/integrations" {
		t.Fatalf("after signing in: %d at %s", a.status, a.location)
	}
	return c
}

func TestPersonConnectsInTheBrowser(t *testing.T) {
	t.Parallel()
	for _, d := range Dialects() {
		g := newGitLab(t, 200)
		s := start(t, WithDialect(d), WithKeys())
		c := signedIn(t, s)
		a := open(t, c, "GET", s.WebURL()+"/integrations?gitlab=edit", nil)
		for _, label := range []string{"GitLab Instance URL", "Personal Access Token", "Save Credentials", "Not Connected", "DEMO"} {
			if !strings.Contains(a.body, label) {
				t.Errorf("%s: no %q on the page", d, label)
			}
		}
		a = open(t, c, "POST", s.WebURL()+"/integrations/gitlab", url.Values{"instanceUrl": {g.URL}, "personalAccessToken": {token}})
		if !strings.Contains(a.body, "</span>Connected") || !strings.Contains(a.body, "Instance: "+g.URL) || strings.Contains(a.body, token) {
			t.Fatalf("%s: after Save Credentials: %s", d, a.body)
		}
		if seen := s.Requests(); !seen[len(seen)-1].Token {
			t.Errorf("%s: the token in the form was not noted", d)
		}
		if !s.Holds(g.URL, func(have string) bool { return have == token }) {
			t.Errorf("%s: not stored", d)
		}
		a = open(t, c, "POST", s.WebURL()+"/integrations/gitlab/disconnect", url.Values{})
		if _, ok := s.Connection(Person); ok || !strings.Contains(a.body, "Not Connected") {
			t.Errorf("%s: still connected", d)
		}
	}
}

func TestPageShowsACPsWords(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"acp-cannot-reach-gitlab": "cannot resolve GitLab instance host",
		"acp-refused-token":       "failed to authenticate with the provided Personal Access Token",
		"acp-storage-failed":      "Failed to save GitLab credentials",
		"error-disconnect":        "Failed to disconnect GitLab",
	} {
		s := start(t, WithScenario(name))
		c := signedIn(t, s)
		path := "/integrations/gitlab"
		if name == "error-disconnect" {
			path += "/disconnect"
		}
		a := open(t, c, "POST", s.WebURL()+path, url.Values{"instanceUrl": {"https://git.example.com"}, "personalAccessToken": {token}})
		if !strings.Contains(html.UnescapeString(a.body), want) {
			t.Errorf("%s: %s", name, a.body)
		}
	}
}

func TestPersonMakesAnAccessKey(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := signedIn(t, s)
	keys := s.WebURL() + "/projects/my-team/keys"
	if a := open(t, c, "GET", keys, nil); !strings.Contains(a.body, "Token Lifetime") || !strings.Contains(a.body, "Create Key") {
		t.Fatalf("page: %s", a.body)
	}
	a := open(t, c, "POST", keys, url.Values{"name": {"gitlab-setup"}, "role": {"view"}, "days": {"1"}})
	found := regexp.MustCompile(`<input id="key" class="key" type="text" value="([^"]+)"`).FindStringSubmatch(a.body)
	if found == nil {
		t.Fatalf("no key: %s", a.body)
	}
	if got := must(t, sent{method: "GET", url: s.URL() + global + "status", auth: found[1]}); got.body != nothing {
		t.Errorf("the key does not work: %+v", got)
	}
	if a := open(t, c, "GET", keys, nil); strings.Contains(a.body, found[1]) {
		t.Error("the key is shown again")
	}
	for _, form := range []url.Values{{"name": {"../x"}, "days": {"1"}}, {"name": {"x"}, "days": {"0"}}, {"name": {"x"}, "days": {"9999"}}} {
		if a := open(t, c, "POST", keys, form); a.status != 400 {
			t.Errorf("%v: status %d", form, a.status)
		}
	}
}

func TestUnknownPathsAtTheWebAddressAreHTML(t *testing.T) {
	t.Parallel()
	s := start(t)
	oc := s.OCSession()
	for _, q := range []sent{
		{method: "GET", url: "/health"},
		{method: "GET", url: "/no/such/page"},
		{method: "POST", url: global + "test", body: connectBody(token, "https://git.example.com")},
		{method: "GET", url: scoped + "status"},
		{method: "POST", url: global + "disconnect"},
	} {
		q.url, q.auth, q.fwd = s.WebURL()+q.url, oc, oc
		if a := must(t, q); a.status != 404 || !strings.HasPrefix(a.kind, "text/html") {
			t.Errorf("%s %s: %d %s", q.method, q.url, a.status, a.kind)
		}
	}
}

func TestSignInLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, rd := range []string{"https://evil.example.com", "//evil.example.com", `/\evil.example.com`, ""} {
		a := must(t, sent{method: "GET", url: s.WebURL() + "/oauth/start?rd=" + url.QueryEscape(rd)})
		if a.status != 302 || a.location != "/" {
			t.Errorf("%q: %d to %q", rd, a.status, a.location)
		}
	}
}

func TestOneAddressServesPagesAndAPI(t *testing.T) {
	t.Parallel()
	s := start(t, WithOneAddress())
	if s.URL() != s.WebURL() {
		t.Fatalf("%s and %s", s.URL(), s.WebURL())
	}
	if a := must(t, sent{method: "GET", url: s.URL() + "/health"}); a.body != `{"status":"healthy"}` {
		t.Errorf("health: %+v", a)
	}
	if a := must(t, sent{method: "GET", url: s.URL() + global + "status", auth: s.Session()}); a.body != nothing {
		t.Errorf("status: %+v", a)
	}
	c := signedIn(t, s)
	if a := open(t, c, "GET", s.URL()+global+"status", nil); !strings.Contains(a.body, nothing) {
		t.Errorf("status of a signed-in browser: %s", a.body)
	}
}
