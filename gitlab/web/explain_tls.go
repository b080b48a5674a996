package web

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"strings"
	"time"
)

// tlsFault returns the fault of a handshake or certificate; nil if it is none.
func (f facts) tlsFault(err error) *Failure {
	var header tls.RecordHeaderError
	if errors.As(err, &header) || errors.Is(err, http.ErrSchemeMismatch) {
		return &Failure{Kind: NotTLS, Words: "the port answers without TLS"}
	}
	out := f.certificateFault(err)
	if out != nil {
		var chain *tls.CertificateVerificationError
		if errors.As(err, &chain) {
			out.Certificates = chain.UnverifiedCertificates
		}
		if out.Kind == TLSUntrusted {
			out.Issuer = issuer(out.Certificates)
		}
		return out
	}
	return f.alert(err)
}

// certificateFault tells what was wrong with the server's certificate.
func (f facts) certificateFault(err error) *Failure {
	var (
		unknown  x509.UnknownAuthorityError
		noRoots  x509.SystemRootsError
		unfit    x509.CertificateInvalidError
		other    x509.HostnameError
		unproven *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &other):
		return &Failure{Kind: TLSHostname, Words: namesOf(other.Certificate)}
	case errors.As(err, &unfit) && unfit.Reason == x509.Expired:
		return &Failure{Kind: TLSExpired, Words: validity(unfit.Cert, time.Now())}
	case errors.As(err, &unknown):
		return &Failure{Kind: TLSUntrusted, Words: "signed by an authority that is not known here"}
	case errors.As(err, &noRoots):
		return &Failure{Kind: TLSUntrusted, Words: "this computer knows no authorities at all"}
	case errors.As(err, &unproven):
		return &Failure{Kind: TLSOther, Words: f.words(unproven.Err)}
	}
	return nil
}

// alerts with which servers refuse a caller that showed no certificate.
var alerts = []string{
	"bad certificate", "handshake failure", "access denied", "unknown certificate", "unsupported certificate",
}

// alert tells a server that wants a certificate from other ends of a
// handshake. With TLS 1.3 the server's refusal comes after the handshake, and
// may be lost in the reset that follows it.
func (f facts) alert(err error) *Failure {
	text := err.Error()
	_, remote, isAlert := strings.Cut(text, "remote error: tls: ")
	wanted := strings.Contains(remote, "certificate required")
	if f.certAsked && isAlert {
		for _, a := range alerts {
			wanted = wanted || strings.Contains(remote, a)
		}
	}
	wanted = wanted || f.certAsked && f.phase >= handshaking && isCut(err)
	switch {
	case wanted:
		return &Failure{Kind: TLSClientCert, Words: "the server asks for a client certificate"}
	case isAlert:
		return &Failure{Kind: TLSOther, Words: "the server says: " + shorten(Clean(remote))}
	case strings.Contains(text, "tls: "):
		return &Failure{Kind: TLSOther}
	}
	return nil
}

// issuer names the authority at the end of the chain that the server sent.
func issuer(chain []*x509.Certificate) string {
	if len(chain) == 0 {
		return ""
	}
	top := chain[0]
	for range chain {
		for _, c := range chain {
			if c != top && string(c.RawSubject) == string(top.RawIssuer) {
				top = c
				break
			}
		}
	}
	n := top.Issuer
	for _, name := range append(append([]string{n.CommonName}, n.Organization...), n.OrganizationalUnit...) {
		if name = shorten(Clean(name)); name != "" {
			return name
		}
	}
	return shorten(Clean(n.String()))
}

// namesOf says for whom a certificate is, five names at most.
func namesOf(c *x509.Certificate) string {
	var names []string
	if c != nil {
		names = append(names, c.DNSNames...)
		for _, ip := range c.IPAddresses {
			names = append(names, ip.String())
		}
	}
	switch {
	case len(names) == 0:
		return "the certificate names no host"
	case len(names) > 5:
		names = append(names[:5:5], "...")
	}
	return shorten(Clean("the certificate is for " + strings.Join(names, ", ")))
}

// validity says on which side of its time a certificate is at now.
func validity(c *x509.Certificate, now time.Time) string {
	const day = "2 Jan 2006"
	switch {
	case c == nil:
		return "a certificate has expired"
	case now.Before(c.NotBefore):
		return "the certificate is valid from " + c.NotBefore.UTC().Format(day)
	}
	return "the certificate expired on " + c.NotAfter.UTC().Format(day)
}
