package acp_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

const (
	webName = "ambient-code.apps.example.com"
	apiName = "backend-route-ambient-code.apps.example.com"
)

// named leads https requests for host names to servers of this computer, and
// notes which hosts were asked.
func named(t *testing.T, servers map[string]string) (*web.Stack, func() []string) {
	t.Helper()
	var d net.Dialer
	return namedBy(t, d.DialContext, servers)
}

// namedBy is named for servers that dial reaches.
func namedBy(t *testing.T, dial acptest.Dial, servers map[string]string) (*web.Stack, func() []string) {
	t.Helper()
	var asked sink[string]
	transport := &http.Transport{
		DisableKeepAlives: true,
		DialTLSContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			host, _, _ := net.SplitHostPort(address)
			asked.add(host)
			to, ok := servers[host]
			if !ok {
				return nil, &net.OpError{Op: "dial", Net: network, Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
			}
			return dial(ctx, network, strings.TrimPrefix(to, "http://"))
		},
	}
	return newStack(t, web.Options{Transport: transport}), asked.all
}

// found runs Find and returns the last finding of each line.
func found(t *testing.T, st *web.Stack, typed string) (acp.Endpoint, *problem.Problem, map[string]problem.Finding) {
	t.Helper()
	lines := map[string]problem.Finding{}
	place, p := acp.Find(t.Context(), st, typed, func(f problem.Finding) { lines[f.ID] = f })
	for id, f := range lines {
		if f.State == problem.Wait || f.Label == "" || strings.HasSuffix(f.Text, ".") {
			t.Errorf("the line %s ends as %+v", id, f)
		}
	}
	return place, p, lines
}

func TestFindSeesTheAPIBesideThePages(t *testing.T) {
	t.Parallel()
	srv := newServer(t, acptest.WithNames(webName, apiName))
	st, asked := named(t, map[string]string{webName: srv.WebURL(), apiName: srv.URL()})
	place, p, lines := found(t, st, "https://"+webName+"/projects/my-team")
	want := acp.Endpoint{Web: "https://" + webName, API: "https://" + apiName, Beside: true, Version: srv.Version(), Workspace: "my-team"}
	if p != nil || place != want {
		t.Fatalf("%+v, %v; want %+v", place, p, want)
	}
	if got := lines["pages"].Text; got != "https://"+webName+" (you sign in there)" {
		t.Errorf("pages: %q", got)
	}
	if got := lines["api"].Text; got != "https://"+apiName+" (found beside)" {
		t.Errorf("API: %q", got)
	}
	if place.IntegrationsPage() != "https://"+webName+"/integrations" || place.KeysPage() != "https://"+webName+"/projects/my-team/keys" {
		t.Errorf("%q, %q", place.IntegrationsPage(), place.KeysPage())
	}
	for _, host := range asked() {
		if host != webName && host != apiName {
			t.Errorf("%s was asked", host)
		}
	}
	checkNoSecrets(t, srv.Requests())
}

// checkNoSecrets looks for anything but plain questions.
func checkNoSecrets(t *testing.T, seen []acptest.Seen) {
	t.Helper()
	for _, s := range seen {
		if s.Method != http.MethodGet || s.Authorization != acptest.BearerNone || s.Forwarded != acptest.BearerNone || slices.Contains(s.Headers, "Cookie") {
			t.Errorf("%s %s carries something", s.Method, s.Path)
		}
	}
}

func TestFindWithoutAnAPILeavesTheBrowser(t *testing.T) {
	t.Parallel()
	srv := newServer(t, acptest.WithNames(webName))
	st, _ := named(t, map[string]string{webName: srv.WebURL()})
	place, p, lines := found(t, st, webName)
	if p == nil || p.Code != problem.ACPLoginPage || place != (acp.Endpoint{Web: "https://" + webName}) {
		t.Errorf("%+v, %v", place, p)
	}
	if lines["pages"].State != problem.OK || lines["api"].State != problem.Skip {
		t.Errorf("%+v", lines)
	}
	if got := place.KeysPage(); got != "https://"+webName+"/projects/WORKSPACE/keys" {
		t.Errorf("keys page %q", got)
	}
}

