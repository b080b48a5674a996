package commands

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web/webtest"
)

// The tables of cases: what people met, and what check says then. Every server is
// on 127.0.0.1 and stands in front of a GitLab where all is well.

// front is a server before a good GitLab, with what it was asked.
type front struct {
	*httptest.Server
	behind *gitlabtest.Server

	mu    sync.Mutex
	paths []string
}

// intercept answers in the place of GitLab; false lets the request through.
type intercept func(http.ResponseWriter, *http.Request) bool

func newFront(t *testing.T, secure *tls.Config, answer intercept, opts ...gitlabtest.Option) *front {
	t.Helper()
	behind, err := gitlabtest.Start(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(behind.Close)
	to, err := url.Parse(behind.URL())
	if err != nil {
		t.Fatal(err)
	}
	f := &front{behind: behind}
	pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: to.Scheme, Host: to.Host})
		r.Out.Host = to.Host
	}}
	f.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.paths = append(f.paths, r.URL.EscapedPath())
		f.mu.Unlock()
		if answer == nil || !answer(w, r) {
			pass.ServeHTTP(w, r)
		}
	}))
	if secure == nil {
		f.Start()
	} else {
		f.TLS = secure
		f.StartTLS()
	}
	t.Cleanup(f.Close)
	return f
}

func (f *front) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.paths)
}

// recorded is an answer of testdata/cases/answers.
type recorded struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

func recordedAnswer(t *testing.T, id string) recorded {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "cases", "answers", id+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var r recorded
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func (a recorded) write(w http.ResponseWriter) {
	for name, value := range a.Headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.Status)
	_, _ = w.Write([]byte(a.Body))
}

// TestEveryCaseHasItsTest: testdata/cases/names.txt has their names, and each is a
// file of a GitLab there, or stands in a test or a script.
func TestEveryCaseHasItsTest(t *testing.T) {
	t.Parallel()
	names, err := os.ReadFile(filepath.Join("testdata", "cases", "names.txt"))
	if err != nil {
		t.Fatal(err)
	}
	inTests, name := map[string]bool{}, regexp.MustCompile(`\b[KR][0-9]*-[A-Za-z0-9-]*[A-Za-z0-9]`)
	err = filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, ".txtar") {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, id := range name.FindAllString(string(raw), -1) {
			inTests[id] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Fields(string(names))
	if len(all) < 150 {
		t.Errorf("only %d names", len(all))
	}
	for _, id := range all {
		if _, err := os.Stat(filepath.Join("testdata", "cases", id+".json")); err != nil && !inTests[id] {
			t.Errorf("%s has no test", id)
		}
	}
}

// recordedInput is an input of testdata/cases/answers/inputs.json.
func recordedInput(t *testing.T, id string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "cases", "answers", "inputs.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]struct{ Hex string }
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	text, err := hex.DecodeString(all[id].Hex)
	if err != nil || len(text) == 0 {
		t.Fatalf("%s: no such input, or no hex: %v", id, err)
	}
	return string(text)
}

// when says which requests a case is about.
func when(match func(*http.Request) bool, a recorded) intercept {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if match(r) {
			a.write(w)
			return true
		}
		return false
	}
}

func always(*http.Request) bool      { return true }
func withSlash(r *http.Request) bool { return strings.Contains(r.URL.EscapedPath(), "%2F") }
func onGit(r *http.Request) bool     { return strings.HasSuffix(r.URL.Path, "/info/refs") }
func carriesToken(r *http.Request) bool {
	return r.Header.Get("Authorization") != "" || r.Header.Get("Private-Token") != ""
}

// wanted is what a case must show.
type wanted struct {
	exit  int
	codes []problem.Code // all of them
	not   []problem.Code // none of them
	// proven says that pushing is proven.
	proven bool
	words  string // stands somewhere in the document's problems
	never  string // stands nowhere in them
}

func (w wanted) hold(t *testing.T, o outcome) {
	t.Helper()
	if o.exit != w.exit {
		t.Errorf("exit %d, want %d\n%s", o.exit, w.exit, o.stdout)
	}
	for _, code := range w.codes {
		if !o.names(code) {
			t.Errorf("%s is missing:\n%s", code, o.stdout)
		}
	}
	for _, code := range w.not {
		if o.names(code) {
			t.Errorf("%s is said:\n%s", code, o.stdout)
		}
	}
	said, err := json.Marshal(o.doc.Problems)
	if err != nil {
		t.Fatal(err)
	}
	if w.words != "" && !regexp.MustCompile(w.words).Match(said) {
		t.Errorf("%q is not said:\n%s", w.words, o.stdout)
	}
	if w.never != "" && regexp.MustCompile(w.never).Match(said) {
		t.Errorf("%q is said:\n%s", w.never, o.stdout)
	}
	if w.proven && (len(o.doc.Repositories) != 1 || !o.doc.Repositories[0].CanPush || !o.doc.Repositories[0].PushProven) {
		t.Errorf("pushing is not proven:\n%s", o.stdout)
	}
}

