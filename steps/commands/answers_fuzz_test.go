package commands

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// What one run may cost, whatever answers it gets: of a body 1 MiB is read, of
// a list 8 MiB, and there are some fifteen requests.
const (
	mostAllocated = 512 << 20 // bytes, in all
	mostKept      = 512 << 10 // bytes of text in the results
	mostPrinted   = 256 << 10 // bytes
	mostLines     = 1_000     // of a document, 60 for each problem
	mostProblems  = 60
)

const (
	fuzzGitLab = "https://gitlab.example.com"
	fuzzACP    = "https://acp.example.com"
	fuzzToken  = "glpat-" + "Zt7hQ2mB9xK4vN8sWcR1"
	fuzzKey    = "a1b2c3d4e5f6.session-of-nobody"
)

// answer is what comes in the place of a good one.
type answer struct {
	// where is the request that it answers: a number of places, every one of
	// them for anything behind.
	where  uint8
	status int
	// page says that it calls itself a web page, not JSON.
	page bool
	// header is the value of every header that is looked at.
	header string
	body   []byte
}

// places are the requests of all commands, each with its good answer. The first
// that fits decides.
var places = []struct {
	method, path string // path is how it ends
	status       int
	kind, body   string
}{
	{"GET", "/personal_access_tokens/self", 200, "", `{"id":4902,"name":"x","active":true,"scopes":["api","read_api","read_user","write_repository"],"user_id":42,"expires_at":"2100-01-01"}`},
	{"GET", "/personal_access_tokens", 200, "", `[{"id":4902,"name":"x","active":true,"scopes":["api"],"user_id":42}]`},
	{"GET", "/api/v4/user", 200, "", `{"id":42,"username":"ada","name":"Ada Lovelace"}`},
	{"GET", "/api/v4/metadata", 200, "", `{"version":"18.5.2-ee","revision":"abc"}`},
	{"GET", "/api/v4/version", 401, "", `{"message":"401 Unauthorized"}`},
	{"GET", "/api/v4/projects", 200, "", `[{"id":17,"path_with_namespace":"team/app"}]`},
	{"GET", "/projects/team/app", 200, "", `{"id":17,"path_with_namespace":"team/app","default_branch":"main"}`},
	{"GET", "/members/all/42", 200, "", `{"id":42,"access_level":30}`},
	{"GET", "/repository/branches/main", 200, "", `{"name":"main","can_push":true}`},
	{"GET", "/info/refs", 200, "application/x-git-receive-pack-advertisement", "001f# service=git-receive-pack\n0000003f0123456789abcdef0123456789abcdef01234567 refs/heads/main\x00x\n0000"},
	{"POST", "/api/graphql", 200, "", `{"data":{"project":{"maxAccessLevel":{"integerValue":30}}}}`},
	{"GET", "/api/version", 200, "", `{"version":"v0.0.34"}`},
	{"GET", "/auth/gitlab/status", 200, "", `{"connected":true,"instanceUrl":"https://gitlab.example.com","updatedAt":"1700000000"}`},
	{"POST", "/auth/gitlab/connect", 200, "", `{"message":"connected"}`},
	{"POST", "/auth/gitlab/test", 200, "", `{"valid":true}`},
	{"GET", "/health", 200, "", `{"status":"healthy"}`},
}

