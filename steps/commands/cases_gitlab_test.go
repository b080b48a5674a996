package commands

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/gitlab/problem"
)

// caseRule is one answer of a GitLab, and the requests that get it.
type caseRule struct {
	M     string             `json:"m"`
	P     string             `json:"p"`
	Q     string             `json:"q"`
	Auth  *bool              `json:"auth"`
	S     int                `json:"s"`
	B     any                `json:"b"`
	H     map[string]*string `json:"h"`
	Merge map[string]any     `json:"merge"`
	Cut   []string           `json:"cut"`
}

// caseWants is what a run in a case must end with.
type caseWants struct {
	Exit                            any
	Codes, Any, Not, Words, Nowords []string
	Repo, Fields                    map[string]any
}

// caseFile is a GitLab as rules, met in practice, and what is right about it.
type caseFile struct {
	About   string
	Args    []string
	Rules   []caseRule
	Expect  caseWants
	Unasked []string
}

func readCase(t *testing.T, name string) caseFile {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "cases", name))
	if err != nil {
		t.Fatal(err)
	}
	day := regexp.MustCompile(`@\+(\d+)@`)
	raw = day.ReplaceAllFunc(raw, func(m []byte) []byte {
		n, _ := strconv.Atoi(string(day.FindSubmatch(m)[1]))
		return []byte(time.Now().UTC().AddDate(0, 0, n).Format(time.DateOnly))
	})
	var c caseFile
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return c
}

// caseWire answers by rules: first those of the case, then those of the GitLab
// where all is well. It is safe for concurrent use.
type caseWire struct {
	rules, base []caseRule
	mu          sync.Mutex
	asked       []string
	hosts       []string
}

// caseHost is the host of the cases' GitLab.
const caseHost = "127.0.0.1:8929"

func (w *caseWire) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		_ = r.Body.Close()
	}
	w.mu.Lock()
	w.asked, w.hosts = append(w.asked, r.Method+" "+r.URL.RequestURI()), append(w.hosts, r.URL.Host)
	w.mu.Unlock()
	rule := match(slices.Concat(w.rules, w.base), r, body)
	if rule.Merge != nil {
		under := match(w.base, r, body)
		rule.B = merged(under.B, rule.Merge, rule.Cut)
	}
	return response(r, rule), nil
}

func match(rules []caseRule, r *http.Request, body []byte) caseRule {
	sent := r.Header.Get("Authorization") != "" || r.Header.Get("Private-Token") != ""
	for _, rule := range rules {
		fits := func(pattern, text string) bool { return pattern == "" || regexp.MustCompile(pattern).MatchString(text) }
		path := strings.TrimSuffix(r.URL.RequestURI(), "?")
		if (rule.M == "" || rule.M == r.Method) && (fits(rule.P, path) || fits(rule.P, r.URL.EscapedPath())) &&
			fits(rule.Q, string(body)) && (rule.Auth == nil || *rule.Auth == sent) {
			return rule
		}
	}
	return caseRule{S: http.StatusNotFound, B: map[string]any{"error": "404 Not Found"}}
}

func merged(base any, change map[string]any, cut []string) any {
	m, _ := base.(map[string]any)
	m = maps.Clone(m)
	for _, key := range cut {
		delete(m, key)
	}
	maps.Copy(m, change)
	return m
}

func response(r *http.Request, rule caseRule) *http.Response {
	text, isText := rule.B.(string)
	kind := "text/plain"
	if !isText && rule.B != nil {
		raw, _ := json.Marshal(rule.B)
		text, kind = string(raw), "application/json"
	}
	h := http.Header{"Content-Type": {kind}, "X-Gitlab-Meta": {`{"correlation_id":"abc","version":"1"}`}, "X-Request-Id": {"abc"}}
	for name, value := range rule.H {
		if h.Del(name); value != nil {
			h.Set(name, *value)
		}
	}
	status := rule.S
	if status == 0 {
		status = http.StatusOK
	}
	return &http.Response{
		StatusCode: status, Status: strconv.Itoa(status), Header: h, Request: r, ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text)),
	}
}

// TestCasesFromPractice: what people met with a GitLab, and what is right to say
// then.
func TestCasesFromPractice(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "cases", "*.json"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%d cases: %v", len(files), err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		if name == "base.json" {
			continue
		}
		t.Run(strings.TrimSuffix(name, ".json"), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { playCase(t, readCase(t, name)) })
		})
	}
}

