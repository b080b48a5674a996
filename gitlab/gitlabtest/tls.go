package gitlabtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"time"
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
	// TLSExpired ended on 3 March 2020.
	TLSExpired
	// TLSWrongHost is for wrong.example.com.
	TLSWrongHost
	// TLSClientCert wants a certificate of the client.
	TLSClientCert
)

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func (a *authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// certificate makes the authority and the server's certificate; nil for plain
// http.
func (s *Server) certificate() (*tls.Config, error) {
	if s.cfg.tls == TLSNone {
		return nil, nil //nolint:nilnil // no TLS is not an error
	}
	ca, err := newAuthority()
	if err != nil {
		return nil, err
	}
	cert, err := ca.sign(s.template())
	if err != nil {
		return nil, err
	}
	s.ca = ca
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

func newAuthority() (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Example Root CA"},
		NotBefore: date(1999, time.January, 1), NotAfter: date(2099, time.March, 3),
		KeyUsage: x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true,
	}
	raw, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(raw)
	return &authority{cert, key}, err
}

func (a *authority) sign(t *x509.Certificate) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	raw, err := x509.CreateCertificate(rand.Reader, t, a.cert, &key.PublicKey, a.key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, nil
}