// TestFindNamesAnAPIThatIsRestarting: pages that are there do not mean that the
// browser is the only way.
func TestFindNamesAnAPIThatIsRestarting(t *testing.T) {
	t.Parallel()
	const routed = "frontend-route-my-ns.apps.example.com"
	const envoy, router = "upstream connect error or disconnect/reset before headers", "<title>Application is not available</title>"
	pages := answer{200, "text/html", "<title>Ambient Code Platform</title>"}
	trouble := func(a answer) answers {
		return answers{"/": a, "/health": a, "/api/version": a, statusCall: a}
	}
	together := func(a answer) answers {
		all := trouble(a)
		all["/"] = pages
		return all
	}
	for name, c := range map[string]struct {
		web   string
		pages answers
		api   answers // nil: nobody listens
		code  problem.Code
	}{
		"one address, 503":                    {"ambient.example.org", together(answer{503, "", envoy}), nil, problem.ACPUnavailable},
		"one address, a page of 502":          {"ambient.example.org", together(answer{502, "text/html", "<title>502</title>"}), nil, problem.ACPUnavailable},
		"beside, 503":                         {webName, answers{"/": pages}, trouble(answer{503, "", envoy}), problem.ACPUnavailable},
		"beside, the router's page":           {routed, answers{"/": pages}, trouble(answer{503, "text/html", router}), problem.ACPUnavailable},
		"beside, nobody listens":              {routed, answers{"/": pages}, nil, problem.ACPUnavailable},
		"a guess, and a router's page":        {webName, answers{"/": pages}, trouble(answer{503, "text/html", router}), problem.ACPLoginPage},
		"a guess, and nobody listens":         {webName, answers{"/": pages}, nil, problem.ACPLoginPage},
		"some other site beside":              {routed, answers{"/": pages}, trouble(answer{200, "text/html", "<title>Wiki</title>"}), problem.ACPLoginPage},
		"some site, and trouble at the guess": {webName, answers{"/": {200, "text/html", "<title>Wiki</title>"}}, trouble(answer{503, "", envoy}), problem.ACPNotACP},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(b *bubble) {
				beside := b.nobody()
				if c.api != nil {
					beside = b.serve(c.api)
				}
				st, _ := namedBy(b.t, b.dial, map[string]string{
					c.web: b.serve(c.pages), apiName: beside, "backend-route-my-ns.apps.example.com": beside,
				})
				place, p, _ := found(b.t, st, "https://"+c.web)
				if p == nil || p.Code != c.code || place.API != "" || place.Web == "" && c.code != problem.ACPNotACP {
					t.Errorf("%+v, %v; want %s", place, p, c.code)
				}
			})
		})
	}
}

// TestFindAsksNobodyBesideAServerInTrouble: a page of a server that fails says
// nothing about the site, so no other host is asked because of it.
func TestFindAsksNobodyBesideAServerInTrouble(t *testing.T) {
	t.Parallel()
	api := answers{"/health": {http.StatusOK, "", `{"status":"healthy"}`}}
	for status, look := range map[int]bool{499: true, 500: false, 501: false, 503: false} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(b *bubble) {
				trouble := answer{status, "text/html", "<title>Oh no</title>"}
				st, asked := namedBy(b.t, b.dial, map[string]string{
					webName: b.serve(answers{"/": trouble, "/health": trouble, "/api/version": trouble}), apiName: b.serve(api),
				})
				place, p, _ := found(b.t, st, "https://"+webName)
				if (place.API != "") != look || (p == nil) != look || slices.Contains(asked(), apiName) != look {
					t.Errorf("%d: %+v, %v, asked %q", status, place, p, asked())
				}
			})
		})
	}
}

func TestFindTakesTheAPIItself(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opts []acptest.Option
		at   func(*acptest.Server) string
		web  bool
	}{
		"current release":   {nil, (*acptest.Server).URL, false},
		"no version page":   {[]acptest.Option{acptest.WithDialect(acptest.V0021)}, (*acptest.Server).URL, false},
		"acpctl's address":  {[]acptest.Option{acptest.WithDialect(acptest.SSO)}, (*acptest.Server).GatewayURL, false},
		"pages and API one": {[]acptest.Option{acptest.WithOneAddress()}, (*acptest.Server).URL, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, c.opts...)
			place, p, lines := found(t, newStack(t, web.Options{}), c.at(srv)+"/projects")
			if p != nil || place.API != c.at(srv) || place.Beside || (place.Web != "") != c.web {
				t.Errorf("%+v, %v", place, p)
			}
			if lines["api"].State != problem.OK {
				t.Errorf("%+v", lines["api"])
			}
			if !c.web && place.IntegrationsPage() != "" {
				t.Errorf("a page of nowhere: %q", place.IntegrationsPage())
			}
			checkNoSecrets(t, srv.Requests())
		})
	}
}

