package web

import (
	"crypto/tls"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	gitlab "gitlab.com/gitlab-org/api/client-go/v2"
)

// witness is a server that notes the credentials it is shown, by path.
type witness struct {
	mu    sync.Mutex
	shown map[string]string
}

func (w *witness) note(r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.shown == nil {
		w.shown = map[string]string{}
	}
	w.shown[r.URL.Path] = r.Header.Get("Authorization") + r.Header.Get("Private-Token")
}

func (w *witness) at(path string) (credentials string, asked bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	credentials, asked = w.shown[path]
	return credentials, asked
}

// crossroads redirects as its paths say.
func crossroads(t *testing.T, seen *witness, elsewhere func() string) string {
	t.Helper()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen.note(r)
		to, status := "", http.StatusFound
		switch r.URL.Path {
		case "/gitlab/api/v4/old", "/gitlab/api/v4/projects/old":
			to, status = "/gitlab/api/v4/projects/7?x=1", http.StatusMovedPermanently
		case "/gitlab/api/v4/keep":
			to, status = "/gitlab/api/v4/projects/7", http.StatusTemporaryRedirect
		case "/gitlab/api/v4/relative":
			to = "projects/7"
		case "/gitlab/api/v4/out":
			to = "/other/api"
		case "/gitlab/api/v4/dots":
			to = "/gitlab/api/../../other/api"
		case "/gitlab/api/v4/hidden-dots":
			to = "/gitlab/%2e%2e/other/api"
		case "/gitlab/api/v4/neighbour":
			to = "/gitlabx/api"
		case "/gitlab/api/v4/port", "/port":
			to = elsewhere() + "/x?token=abc#frag"
		case "/gitlab/api/v4/name":
			to = strings.Replace(named("http://"+r.Host, "localhost"), "https", "http", 1) + "/gitlab/api/v4/projects/7"
		case "/gitlab/api/v4/https":
			to = "https://" + r.Host + "/gitlab/api/v4/projects/7"
		case "/gitlab/api/v4/user-info":
			to = "http://ada:pw@" + r.Host + "/gitlab/api/v4/projects/7"
		case "/gitlab/api/v4/loop":
			to = "/gitlab/api/v4/loop"
		case "/gitlab/api/v4/broken":
			to = "http://%zz/"
		case "/gitlab/api/v4/ports":
			to, status = "https://git.example:30080:30443/x?private=1", http.StatusMovedPermanently
		case "/gitlab/api/v4/nowhere":
			w.WriteHeader(http.StatusFound)
			return
		}
		if to != "" {
			w.Header().Set("Location", to)
			w.WriteHeader(status)
			return
		}
		sayOK(w, r)
	})
	return server.URL
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		path, method string
		status       int
		target       string // of the failure; OTHER is the other server
		lost         bool   // the redirect leads to no address
	}{
		{"old", "GET", 200, "", false},
		{"keep", "GET", 200, "", false},
		{"relative", "GET", 200, "", false},
		{"old", "POST", 301, "", false},
		{"keep", "DELETE", 307, "", false},
		{"loop", "GET", 302, "", false},
		{"broken", "GET", 302, "http://%zz/", true},
		{"nowhere", "GET", 302, "", true},
		{"ports", "GET", 301, "https://git.example:30080:30443/x", true},
		{"out", "GET", 302, "HERE/other/api", false},
		{"dots", "GET", 302, "HERE/other/api", false},
		{"hidden-dots", "GET", 302, "HERE/gitlab/%2e%2e/other/api", false},
		{"neighbour", "GET", 302, "HERE/gitlabx/api", false},
		{"port", "GET", 302, "OTHER/x", false},
		{"port", "POST", 302, "OTHER/x", false},
		{"name", "GET", 302, "LOCALHOST/gitlab/api/v4/projects/7", false},
		{"https", "GET", 302, "TLS/gitlab/api/v4/projects/7", false},
		{"user-info", "GET", 302, "HERE/gitlab/api/v4/projects/7", false},
	} {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			t.Parallel()
			var here, there witness
			other := serve(t, func(w http.ResponseWriter, r *http.Request) { there.note(r); sayOK(w, r) })
			url := crossroads(t, &here, func() string { return other.URL })
			target := strings.NewReplacer("HERE", url, "OTHER", other.URL, "LOCALHOST", named(url, "localhost"),
				"TLS", strings.Replace(url, "http", "https", 1)).Replace(test.target)
			ask := func(via string, do func(s *Stack) (*Answer, error)) {
				t.Helper()
				a, err := do(newStack(t, Options{}))
				var f *Failure
				switch {
				case a == nil || a.Status != test.status:
					t.Errorf("%s: answer %+v, error %v", via, a, err)
				case test.lost && errors.As(err, &f) && f.Kind == Redirected && f.Target == target && a.Location == "":
				case test.lost, target == "" && err != nil:
					t.Errorf("%s: %v", via, err)
				case target != "" && (!errors.As(err, &f) || f.Kind != Redirected || f.Target != target || f.Status != test.status || a.Location != target):
					t.Errorf("%s: failure %+v, location %q; want target %s", via, f, a.Location, target)
				}
				if _, asked := there.at("/x"); asked {
					t.Errorf("%s: the other origin was asked", via)
				}
				if token, asked := here.at("/gitlab/api/v4/projects/7"); asked != (test.status == 200) || asked && token != "Bearer t" {
					t.Errorf("%s: at the end of the redirect: %v, %q", via, asked, token)
				}
			}
			address := url + "/gitlab/api/v4/" + test.path
			ask("Do", func(s *Stack) (*Answer, error) {
				return s.Do(t.Context(), Request{
					Method: test.method, URL: address, Header: http.Header{"Authorization": {"Bearer t"}}, Root: "/gitlab", Follow: true,
				})
			})
			ask("HTTP", func(s *Stack) (*Answer, error) {
				ctx, evidence := Record(t.Context())
				req := must[*http.Request](t)(http.NewRequestWithContext(ctx, test.method, address, http.NoBody))
				req.Header.Set("Authorization", "Bearer t")
				resp := must[*http.Response](t)(s.HTTP().Do(req))
				_ = resp.Body.Close()
				if f := evidence.Failure(); f != nil {
					return evidence.Last(), f
				}
				return evidence.Last(), nil
			})
		})
	}
}