// RoundTrip implements http.RoundTripper.
func (a answer) RoundTrip(req *http.Request) (*http.Response, error) {
	n := slices.IndexFunc(places, func(p struct {
		method, path string
		status       int
		kind, body   string
	},
	) bool {
		return req.Method == p.method && strings.HasSuffix(req.URL.Path, p.path)
	})
	resp := &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{"Content-Type": {"application/json"}}, Request: req}
	body := []byte(`{"message":"404 Not Found"}`)
	if n >= 0 {
		resp.StatusCode, body = places[n].status, []byte(places[n].body)
		if places[n].kind != "" {
			resp.Header.Set("Content-Type", places[n].kind)
		}
	}
	if int(a.where) >= len(places) || n == int(a.where) {
		resp.StatusCode, body = a.status, a.body
		if a.page {
			resp.Header.Set("Content-Type", "text/html")
		}
		for _, name := range []string{
			"Retry-After", "RateLimit-Reset", "RateLimit-ResetTime", "Location", "X-Request-Id", "X-Gitlab-Meta", "Date", "Link", "X-Next-Page",
		} {
			if a.header != "" {
				resp.Header.Set(name, a.header)
			}
		}
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// seedAnswers adds what has gone wrong before, in every place.
func seedAnswers(f *testing.F) {
	f.Helper()
	scopes := func(n int) string { return `{"id":1,"active":true,"scopes":["x"` + strings.Repeat(`,"aaaa"`, n) + `]}` }
	for _, body := range []string{
		scopes(8_000), scopes(40_000),
		`{"message":"` + strings.Repeat("x", 1<<20-20) + `"}`,
		`{"name":"` + strings.Repeat("ä ", 1<<15) + `","id":1,"active":true,"username":"` + strings.Repeat("b", 1<<15) + `","version":"` + strings.Repeat("1.", 1<<15) + `"}`,
		strings.Repeat(`{"message":`, 9_000) + "1" + strings.Repeat("}", 9_000),
		strings.Repeat(`{"error":`, 20_000),
		strings.Repeat("[", 1<<20),
		"[" + strings.Repeat("{},", 300_000) + "{}]",
		"[" + strings.Repeat(`{"id":5,"active":true,"path_with_namespace":"team/app"},`, 15_000) + "{}]",
		`{"id":1e999999}`, `{"id":123456789012345678901234567890}`, `{"exp":1e300,"updatedAt":99999999999999999999}`,
		`{"id":1,"id":"2","scopes":["api"],"scopes":{"a":["b"]},"connected":true,"connected":"no"}`,
		"\xff\xfe{\"message\":\"\xc3\x28\"}", "\x1f\x8b\x08\x00\x00\x00\x00\x00",
		"<html><title>" + strings.Repeat("Sign in ", 1<<16) + "</title>", "",
		`{"errors":[` + strings.Repeat(`{"message":"no"},`, 50_000) + `{}]}`,
		`{"data":{"projects":{"nodes":[` + strings.Repeat(`{"id":"gid://gitlab/Project/17","maxAccessLevel":{"integerValue":40}},`, 10_000) + `{}]}}}`,
		`{"issuer":"https://gitlab.example.com/` + strings.Repeat("a", 1<<16) + `/` + strings.Repeat("b", 1<<16) + `"}`,
	} {
		for _, status := range []int{200, 403} {
			f.Add(uint8(len(places)), status, false, "", []byte(body))
		}
		f.Add(uint8(0), 200, false, "", []byte(body))
	}
	for _, header := range []string{
		strings.Repeat("x", 100<<10), "https://gitlab.example.com/" + strings.Repeat("a", 100<<10), "9999999999999999999", "253402300799",
		"Fri, 31 Dec 9999 23:59:59 GMT", `"correlation_id":"` + strings.Repeat("y", 50<<10) + `"`, "2",
	} {
		for _, status := range []int{302, 429} {
			f.Add(uint8(len(places)), status, false, header, []byte("[]"))
		}
	}
	for n := range places {
		f.Add(uint8(n), 200, false, "", []byte(scopes(8_000)))
		f.Add(uint8(n), 200, true, "", []byte("<html><title>Welcome</title><input type=password>"))
	}
}

// bounded makes any numbers and sizes those that a transport can bring.
func (a answer) bounded() answer {
	if a.status = a.status % 1000; a.status < 200 {
		a.status = 200 + a.status&63
	}
	a.header = strings.NewReplacer("\r", "", "\n", "").Replace(a.header)
	return a
}

// allocated runs act in virtual time and fails where it allocates too much.
func allocated(t *testing.T, act func(*testing.T)) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	synctest.Test(t, act)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > mostAllocated {
		t.Errorf("%d MB were allocated, %d at most", used>>20, mostAllocated>>20)
	}
}