func TestFindRecognisesAnAPIByItsStatus(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"error":"Invalid or missing token"}`, "Unauthorized\n"} {
		st := newStack(t, web.Options{})
		at := answering(t, map[string]answer{"/api/auth/gitlab/status": {http.StatusUnauthorized, "", body}})
		if place, p, _ := found(t, st, at); p != nil || place.API != at {
			t.Errorf("%q: %+v, %v", body, place, p)
		}
	}
}

func TestFindSaysWhatStandsInTheWay(t *testing.T) {
	t.Parallel()
	wiki := answer{http.StatusOK, "text/html", "<title>Example Corp Wiki</title>"}
	for name, c := range map[string]struct {
		answers answers
		code    problem.Code
		web     bool
	}{
		"some website":         {answers{"/": wiki, "/health": wiki, "/api/version": wiki, "/api/auth/gitlab/status": wiki}, problem.ACPNotACP, false},
		"another JSON":         {answers{"/api/version": {200, "", `{"name":"x"}`}, "/health": {200, "", `{"status":"up"}`}}, problem.ACPNotACP, false},
		"nothing of ACP":       {nil, problem.ACPNotACP, false},
		"router without route": {answers{"/": {503, "text/html", "<title>x</title>"}, "/health": {503, "text/html", "x"}, "/api/version": {503, "text/html", "x"}}, problem.ACPUnavailable, false},
		"ACP's own pages":      {answers{"/": {200, "text/html", "<title>Ambient Code Platform</title>"}}, problem.ACPLoginPage, true},
		"a sign-in form":       {answers{"/": {200, "text/html", `<input type="password">`}}, problem.ACPLoginPage, true},
		"to a sign-in":         {answers{"/api/version": {302, "https://sso.example.com/auth", ""}}, problem.ACPLoginPage, true},
		"to somewhere else":    {answers{"/api/version": {302, "https://www.example.com/x", ""}, "/health": {302, "https://www.example.com/", ""}}, problem.ACPNotACP, false},
		"another's 401":        {answers{"/api/version": {401, "", `{"message":"401 Unauthorized"}`}, "/api/auth/gitlab/status": {401, "", `{"message":"401 Unauthorized"}`}}, problem.ACPSessionRefused, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(b *bubble) {
				place, p, _ := found(b.t, b.stack(), b.serve(c.answers))
				if p == nil || p.Code != c.code || place.API != "" || (place.Web != "") != c.web {
					t.Errorf("%+v, %v; want %s", place, p, c.code)
				}
			})
		})
	}
}

func TestFindReportsTheNetwork(t *testing.T) {
	t.Parallel()
	st, asked := named(t, nil)
	_, p, lines := found(t, st, "https://"+webName)
	if p == nil || p.Code != problem.ACPUnreachable || p.Evidence != "name lookup of "+webName+": no such host" {
		t.Errorf("%v", p)
	}
	if lines["pages"].State != problem.Stop || slices.Contains(asked(), apiName) {
		t.Errorf("%+v, asked %q", lines, asked())
	}
	srv := httptest.NewServer(http.NotFoundHandler())
	srv.Close()
	if _, p := acp.Find(t.Context(), newStack(t, web.Options{}), srv.URL, nil); p == nil || p.Code != problem.ACPUnreachable {
		t.Errorf("%v", p)
	}
}

func TestFindAsksNobodyAboutAnAddressThatIsNone(t *testing.T) {
	t.Parallel()
	st, asked := named(t, nil)
	for typed, code := range map[string]problem.Code{
		"/etc/passwd": problem.ACPURLInvalid, "http://" + webName: problem.ACPNotHTTPS, "http://vteam-backend:8080": problem.ACPNotHTTPS,
	} {
		if _, p := acp.Find(t.Context(), st, typed, nil); p == nil || p.Code != code {
			t.Errorf("%s: %v", typed, p)
		}
	}
	if len(asked()) != 0 {
		t.Errorf("asked %q", asked())
	}
}

func TestFindInsideTheClusterNeedsAYes(t *testing.T) {
	t.Parallel()
	srv := newServer(t, acptest.WithNames("vteam-backend:8080"))
	transport := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, strings.TrimPrefix(srv.URL(), "http://"))
	}}
	st := newStack(t, web.Options{Transport: transport})
	var line problem.Finding
	place, p := acp.Find(t.Context(), st, "http://vteam-backend:8080", func(f problem.Finding) { line = f }, acp.Agreed())
	if p != nil || place.API != "http://vteam-backend:8080" {
		t.Fatalf("%+v, %v", place, p)
	}
	if line.State != problem.Warn || line.Problem == nil || line.Problem.Code != problem.ACPNotHTTPS {
		t.Errorf("%+v", line)
	}
	s := acp.ReadSession(secretOf(srv.Session()), place.API, "test")
	if _, p := acp.NewClient(st, place.API, s, ""); p == nil {
		t.Error("a session goes there without a yes")
	}
	c, p := acp.NewClient(st, place.API, s, "", acp.Agreed())
	if p != nil {
		t.Fatal(p)
	}
	if _, p := c.Status(t.Context()); p != nil {
		t.Errorf("status: %v", p)
	}
}
