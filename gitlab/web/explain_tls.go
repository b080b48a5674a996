package web

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"acp-gitlab/lazy"
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
		f.aboutChain(out, err)
		return out
	}
	return f.alert(err)
}

// aboutChain says which certificate of the chain out is about.
func (f facts) aboutChain(out *Failure, err error) {
	switch out.Kind {
	case TLSUntrusted:
		out.Issuer = issuer(out.Certificates)
		if f.lacksIssuer(out.Certificates) {
			out.Kind, out.Words = TLSIncomplete, "the server does not send the certificate of "+out.Issuer
		}
	case TLSExpired:
		var unfit x509.CertificateInvalidError
		if len(out.Certificates) > 0 && errors.As(err, &unfit) && unfit.Cert != nil && !unfit.Cert.Equal(out.Certificates[0]) {
			out.Issuer = nameOf(unfit.Cert.Subject)
			out.Words = "the authority " + out.Issuer + strings.TrimPrefix(out.Words, "the certificate")
			// The one that is out of date comes first, for its date is told.
			out.Certificates = append([]*x509.Certificate{unfit.Cert}, out.Certificates...)
		}
	}
}

// lacksIssuer reports whether a chain is a lone certificate that an authority in
// between has signed. That shows where its issuer is of the same house as an
// authority that the person has named, or one of the public authorities, which
// never sign with their root. A stranger's may as well be a root.
func (f facts) lacksIssuer(chain []*x509.Certificate) bool {
	if len(chain) != 1 || bytes.Equal(chain[0].RawIssuer, chain[0].RawSubject) {
		return false
	}
	leaf := chain[0]
	is := func(c *x509.Certificate) bool { return bytes.Equal(c.RawSubject, leaf.RawIssuer) }
	if slices.ContainsFunc(f.authorities, is) || rootName().MatchString(leaf.Issuer.CommonName) {
		return false
	}
	return slices.ContainsFunc(leaf.IssuingCertificateURL, ofPublicAuthority) ||
		slices.ContainsFunc(f.authorities, func(c *x509.Certificate) bool { return sameHouse(c.Subject, leaf.Issuer) })
}

var (
	rootName    = lazy.Regexp(`(?i)\broot\b`)
	nameWord    = lazy.Regexp(`\pL{3,}`)
	commonWords = []string{
		"root", "issuing", "intermediate", "authority", "certificate", "certification", "certificates", "server", "servers", "services",
		"tls", "ssl", "rsa", "ecc", "ecdsa", "sha", "trust", "global", "public", "private", "internal", "policy", "class", "inc", "ltd", "gmbh", "the",
	}
)

// sameHouse reports whether two names of authorities share a word that is not
// one of those that all of them have.
func sameHouse(a, b pkix.Name) bool {
	words := func(n pkix.Name) []string {
		all := strings.ToLower(n.CommonName + " " + strings.Join(n.Organization, " "))
		return slices.DeleteFunc(nameWord().FindAllString(all, -1), func(w string) bool { return slices.Contains(commonWords, w) })
	}
	of := words(a)
	return slices.ContainsFunc(words(b), func(w string) bool { return slices.Contains(of, w) })
}

// publicAuthorities are the domains at which public authorities publish their
// issuing certificates (the caIssuers address in what they sign).
var publicAuthorities = []string{
	"lencr.org", "pki.goog", "digicert.com", "sectigo.com", "usertrust.com", "globalsign.com", "amazontrust.com",
	"entrust.net", "godaddy.com", "starfieldtech.com", "ssl.com", "identrust.com", "harica.gr", "telesec.de", "zerossl.com",
}

func ofPublicAuthority(address string) bool {
	u, err := url.Parse(address)
	return err == nil && slices.ContainsFunc(publicAuthorities, func(domain string) bool {
		return strings.HasSuffix("."+strings.ToLower(u.Hostname()), "."+domain)
	})
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
		return &Failure{Kind: TLSFailed, Words: "the server says: " + shorten(Clean(remote))}
	case strings.Contains(text, "tls: "):
		return &Failure{Kind: TLSFailed}
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
	return nameOf(top.Issuer)
}

// nameOf is the name of an authority as people know it.
func nameOf(n pkix.Name) string {
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
