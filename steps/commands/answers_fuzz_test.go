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

// fedAnswer is what comes in the place of a good one.
type fedAnswer struct {
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
func (a fedAnswer) RoundTrip(req *http.Request) (*http.Response, error) {
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

// sized is a body of any size: head, unit as often as it takes or fits, tail. A
// fuzzer that changes the few bytes of the parts reaches what it would not
// reach in a megabyte.
type sized struct {
	head, unit string
	times      int
	tail       string
}

// longest is how long a body becomes, in bytes; of a longer one no more is read.
const longest = 1 << 20

func (s sized) bytes() []byte {
	room := max(0, longest-len(s.head)-len(s.tail))
	times := max(0, s.times)
	if len(s.unit) > 0 {
		times = min(times, room/len(s.unit))
	}
	return []byte(s.head + strings.Repeat(s.unit, times) + s.tail)
}

// fuzzBodies are what has gone wrong before, and what could.
var fuzzBodies = []sized{
	{`{"id":1,"active":true,"scopes":["x"`, `,"aaaa"`, 8_000, `]}`},
	{`{"id":1,"active":true,"scopes":["x"`, `,"aaaa"`, 40_000, `]}`},
	{`{"id":1,"active":true,"scopes":["api"`, `,"y"`, 60, `]}`},
	{`{"message":"`, "x", longest, `"}`},
	{`{"id":1,"active":true,"username":"a","version":"1","name":"`, "ä ", longest, `"}`},
	{`{"id":1,"username":"`, "b", longest, `"}`},
	{`{"version":"`, "1.", longest, `"}`},
	{"", `{"message":`, 9_000, ""},
	{"", `{"error":[`, longest, ""},
	{"", "[", longest, ""},
	{"[", "{},", longest, "{}]"},
	{"[", `{"id":5,"active":true,"path_with_namespace":"team/app"},`, longest, "{}]"},
	{`{"errors":[`, `{"message":"no"},`, longest, `{}]}`},
	{`{"data":{"projects":{"nodes":[`, `{"id":"gid://gitlab/Project/17","maxAccessLevel":{"integerValue":40}},`, longest, `{}]}}}`},
	{`{"id":`, "9", 400, "}"},
	{`{"id":1e`, "9", 400, `,"updatedAt":99999999999999999999}`},
	{`{"id":1`, `,"scopes":["api"],"id":"2","scopes":{"a":["b"]},"connected":true,"connected":"no"`, 5, "}"},
	{"\xff\xfe{\"message\":\"", "\xc3\x28", 400, "\"}"},
	{"\x1f\x8b\x08", "\x00", 10, ""},
	{"<html><title>", "Sign in ", longest, "</title><input type=password>"},
	{`{"issuer":"https://gitlab.example.com/`, "a", longest, `"}`},
	{"", "", 0, ""},
}

// fuzzHeaders are what may stand in the place of a number, a date or an address.
var fuzzHeaders = []string{
	"", strings.Repeat("x", 100<<10), "https://gitlab.example.com/" + strings.Repeat("a", 100<<10), "9999999999999999999", "253402300799",
	"Fri, 31 Dec 9999 23:59:59 GMT", `"correlation_id":"` + strings.Repeat("y", 50<<10) + `"`, "2",
}

// seedAnswers adds bodies, short where they are for fuzzing: a fuzzer looks at
// all of them before it begins.
func seedAnswers(f *testing.F) {
	f.Helper()
	for n, b := range fuzzBodies {
		f.Add(uint8(n), uint8(len(places)), 200+203*(n%2), false, "", b.head, b.unit, min(b.times, 300), b.tail)
	}
	for n := range places {
		f.Add(uint8(n), uint8(n), 200, n%2 == 1, "2", `{"id":1,"active":true,"connected":true,"scopes":["x"`, `,"aaaa"`, 8_000, `]}`)
	}
	for n, h := range fuzzHeaders {
		f.Add(uint8(n), uint8(len(places)), 302+127*(n%2), false, h[:min(len(h), 300)], "", "[]", 1, "")
	}
}

// bounded makes any numbers and sizes those that a transport can bring.
func (a fedAnswer) bounded() fedAnswer {
	if a.status %= 1000; a.status < 200 {
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

// TestAnswersOfAnySize brings every body at its full size, and every header, in
// the place of all answers and of the one about the token. Each goes to check,
// and to one of the other runs in turn.
//
//nolint:paralleltest // what it allocates is measured
func TestAnswersOfAnySize(t *testing.T) {
	var all []fedAnswer
	for _, b := range fuzzBodies {
		all = append(all, fedAnswer{uint8(len(places)), 200, false, "", b.bytes()}, fedAnswer{uint8(len(places)), 403, false, "", b.bytes()}, fedAnswer{0, 200, false, "", b.bytes()})
	}
	for _, h := range fuzzHeaders {
		all = append(all, fedAnswer{uint8(len(places)), 302, false, h, nil}, fedAnswer{uint8(len(places)), 429, false, h, nil})
	}
	for n, a := range all {
		weighed(t, a)
		fed(t, 0, a)
		fed(t, 1+n%(len(fedRuns)-1), a)
	}
}

var (
	toGitLab = []string{"--gitlab-url", fuzzGitLab, "--token-stdin"}
	toACP    = []string{"--acp-url", fuzzACP, "--acp-project", "team"}
	fedRuns  = [][]string{
		slices.Concat([]string{"check", "team/app", "--json"}, toGitLab), slices.Concat([]string{"check", "team/app"}, toGitLab),
		slices.Concat([]string{"tokens", "--json"}, toGitLab), slices.Concat([]string{"connect", "--yes", "--json"}, toGitLab, toACP),
		slices.Concat([]string{"status", "--json"}, toACP), slices.Concat([]string{"status"}, toACP),
	}
)

// fed is one run of the program, which gets the answer.
func fed(t *testing.T, n int, with fedAnswer) {
	t.Helper()
	args, a := fedRuns[n], &arena{wire: with.bounded(), token: fuzzToken, session: fuzzKey}
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

// FuzzRuns feeds answers to whole runs of the program.
func FuzzRuns(f *testing.F) {
	seedAnswers(f)
	f.Fuzz(func(t *testing.T, n, where uint8, status int, page bool, header, head, unit string, times int, tail string) {
		fed(t, int(n)%len(fedRuns), fedAnswer{where, status, page, header, sized{head, unit, times, tail}.bytes()})
	})
}

// weighed makes every call that GitLab and ACP are asked with, and weighs what
// comes of it.
func weighed(t *testing.T, with fedAnswer) {
	t.Helper()
	allocated(t, func(t *testing.T) {
		stack, err := web.New(web.Options{Transport: with.bounded(), Getenv: func(string) string { return "" }})
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
}

// FuzzAnswers feeds answers to the calls.
func FuzzAnswers(f *testing.F) {
	seedAnswers(f)
	f.Fuzz(func(t *testing.T, _, where uint8, status int, page bool, header, head, unit string, times int, tail string) {
		weighed(t, fedAnswer{where, status, page, header, sized{head, unit, times, tail}.bytes()})
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
	client, p := gitlab.NewClient(stack, in, secret.New(fuzzToken))
	if p != nil {
		t.Fatal(p)
	}
	out["inspection"] = client.Inspect(ctx, time.Now(), emit)
	out["repository"] = client.Repository(ctx, "team/app", gitlab.User{ID: 42, Username: "ada"}, emit)
	tokens, p := client.Tokens(ctx, time.Now())
	out["tokens"] = []any{tokens, p}
	targets, p := client.PushTargets(ctx, "app", nil)
	out["targets"] = []any{targets, p}
	out["addresses"] = client.LastUsedFrom(ctx)
	out["revoked"] = client.Revoke(ctx)

	place, p := acp.Find(ctx, stack, fuzzACP, emit)
	out["place"] = []any{place, p}
	session := acp.ReadSession(secret.New(fuzzKey), fuzzACP, "test")
	to, p := acp.NewClient(stack, fuzzACP, session, "team")
	if p != nil {
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
