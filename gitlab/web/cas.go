package web

import (
	"crypto/x509"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// folders are where systems keep the authorities that their owner added.
var folders = []string{
	"/usr/local/share/ca-certificates",                // Debian, Ubuntu, Alpine
	"/etc/pki/ca-trust/source/anchors",                // Fedora, RHEL
	"/usr/share/pki/ca-trust-source/anchors",          // the same, by packages
	"/etc/ca-certificates/trust-source/anchors",       // Arch
	"/etc/pki/trust/anchors",                          // SUSE
	"/usr/share/pki/trust/anchors",                    // the same, by packages
	"/usr/share/ca-certificates/trust-source/anchors", // Arch, by packages
}

// mostFiles bounds how many files of the folders are looked at.
const mostFiles = 200

// SystemCAs returns the CA files that this computer knows of, the most
// deliberate first: those of git, of OpenSSL, Python, curl and Node, then of
// the system's folders for local authorities. gitConfig returns a value of
// git's configuration; it may be nil.
func SystemCAs(getenv, gitConfig func(key string) string) []string {
	if gitConfig == nil {
		gitConfig = func(string) string { return "" }
	}
	named := []string{getenv("GIT_SSL_CAINFO"), gitConfig("http.sslCAInfo")}
	for _, name := range []string{"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"} {
		named = append(named, getenv(name))
	}
	var files []string
	add := func(file string) {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	for _, file := range named {
		if file != "" {
			add(atHome(file, getenv("HOME")))
		}
	}
	for _, folder := range folders {
		for _, file := range certificateFiles(folder) {
			add(file)
		}
	}
	return files
}

// atHome expands ~/, as git does in its configuration.
func atHome(file, home string) string {
	if rest, ok := strings.CutPrefix(file, "~/"); ok && home != "" {
		return filepath.Join(home, rest)
	}
	return file
}

// certificateFiles returns the files below folder that are named like certificates.
func certificateFiles(folder string) []string {
	var files []string
	_ = filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || entry.IsDir():
			return nil //nolint:nilerr // what cannot be read is passed over
		case len(files) >= mostFiles:
			return fs.SkipAll
		case slices.Contains([]string{".crt", ".pem", ".cer"}, strings.ToLower(filepath.Ext(file))):
			files = append(files, file)
		}
		return nil
	})
	return files
}

// Completing returns the first file whose certificates make chain, as the
// server sent it, hold for host at now; "" if none does.
func Completing(files []string, chain []*x509.Certificate, host string, now time.Time) string {
	if len(chain) == 0 {
		return ""
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	for _, file := range files {
		certs, err := certificatesIn(file)
		if err != nil {
			continue
		}
		roots := x509.NewCertPool()
		for _, c := range certs {
			roots.AddCert(c)
		}
		how := x509.VerifyOptions{Roots: roots, Intermediates: between, DNSName: hostname(host), CurrentTime: now}
		if _, err := chain[0].Verify(how); err == nil {
			return file
		}
	}
	return ""
}