func playCase(t *testing.T, c caseFile) {
	t.Helper()
	wire := &caseWire{rules: c.Rules, base: readCase(t, "base.json").Rules}
	a := &arena{wire: wire, config: t.TempDir(), token: "glpat-" + "Example0Example0Exam"}
	args := c.Args
	if args == nil {
		args = []string{"check", "team/app"}
	}
	o := a.call(t, a.token, nil, append(slices.Clone(args), "--gitlab-url", "http://"+caseHost, "--token-stdin", "--json")...)
	c.Expect.compare(t, o)
	for _, host := range wire.hosts {
		if host != caseHost {
			t.Errorf("%s was asked, the GitLab is %s", host, caseHost)
		}
	}
	for _, path := range c.Unasked {
		for _, asked := range wire.asked {
			if strings.Contains(asked, path) {
				t.Errorf("%s was asked for", asked)
			}
		}
	}
	if t.Failed() {
		t.Logf("%s\n%s", c.About, o.stdout)
	}
}

func (w caseWants) compare(t *testing.T, o outcome) {
	t.Helper()
	exits, several := w.Exit.([]any)
	if !several {
		exits = []any{w.Exit}
	}
	if !slices.Contains(exits, any(float64(o.exit))) {
		t.Errorf("exit code %d, want %v", o.exit, exits)
	}
	has := func(want string) bool {
		return slices.ContainsFunc(o.doc.Problems, func(p ProblemResult) bool { return fitting(p, want) })
	}
	for _, want := range w.Codes {
		if !has(want) {
			t.Errorf("no %s", want)
		}
	}
	for _, no := range w.Not {
		if has(no) {
			t.Errorf("%s is there", no)
		}
	}
	if w.Any != nil && !slices.ContainsFunc(w.Any, has) {
		t.Errorf("none of %v", w.Any)
	}
	w.compareFields(t, o)
}

func (w caseWants) compareFields(t *testing.T, o outcome) {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(o.stdout), &doc); err != nil {
		t.Fatal(err)
	}
	said, _ := json.Marshal(doc["problems"])
	for _, pattern := range w.Words {
		if !regexp.MustCompile(pattern).Match(said) {
			t.Errorf("%q is not said", pattern)
		}
	}
	for _, pattern := range w.Nowords {
		if regexp.MustCompile(pattern).Match(said) {
			t.Errorf("%q is said", pattern)
		}
	}
	if list, _ := doc["repositories"].([]any); len(list) > 0 {
		doc["repo"] = list[0]
	}
	want := maps.Clone(w.Fields)
	if want == nil {
		want = map[string]any{}
	}
	for key, value := range w.Repo {
		want["repo."+key] = value
	}
	for path, value := range want {
		var got any = doc
		for key := range strings.SplitSeq(path, ".") {
			m, _ := got.(map[string]any)
			got = m[key]
		}
		if !reflect.DeepEqual(got, value) && !isAbsentFalse(path, got, value) {
			t.Errorf("%s is %v, want %v", path, got, value)
		}
	}
}

// isAbsentFalse: of a repository that was not come to, nothing is claimed.
func isAbsentFalse(path string, got, want any) bool {
	return strings.HasPrefix(path, "repo.") && got == nil && want == false
}

// fitting reports whether p is "name", "name/severity", "name@subject" or
// "severity:*".
func fitting(p ProblemResult, want string) bool {
	if severity, ok := strings.CutSuffix(want, ":*"); ok {
		return p.Severity == problem.Severity(severity)
	}
	if code, subject, ok := strings.Cut(want, "@"); ok {
		return string(p.Code) == code && p.Subject == subject
	}
	code, severity, ok := strings.Cut(want, "/")
	return string(p.Code) == code && (!ok || string(p.Severity) == severity)
}

// TestARuleOfACaseDecidesByAllItsMembers: a wire that matched too much would
// make every case right.
func TestARuleOfACaseDecidesByAllItsMembers(t *testing.T) {
	t.Parallel()
	yes := true
	rules := []caseRule{{M: "POST", P: "^/a$", Q: "word", Auth: &yes, S: 201}}
	for name, tc := range map[string]struct {
		method, path, body, auth string
		want                     int
	}{
		"all":        {"POST", "/a", "a word", "Bearer x", 201},
		"method":     {"GET", "/a", "a word", "Bearer x", 404},
		"path":       {"POST", "/a/b", "a word", "Bearer x", 404},
		"body":       {"POST", "/a", "", "Bearer x", 404},
		"no secrets": {"POST", "/a", "a word", "", 404},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tc.method, "http://127.0.0.1"+tc.path, bytes.NewReader([]byte(tc.body)))
		if err != nil {
			t.Fatal(err)
		}
		if tc.auth != "" {
			r.Header.Set("Authorization", tc.auth)
		}
		if got := match(rules, r, []byte(tc.body)).S; got != tc.want {
			t.Errorf("%s: %d, want %d", name, got, tc.want)
		}
	}
}