func TestRedirectsThatNobodyAskedToFollow(t *testing.T) {
	t.Parallel()
	var here, there witness
	other := serve(t, func(w http.ResponseWriter, r *http.Request) { there.note(r) })
	url := crossroads(t, &here, func() string { return other.URL })
	s := newStack(t, Options{})
	for _, req := range []Request{{URL: url + "/gitlab/api/v4/old"}, {URL: url + "/gitlab/api/v4/old", Root: "/gitlab"}} {
		a, err := s.Do(t.Context(), req)
		if err != nil || a.Status != http.StatusMovedPermanently || a.Location != url+"/gitlab/api/v4/projects/7" {
			t.Errorf("got %+v, %v", a, err)
		}
	}
	if a, err := s.Do(t.Context(), Request{URL: url + "/port"}); a == nil || kindOf(err) != Redirected {
		t.Errorf("another origin, no root: %+v, %v", a, err)
	}
	req := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/port", http.NoBody))
	resp := must[*http.Response](t)(s.HTTP().Do(req))
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusFound {
		t.Errorf("not an API request: %d", resp.StatusCode)
	}
	if _, asked := there.at("/x"); asked {
		t.Error("the other origin was asked")
	}
}

// TestAClientThatFollowsByItself has lost our rule for redirects, as a copy of
// the client would; the transport still sends nothing outside.
func TestAClientThatFollowsByItself(t *testing.T) {
	t.Parallel()
	var here, there witness
	other := serve(t, func(w http.ResponseWriter, r *http.Request) { there.note(r) })
	url := crossroads(t, &here, func() string { return other.URL })
	eager := *newStack(t, Options{}).HTTP()
	eager.CheckRedirect = nil
	req := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/gitlab/api/v4/port", http.NoBody))
	req.Header.Set("Private-Token", "t")
	resp, err := eager.Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	if kindOf(err) != Redirected {
		t.Errorf("got %v", err)
	}
	if _, asked := there.at("/x"); asked {
		t.Error("the other origin was asked")
	}
}

func TestGitLabsClientOnTheStack(t *testing.T) {
	t.Parallel()
	var here, there witness
	other := serve(t, func(w http.ResponseWriter, r *http.Request) { there.note(r) })
	url := crossroads(t, &here, func() string { return other.URL })
	s := newStack(t, Options{})
	client := must[*gitlab.Client](t)(gitlab.NewClient("t", gitlab.WithBaseURL(url+"/gitlab"), gitlab.WithHTTPClient(s.HTTP()), gitlab.WithoutRetries()))
	ctx, evidence := Record(t.Context())
	if _, _, err := client.Projects.GetProject("old", nil, gitlab.WithContext(ctx)); err != nil {
		t.Errorf("moved project: %v", err)
	}
	if token, _ := here.at("/gitlab/api/v4/projects/7"); token != "t" {
		t.Errorf("token at the new place: %q", token)
	}
	if a := evidence.Last(); a.Status != http.StatusOK || a.Body != nil || evidence.Failure() != nil {
		t.Errorf("evidence %+v", a)
	}
}

func TestHTTPIsNotHTTPS(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t, "Example Root CA")
	var there witness
	plain := serve(t, func(w http.ResponseWriter, r *http.Request) { there.note(r) })
	server := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{ca.leaf(t, nil, "git.example")}})
	server.Config.Handler = http.RedirectHandler(named(plain.URL, "git.example")+"/x", http.StatusMovedPermanently)
	a, err := newStack(t, Options{CAFile: ca.file}).Do(t.Context(), Request{
		URL: named(server.URL, "git.example") + "/api/v4/user", Root: "/", Follow: true,
		Header: http.Header{"Authorization": {"Bearer t"}},
	})
	if kindOf(err) != Redirected || a.Status != http.StatusMovedPermanently {
		t.Errorf("got %+v, %v", a, err)
	}
	if _, asked := there.at("/x"); asked {
		t.Error("plain http was asked")
	}
}

func TestThreeHopsAtMost(t *testing.T) {
	t.Parallel()
	asked := 0
	s := newStack(t, Options{Transport: memory(func(*http.Request) (*http.Response, error) {
		asked++
		return reply(http.StatusFound, "", "Location", "/x"), nil
	})})
	a, err := s.Do(t.Context(), Request{URL: "https://git.example/", Root: "/", Follow: true})
	if err != nil || a.Status != http.StatusFound || asked != 4 {
		t.Errorf("%d requests, %+v, %v", asked, a, err)
	}
}
