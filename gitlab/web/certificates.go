package web

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
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

// LongestCAFile bounds what is read of a CA file: a whole system's bundle has
// a quarter of a megabyte.
const LongestCAFile = 4 << 20

// authorities are the certificates of one file and the hosts they count for.
type authorities struct {
	file  string
	hosts []string // empty: every host
	certs []*x509.Certificate
}

func readAuthorities(file string, hosts []string) (authorities, *Failure) {
	certs, err := certificatesIn(file)
	if err != nil {
		return authorities{}, &Failure{Kind: CAFile, Words: Clean(file + ": " + cause(err).Error())}
	}
	return authorities{file: file, hosts: hosts, certs: certs}, nil
}

func (a authorities) countFor(host string) bool {
	return len(a.hosts) == 0 || slices.ContainsFunc(a.hosts, func(h string) bool {
		return strings.EqualFold(hostname(h), host)
	})
}

// certificatesFor are the certificates of the files that count for host.
func certificatesFor(files []authorities, host string) []*x509.Certificate {
	var certs []*x509.Certificate
	for _, a := range files {
		if a.countFor(host) {
			certs = append(certs, a.certs...)
		}
	}
	return certs
}

var errNoCertificate = errors.New("no certificate in it")

// certificatesIn reads the certificates of a PEM file, or of a DER file as
// Windows saves them; keys and other blocks are passed over.
func certificatesIn(file string) ([]*x509.Certificate, error) {
	data, err := ReadLocal(file, LongestCAFile)
	if err != nil {
		return nil, err
	}
	certs := certificatesOf(Decoded(data))
	if len(certs) == 0 {
		certs, _ = x509.ParseCertificates(data)
	}
	if len(certs) == 0 {
		return nil, errNoCertificate
	}
	return certs, nil
}

// certificatesOf returns the certificates among the blocks of a PEM text.
func certificatesOf(data []byte) []*x509.Certificate {
	var certs []*x509.Certificate
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		if c, err := x509.ParseCertificate(block.Bytes); err == nil {
			certs = append(certs, c)
		}
	}
	return certs
}

// builtIn are authorities that come from no file.
func builtIn(data []byte) authorities {
	certs := certificatesOf(data)
	if len(certs) == 0 {
		panic("web: CAPEM holds no certificate")
	}
	return authorities{file: "(built in)", certs: certs}
}

// systemRoots are the system's authorities and those of SSL_CERT_FILE, which
// Go itself heeds only on some systems.
func systemRoots(getenv func(string) string) *x509.CertPool {
	roots := systemPool()
	if file := getenv("SSL_CERT_FILE"); file != "" {
		certs, _ := certificatesIn(file) // An unreadable one counts for nothing, as in Go.
		for _, c := range certs {
			roots.AddCert(c)
		}
	}
	return roots
}

// systemPool are the authorities that Go finds. Where it heeds SSL_CERT_FILE and
// SSL_CERT_DIR it reads what they name whole, be it a pipe or a device: those
// are kept from it.
func systemPool() *x509.CertPool {
	for name, fit := range map[string]func(string) bool{"SSL_CERT_FILE": isShortFile, "SSL_CERT_DIR": holdShortFiles} {
		if value := os.Getenv(name); value != "" && !fit(value) {
			_ = os.Setenv(name, os.DevNull)
			defer func() { _ = os.Setenv(name, value) }()
		}
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		return x509.NewCertPool()
	}
	return roots
}

// isShortFile reports whether path may be read whole. What is not there does no
// harm.
func isShortFile(path string) bool {
	info, err := os.Stat(path) //nolint:gosec // the person names the file
	return err != nil || isNull(info) || info.Mode().IsRegular() && info.Size() <= LongestCAFile
}

// holdShortFiles reports whether all files in the folders of a list may be read
// whole.
func holdShortFiles(list string) bool {
	for _, folder := range filepath.SplitList(list) {
		entries, _ := os.ReadDir(folder)
		for _, e := range entries {
			path := filepath.Join(folder, e.Name())
			info, err := os.Stat(path) //nolint:gosec // the person names the folder
			if err == nil && !info.IsDir() && !isShortFile(path) {
				return false
			}
		}
	}
	return true
}
