package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

// flood answers with 64 MB, plain or, below /bomb, as 64 gzip members of 1 MB.
func flood(t *testing.T, header ...string) string {
	t.Helper()
	megabyte := bytes.Repeat([]byte{' '}, 1<<20)
	var member bytes.Buffer
	z := gzip.NewWriter(&member)
	_, _ = z.Write(megabyte)
	_ = z.Close()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		piece := megabyte
		if strings.HasSuffix(r.URL.Path, "/bomb") {
			w.Header().Set("Content-Encoding", "gzip")
			piece = member.Bytes()
		}
		for range 64 {
			if _, err := w.Write(piece); err != nil {
				return
			}
		}
	})
	return server.URL
}

func TestLongBodiesAreCut(t *testing.T) {
	t.Parallel()
	url := flood(t)
	for _, test := range []struct {
		name, path string
		limit      int64
		want       int
	}{
		{"plain", "/", 0, 1 << 20},
		{"gzip", "/bomb", 0, 1 << 20},
		{"asked for less", "/", 10, 10},
		{"asked for more", "/bomb", 2 << 20, 2 << 20},
	} {
		a, err := newStack(t, Options{}).Do(t.Context(), Request{URL: url + test.path, Limit: test.limit})
		if err != nil || !a.Cut || len(a.Body) != test.want {
			t.Fatalf("%s: %v, %+v", test.name, err, a)
		}
		if kindOf(a.JSON(new(any))) != BadAnswer {
			t.Errorf("%s: a part was taken for the whole", test.name)
		}
	}
}

// endless is a body without an end that counts what is taken of it.
type endless struct{ taken int }

func (e *endless) Read(p []byte) (int, error) {
	e.taken += len(p)
	return len(p), nil
}

func (e *endless) Close() error { return nil }

func TestNoMoreThanTheLimitIsRead(t *testing.T) {
	t.Parallel()
	body := &endless{}
	s := newStack(t, Options{Transport: memory(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: body}, nil
	})})
	a, err := s.Do(t.Context(), Request{URL: "https://git.example"})
	if err != nil || !a.Cut || body.taken != 1<<20+1 {
		t.Errorf("took %d bytes, %v", body.taken, err)
	}
}

func TestBodyOfExactlyTheLimitIsWhole(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"ok":true}`) })
	a, err := newStack(t, Options{}).Do(t.Context(), Request{URL: server.URL, Limit: 11})
	if err != nil || a.Cut || a.JSON(&struct{ OK bool }{}) != nil {
		t.Errorf("got %+v, %v", a, err)
	}
}

func TestLongBodiesForGitLabsClient(t *testing.T) {
	t.Parallel()
	plain, list := flood(t), flood(t, "X-Per-Page", "100")
	for _, test := range []struct {
		name, url string
		want      int64
	}{
		{"an object", plain + "/api/v4/user", 1 << 20},
		{"a list", list + "/api/v4/projects", 8 << 20},
		{"GraphQL", plain + "/api/graphql", 8 << 20},
	} {
		ctx, evidence := Record(t.Context())
		req := must[*http.Request](t)(http.NewRequestWithContext(ctx, http.MethodGet, test.url, http.NoBody))
		resp := must[*http.Response](t)(newStack(t, Options{}).HTTP().Do(req))
		n, err := io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if n != test.want || kindOf(err) != BadAnswer || !evidence.Last().Cut {
			t.Errorf("%s: %d bytes, %v", test.name, n, err)
		}
	}
}

func TestEvidenceKeepsTheBeginningOfErrors(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", "01JDA8")
		switch r.URL.Path {
		case "/ok":
			sayOK(w, r)
		case "/page":
			_, _ = io.WriteString(w, "<!doctype html><title>Sign in</title>")
		case "/long-page":
			_, _ = io.WriteString(w, "<!doctype html><style>"+strings.Repeat("p{} ", 5000)+"</style><title>Welcome</title><input type=password>")
		default:
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, strings.Repeat("404 Project Not Found ", 1000))
		}
	})
	s := newStack(t, Options{})
	ctx, evidence := Record(t.Context())
	if evidence.Last() != nil || evidence.Failure() != nil {
		t.Error("evidence before anything was asked")
	}
	get := func(path string) *Answer {
		t.Helper()
		req := must[*http.Request](t)(http.NewRequestWithContext(ctx, http.MethodGet, server.URL+path, http.NoBody))
		resp := must[*http.Response](t)(s.HTTP().Do(req))
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		return evidence.Last()
	}
	if a := get("/ok"); a.Status != 200 || a.Body != nil || a.RequestID != "01JDA8" || a.Took <= 0 {
		t.Errorf("ok: %+v", a)
	}
	if a := get("/none"); a.Status != 404 || len(a.Body) != 4096 || !a.Cut || !strings.HasPrefix(a.Words(), "404 Project Not Found") {
		t.Errorf("404: %d bytes, %q", len(a.Body), a.Words())
	}
	if a := get("/page"); !a.LooksLikeLogin() {
		t.Errorf("page: %+v", a)
	}
	if a := get("/long-page"); !a.LooksLikeLogin() || !a.IsHTML() || a.Words() != "Welcome" || len(a.Body) != 4096 {
		t.Errorf("long page: login %v, %q, %d bytes", a.LooksLikeLogin(), a.Words(), len(a.Body))
	}
	server.Close()
	req := must[*http.Request](t)(http.NewRequestWithContext(ctx, http.MethodGet, server.URL, http.NoBody))
	resp, err := s.HTTP().Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	if evidence.Last() != nil || evidence.Failure() == nil || evidence.Failure().Kind != Refused || kindOf(err) != Refused {
		t.Errorf("nothing came back: %+v, %v", evidence.Last(), evidence.Failure())
	}
}

func TestAnswerJSON(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"name":"a"}`:           "",
		`{"name":"secret-in-bo`:  "not the JSON",
		"<!DOCTYPE html><html>":  "a web page",
		`{"name":"a"} {"b":"c"}`: "not the JSON",
		``:                       "not the JSON",
		`{"name":1}`:             "not the JSON",
	} {
		a := &Answer{Status: 200, Body: []byte(body), URL: "https://git.example:8443/x"}
		err := a.JSON(&struct{ Name string }{})
		f := Explain(err)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", body, err)
		case want != "" && (f.Kind != BadAnswer || !strings.Contains(f.Words, want) || f.Host != "git.example:8443"):
			t.Errorf("%s: %v", body, err)
		case want != "" && strings.Contains(err.Error(), "secret"):
			t.Errorf("%s: the body stands in %v", body, err)
		}
	}
}
