package web

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestSystemCAs(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	file := func(name string) string {
		path := filepath.Join(home, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	git, config, openssl, python, curl, node := file("git"), file("config"), file("openssl"), file("python"), file("curl"), file("node")
	env := environment("HOME", home, "GIT_SSL_CAINFO", git, "SSL_CERT_FILE", openssl, "REQUESTS_CA_BUNDLE", python,
		"CURL_CA_BUNDLE", curl, "NODE_EXTRA_CA_CERTS", node)
	got := SystemCAs(env, func(key string) string {
		if key != "http.sslCAInfo" {
			t.Errorf("asked git for %s", key)
		}
		return "~/config"
	})
	if want := []string{git, config, openssl, python, curl, node}; len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
		t.Errorf("got %q, want first %q", got, want)
	}
	_ = config
	none := SystemCAs(environment("SSL_CERT_FILE", home, "GIT_SSL_CAINFO", home+"/none", "NODE_EXTRA_CA_CERTS", ""), nil)
	for _, file := range none {
		if filepath.Dir(file) == home || file == home {
			t.Errorf("%s is no file", file)
		}
	}
	same := SystemCAs(environment("GIT_SSL_CAINFO", git, "SSL_CERT_FILE", git), nil)
	if slices.Index(same, git) != 0 || slices.Index(same[1:], git) >= 0 {
		t.Errorf("named twice, stands twice: %q", same)
	}
}

func TestCertificateFilesBelowAFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.Mkdir(folder+"/sub", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a.crt", "b.PEM", "sub/c.cer", "d.txt", "e.key"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{filepath.Join(folder, "a.crt"), filepath.Join(folder, "b.PEM"), filepath.Join(folder, "sub", "c.cer")}
	if got := certificateFiles(folder); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if got := certificateFiles(folder + "/none"); got != nil {
		t.Errorf("no folder: %q", got)
	}
}

func TestCompleting(t *testing.T) {
	t.Parallel()
	ca, other := newAuthority(t, "Example Root CA"), newAuthority(t, "Other CA")
	middle := ca.between(t, "Example Issuing CA")
	leaf := middle.leaf(t, nil, "git.example")
	der := filepath.Join(t.TempDir(), "ca.cer")
	if err := os.WriteFile(der, ca.cert.Raw, 0o600); err != nil {
		t.Fatal(err)
	}
	chain := []*x509.Certificate{leaf.Leaf, middle.cert}
	files := []string{"/none", "cas_test.go", other.file, ca.file, der}
	now := time.Now()
	for _, test := range []struct {
		name  string
		files []string
		chain []*x509.Certificate
		host  string
		now   time.Time
		want  string
	}{
		{"the one that fits", files, chain, "git.example:8443", now, ca.file},
		{"as Windows saves it", []string{other.file, der}, chain, "git.example", now, der},
		{"none fits", []string{other.file}, chain, "git.example", now, ""},
		{"for another host", files, chain, "other.example", now, ""},
		{"at another time", files, chain, "git.example", now.Add(72 * time.Hour), ""},
		{"a link of the chain is missing", files, chain[:1], "git.example", now, ""},
		{"no chain", files, nil, "git.example", now, ""},
	} {
		if got := Completing(test.files, test.chain, test.host, test.now); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// TestUnknownAuthorityToCAFile goes the whole way: refused, a file found,
// trusted.
func TestUnknownAuthorityToCAFile(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t, "Example Root CA")
	server := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{ca.leaf(t, nil, "git.example")}})
	url := named(server.URL, "git.example")
	s := newStack(t, Options{})
	f := failure(t, s, Request{URL: url})
	file := Completing(SystemCAs(environment("GIT_SSL_CAINFO", ca.file), nil), f.Certificates, f.Host, time.Now())
	if file != ca.file {
		t.Fatalf("found %q", file)
	}
	s = must[*Stack](t)(s.WithCA(file))
	if _, err := s.Do(t.Context(), Request{URL: url}); err != nil {
		t.Error(err)
	}
}
