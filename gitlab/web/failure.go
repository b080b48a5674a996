package web

import (
	"crypto/x509"
	"strings"
	"time"
)

// FailureKind says where on the way an answer was lost.
type FailureKind string

// The kinds of failure, in the order of the way to a server.
const (
	// CAFile: the file with certificates cannot be read or holds none.
	CAFile FailureKind = "ca-file"
	// NameNotFound: the name lookup brought no address, for whatever reason.
	NameNotFound FailureKind = "name-not-found"
	// NotLoopback: plain http to localhost, and that name leads to another
	// computer. Nothing was sent.
	NotLoopback FailureKind = "not-loopback"
	// Refused: there is an address, and nobody listens or no way leads there.
	Refused FailureKind = "refused"
	// ConnectTimeout: no connection or no TLS in time.
	ConnectTimeout FailureKind = "connect-timeout"
	// ProxyFault: the proxy cannot be reached, wants a password, or says no.
	ProxyFault FailureKind = "proxy"
	// NotTLS: TLS was spoken to a port that answers without it.
	NotTLS FailureKind = "not-tls"
	// TLSUntrusted: the certificate's signer is not known here.
	TLSUntrusted FailureKind = "tls-untrusted"
	// TLSExpired: a certificate has ended, or has not begun.
	TLSExpired FailureKind = "tls-expired"
	// TLSHostname: the certificate is for other names.
	TLSHostname FailureKind = "tls-hostname"
	// TLSClientCert: the server wants a certificate of the caller.
	TLSClientCert FailureKind = "tls-client-cert"
	// TLSIncomplete: the server sent its own certificate alone, and who signed it
	// is not an authority of this computer but one that another has signed.
	TLSIncomplete FailureKind = "tls-incomplete"
	// TLSFailed: the handshake broke before a certificate was judged; Words says how.
	TLSFailed FailureKind = "tls-failed"
	// TLSOther: the certificate is not accepted for another reason; Words says which.
	TLSOther FailureKind = "tls-other"
	// AnswerTimeout: connected, and no whole answer in time.
	AnswerTimeout FailureKind = "answer-timeout"
	// Cut: the connection ended after the request went out.
	Cut FailureKind = "cut"
	// Redirected: the answer points to another origin or root; nothing was
	// sent there. Target says where.
	Redirected FailureKind = "redirected"
	// BadAnswer: what came is not HTTP, too long, or not what was asked for.
	BadAnswer FailureKind = "bad-answer"
)

// Failure is why there is no answer to use. It never holds a secret, a body
// or the query of an address.
type Failure struct { //nolint:errname // it is shown, not only returned
	Kind FailureKind
	// Host is the server that was asked, with its port if one was named.
	Host string
	// Words is the cause in the words of the system or the server, cleaned.
	Words string
	// Proxy is the host:port of the proxy that was used, "" for none.
	Proxy string
	// Variable is the one that holds a proxy's address that cannot be read, ""
	// for every other fault.
	Variable string
	// Issuer names the authority that is not known here (TLSUntrusted), that is
	// missing (TLSIncomplete), or whose own certificate is out of date (TLSExpired).
	Issuer string
	// Certificates is the chain that the server sent, where it was refused.
	Certificates []*x509.Certificate
	// Target is where a redirect leads, without user info and query.
	Target string
	// Status is the answer behind a ProxyFault, Redirected or BadAnswer; 0 for none.
	Status int
	// Limit is the time limit that passed, for the two time-outs.
	Limit time.Duration
}

// Error implements error for logs; people read the page of the problem.
func (f *Failure) Error() string {
	parts := make([]string, 0, 4)
	for _, p := range []string{f.Host, string(f.Kind), f.Words, f.Target} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ": ")
}
