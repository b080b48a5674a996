package gitlabtest

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"time"

	"acp-gitlab/gitlab/web/webtest"
)

// TLSKind is how the server speaks TLS, and what is wrong with it.
type TLSKind int

// The kinds. All certificates are signed by the server's own authority (see
// CAPEM), which no computer trusts by itself.
const (
	// TLSNone is plain http.
	TLSNone TLSKind = iota
	// TLSOwnCA is right in all but the authority.
	TLSOwnCA
	// TLSExpired expired on 3 March 2020.
	TLSExpired
	// TLSWrongHost is for wrong.example.com.
	TLSWrongHost
	// TLSClientCert wants a certificate of the client.
	TLSClientCert
	// TLSLeafAlone leaves out the authority in between, which signed the server's.
	TLSLeafAlone
)

// certificate makes the authority and the server's certificate; nil for plain
// http.
func (s *Server) certificate() (*tls.Config, error) {
	if s.cfg.tls == TLSNone {
		return nil, nil //nolint:nilnil // no TLS is not an error
	}
	ca, err := webtest.Issue(authority(), nil)
	if err != nil {
		return nil, err
	}
	signer := ca
	if s.cfg.tls == TLSLeafAlone {
		if signer, err = webtest.Issue(between(), &ca); err != nil {
			return nil, err
		}
	}
	cert, err := webtest.Issue(s.template(), &signer)
	if err != nil {
		return nil, err
	}
	s.ca = &ca
	config := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}}
	if s.cfg.tls == TLSClientCert {
		config.ClientAuth = tls.RequireAnyClientCert
	}
	return config, nil
}

// template is the server's certificate before it is signed. Its dates are
// fixed, so that pictures of screens do not age.
func (s *Server) template() *x509.Certificate {
	t := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: date(1999, time.January, 1), NotAfter: date(2099, time.March, 3),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    append([]string{"localhost"}, s.cfg.names...),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	switch s.cfg.tls {
	case TLSExpired:
		t.NotAfter = date(2020, time.March, 3)
		if yesterday := time.Now().AddDate(0, 0, -1); yesterday.Before(t.NotAfter) {
			t.NotAfter = yesterday // where the clock is a virtual one
		}
	case TLSWrongHost:
		t.Subject.CommonName = "wrong.example.com"
		t.DNSNames, t.IPAddresses = []string{"wrong.example.com"}, nil
	default:
	}
	return t
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// authority is the certificate that signs the server's.
func authority() *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Example Root CA"},
		NotBefore: date(1999, time.January, 1), NotAfter: date(2099, time.March, 3),
		KeyUsage: x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true,
	}
}

// between is the certificate of the authority that the root has signed.
func between() *x509.Certificate {
	c := authority()
	c.SerialNumber, c.Subject.CommonName = big.NewInt(3), "Example Issuing CA"
	return c
}
