package web

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// longestCAFile bounds what is read of a CA file: a whole system's bundle has
// a quarter of a megabyte.
const longestCAFile = 4 << 20

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

var errNoCertificate = errors.New("no certificate in it")

// certificatesIn reads the certificates of a PEM file, or of a DER file as
// Windows saves them; keys and other blocks are passed over.
func certificatesIn(file string) ([]*x509.Certificate, error) {
	data, err := ReadLocal(file, longestCAFile)
	if err != nil {
		return nil, err
	}
	certs := certificatesOf(data)
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
	info, err := os.Stat(path)
	return err != nil || isNull(info) || info.Mode().IsRegular() && info.Size() <= longestCAFile
}

// holdShortFiles reports whether all files in the folders of a list may be read
// whole.
func holdShortFiles(list string) bool {
	for _, folder := range filepath.SplitList(list) {
		entries, _ := os.ReadDir(folder)
		for _, e := range entries {
			path := filepath.Join(folder, e.Name())
			if info, err := os.Stat(path); err == nil && !info.IsDir() && !isShortFile(path) {
				return false
			}
		}
	}
	return true
}