// checkAt runs check for team/app at address, with the token on standard input.
func checkAt(t *testing.T, address, token string, env map[string]string, args ...string) outcome {
	t.Helper()
	a := &arena{token: token, config: t.TempDir()}
	args = append([]string{"check", "team/app", "--gitlab-url", address, "--token-stdin", "--json"}, args...)
	return a.call(t, token+"\n", env, args...)
}

// chain are the certificates of the cases.
type chain struct {
	root, between, ended, leaf, ofRoot, expired, early tls.Certificate
	// oldRoot has ended; plainRoot says not critically that it is an authority.
	oldRoot, ofOld, plainRoot, ofPlain tls.Certificate
}

func newChain(t *testing.T) chain {
	t.Helper()
	day := func(n int) time.Time { return time.Now().AddDate(0, 0, n) }
	issue := func(template *x509.Certificate, by *tls.Certificate) tls.Certificate {
		t.Helper()
		if template.NotBefore.IsZero() {
			template.NotBefore, template.NotAfter = day(-1), day(299)
		}
		template.SerialNumber = big.NewInt(time.Now().UnixNano())
		template.BasicConstraintsValid = true
		cert, err := webtest.Issue(template, by)
		if err != nil {
			t.Fatal(err)
		}
		return cert
	}
	authority := func(name string) *x509.Certificate {
		return &x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, KeyUsage: x509.KeyUsageCertSign}
	}
	leaf := func(from, to time.Time) *x509.Certificate {
		return &x509.Certificate{
			Subject: pkix.Name{CommonName: "127.0.0.1"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
			NotBefore: from, NotAfter: to, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		}
	}
	var c chain
	c.root = issue(authority("Example Root CA"), nil)
	c.between = issue(authority("Example Issuing CA"), &c.root)
	c.leaf = issue(leaf(day(-1), day(299)), &c.between)
	c.ofRoot = issue(leaf(day(-1), day(299)), &c.root)
	c.expired = issue(leaf(day(-400), day(-3)), &c.root)
	c.early = issue(leaf(day(5), day(299)), &c.root)
	ended := authority("Old Root CA")
	ended.NotBefore, ended.NotAfter = day(-800), day(-3)
	c.oldRoot = issue(ended, nil)
	c.ofOld = issue(leaf(day(-1), day(299)), &c.oldRoot)
	loose := authority("Example Company CA")
	loose.ExtraExtensions = []pkix.Extension{{Id: []int{2, 5, 29, 19}, Value: []byte{0x30, 3, 1, 1, 0xff}}} // CA:TRUE
	c.plainRoot = issue(loose, nil)
	c.ofPlain = issue(leaf(day(-1), day(299)), &c.plainRoot)
	// The same key and name as the one in between, but out of date.
	old := authority("Example Issuing CA")
	old.NotBefore, old.NotAfter, old.SerialNumber = day(-400), day(-3), big.NewInt(77)
	old.BasicConstraintsValid, old.SubjectKeyId = true, c.between.Leaf.SubjectKeyId
	der, err := x509.CreateCertificate(rand.Reader, old, c.root.Leaf, c.between.Leaf.PublicKey, c.root.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	c.ended = tls.Certificate{Certificate: [][]byte{der}}
	return c
}

// serving is a server's configuration that sends these certificates, in this
// order.
func serving(certs ...tls.Certificate) *tls.Config {
	sent := tls.Certificate{PrivateKey: certs[0].PrivateKey, Leaf: certs[0].Leaf}
	for _, c := range certs {
		sent.Certificate = append(sent.Certificate, c.Certificate...)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{sent}}
}

// filledFile writes a file and returns its path.
func filledFile(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// newChainOf is an authority of another house.
func newChainOf(t *testing.T, name string) tls.Certificate {
	t.Helper()
	cert, err := webtest.Issue(&x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().AddDate(0, 0, -1), NotAfter: time.Now().AddDate(1, 0, 0), KeyUsage: x509.KeyUsageCertSign,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// selfSigned is a certificate for 127.0.0.1 that signs itself.
func selfSigned(t *testing.T) tls.Certificate {
	t.Helper()
	cert, err := webtest.Issue(&x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "127.0.0.1"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().AddDate(0, 0, -1), NotAfter: time.Now().AddDate(1, 0, 0),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}