// FuzzRuns feeds answers to whole runs of the program.
func FuzzRuns(f *testing.F) {
	seedAnswers(f)
	f.Fuzz(func(t *testing.T, where uint8, status int, page bool, header string, body []byte) {
		a := &arena{wire: answer{where, status, page, header, body}.bounded(), token: fuzzToken, session: fuzzKey}
		to := []string{"--gitlab-url", fuzzGitLab, "--token-stdin"}
		atACP := []string{"--acp-url", fuzzACP, "--acp-project", "team"}
		for _, args := range [][]string{
			slices.Concat([]string{"check", "team/app", "--json"}, to), slices.Concat([]string{"check", "team/app"}, to),
			slices.Concat([]string{"tokens", "--json"}, to), slices.Concat([]string{"connect", "--yes", "--json"}, to, atACP),
			slices.Concat([]string{"status", "--json"}, atACP), slices.Concat([]string{"status"}, atACP),
		} {
			allocated(t, func(t *testing.T) {
				stdin := ""
				if slices.Contains(args, "--token-stdin") {
					stdin = fuzzToken
				}
				o := a.call(t, stdin, a.keys(), args...)
				printed := len(o.stdout) + len(o.stderr)
				lines := strings.Count(o.stdout, "\n") + strings.Count(o.stderr, "\n")
				if printed > mostPrinted || lines > mostLines || len(o.doc.Problems) > mostProblems {
					t.Errorf("%v: %d bytes, %d lines, %d problems\n%.500s", args, printed, lines, len(o.doc.Problems), o.stdout)
				}
				if o.exit == problem.ExitUnexpected {
					t.Errorf("%v: exit %d\n%s", args, o.exit, o.stderr)
				}
			})
		}
	})
}

// FuzzAnswers feeds answers to each call that GitLab and ACP are asked with, and
// weighs what comes of it.
func FuzzAnswers(f *testing.F) {
	seedAnswers(f)
	f.Fuzz(func(t *testing.T, where uint8, status int, page bool, header string, body []byte) {
		allocated(t, func(t *testing.T) {
			stack, err := web.New(web.Options{Transport: answer{where, status, page, header, body}.bounded(), Getenv: func(string) string { return "" }})
			if err != nil {
				t.Fatal(err)
			}
			defer stack.Close()
			for name, result := range asked(t.Context(), t, stack) {
				if n := weight(reflect.ValueOf(result), map[uintptr]bool{}); n > mostKept {
					t.Errorf("%s keeps %d bytes of text", name, n)
				}
			}
		})
	})
}

// asked are the results of every call.
func asked(ctx context.Context, t *testing.T, stack *web.Stack) map[string]any {
	t.Helper()
	out := map[string]any{}
	address, p := gitlab.ParseAddress(fuzzGitLab + "/team/app")
	if p != nil {
		t.Fatal(p)
	}
	var lines []problem.Finding
	emit := func(f problem.Finding) { lines = append(lines, f) }
	out["probe"] = gitlab.Probe(ctx, stack, address, time.Now, emit)
	in, _ := gitlab.ParseInstance(fuzzGitLab)
	client, err := gitlab.NewClient(stack, in, secret.New(fuzzToken))
	if err != nil {
		t.Fatal(err)
	}
	out["inspection"] = client.Inspect(ctx, time.Now(), emit)
	out["repository"] = client.Repository(ctx, "team/app", gitlab.User{ID: 42, Username: "ada"}, emit)
	tokens, p := client.Tokens(ctx, time.Now())
	out["tokens"] = []any{tokens, p}
	targets, p := client.PushTargets(ctx, "app")
	out["targets"] = []any{targets, p}
	out["addresses"] = client.LastUsedFrom(ctx)
	out["revoked"] = client.Revoke(ctx)

	place, p := acp.Find(ctx, stack, fuzzACP, emit)
	out["place"] = []any{place, p}
	session := acp.ReadSession(secret.New(fuzzKey), fuzzACP, "test")
	to, err := acp.NewClient(stack, fuzzACP, session, "team")
	if p, _ := err.(*problem.Problem); p != nil {
		t.Fatal(p)
	}
	connection, p := to.Status(ctx)
	out["connection"] = []any{connection, p}
	_, p = to.Test(ctx, secret.New(fuzzToken), fuzzGitLab)
	out["tested"] = p
	out["connected"] = to.Connect(ctx, secret.New(fuzzToken), fuzzGitLab)
	out["lines"] = lines
	return out
}

// weight is how many bytes of text can be reached from v.
func weight(v reflect.Value, seen map[uintptr]bool) (n int) {
	switch v.Kind() {
	case reflect.String:
		return v.Len()
	case reflect.Interface:
		return weight(v.Elem(), seen)
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return 0
		}
		seen[v.Pointer()] = true
		return weight(v.Elem(), seen)
	case reflect.Struct:
		for i := range v.NumField() {
			n += weight(v.Field(i), seen)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			n += weight(v.Index(i), seen)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			n += weight(key, seen) + weight(v.MapIndex(key), seen)
		}
	}
	return n
}
