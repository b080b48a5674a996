package web

import (
	"cmp"
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"acp-gitlab/gitlab/secret"
)

// facts are what is known of a request besides its error.
type facts struct {
	host      string // with port
	proxy     string // host:port
	source    string // the variable that named the proxy
	phase     phase
	certAsked bool
	ended     bool          // the other end has hung up
	late      bool          // the time for the answer is over
	limit     time.Duration // for the answer
	// authorities are those of the CA files that count for the host.
	authorities []*x509.Certificate
	// phaseLimit is that of name, connection and TLS each.
	phaseLimit time.Duration
	// scrubber knows the secrets of the request: an error may quote the answer.
	scrubber *secret.Scrubber
}

// Explain classifies any error of the stack or of net/http. It returns nil for
// nil and where the caller stopped by itself (context.Canceled).
func Explain(err error) *Failure {
	var f *Failure
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return f
	case errors.Is(err, context.Canceled):
		return nil
	}
	known := facts{phase: connected, late: errors.Is(err, context.DeadlineExceeded)}
	var u *url.Error
	if errors.As(err, &u) {
		if at, bad := url.Parse(u.URL); bad == nil {
			known.host = Clean(at.Host)
		}
	}
	return known.explain(err)
}

// explain tells where on the way err came up. The order matters: a fault of
// the proxy's may hold any of the others inside.
func (f facts) explain(err error) *Failure {
	out := f.classify(err)
	out.Host, out.Proxy = f.host, f.proxy
	if out.Words == "" {
		out.Words = f.words(err)
	}
	return out
}

func (f facts) classify(err error) *Failure {
	if out := f.proxyFault(err); out != nil {
		return out
	}
	if out := f.tlsFault(err); out != nil {
		return out
	}
	var elsewhere *elsewhereError
	if errors.As(err, &elsewhere) {
		return &Failure{Kind: NotLoopback, Words: elsewhere.Error()}
	}
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return &Failure{Kind: NameNotFound, Words: shorten(Clean("name lookup of " + dns.Name + ": " + dns.Err))}
	}
	if f.late || isTimeout(err) {
		return f.timeout(err)
	}
	if dialling(err) {
		return &Failure{Kind: Refused}
	}
	return f.broken(err)
}

// proxyFault returns the fault of a proxy; nil if it is none.
func (f facts) proxyFault(err error) *Failure {
	by := ""
	if f.source != "" {
		by = " by " + f.source
	}
	var broken proxyAddressError
	if errors.As(err, &broken) {
		return &Failure{Kind: ProxyFault, Words: broken.Error(), Variable: string(broken)}
	}
	var refusal *proxyRefusalError
	if errors.As(err, &refusal) {
		return &Failure{
			Kind: ProxyFault, Status: refusal.status,
			Words: Clean("CONNECT " + refusal.target + by + ": " + describeStatus(refusal.status)),
		}
	}
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "proxyconnect" || strings.HasPrefix(op.Op, "socks")) {
		return &Failure{Kind: ProxyFault, Words: f.words(op.Err)}
	}
	if f.proxy != "" && f.phase == tunnelling && !f.late && !isTimeout(err) {
		return &Failure{Kind: ProxyFault, Words: "the proxy closed the connection"}
	}
	return nil
}

// timeout tells by the phase which time is over. Waiting for a name that does
// not come is a failed name lookup.
func (f facts) timeout(err error) *Failure {
	switch {
	case f.proxy != "" && f.phase <= tunnelling:
		return &Failure{Kind: ProxyFault, Words: "the proxy does not answer", Limit: f.limit}
	case f.phase == naming:
		return &Failure{Kind: NameNotFound, Words: "name lookup of " + hostname(f.host) + ": no answer in time", Limit: f.limit}
	case f.phase < connected || dialling(err) || strings.Contains(err.Error(), "TLS handshake timeout"):
		limit := cmp.Or(f.phaseLimit, phaseLimit)
		if f.limit > 0 {
			limit = min(limit, f.limit)
		}
		return &Failure{Kind: ConnectTimeout, Words: "no connection within " + limit.String(), Limit: limit}
	default:
		return &Failure{Kind: AnswerTimeout, Words: "no complete answer in time", Limit: f.limit}
	}
}

// broken tells a connection that ended from an answer that is none.
func (f facts) broken(err error) *Failure {
	text := err.Error()
	var corrupt flate.CorruptInputError
	switch {
	case f.ended && strings.Contains(text, "malformed MIME header"):
		return &Failure{Kind: Cut, Words: "the connection ended before the answer did"}
	case strings.Contains(text, "malformed"), strings.Contains(text, "unsupported protocol"),
		strings.Contains(text, "exceeded"), errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum),
		errors.As(err, &corrupt), errors.Is(err, http.ErrNotSupported):
		return &Failure{Kind: BadAnswer}
	case f.phase == handshaking:
		return &Failure{Kind: TLSFailed, Words: "the connection ended in the TLS handshake"}
	case f.phase == naming || f.phase == connecting:
		return &Failure{Kind: Refused}
	case isCut(err):
		return &Failure{Kind: Cut, Words: "the connection ended before the answer did"}
	}
	return &Failure{Kind: Cut}
}

// What Windows has for a connection that the other end has reset, or the system
// has given up. Its own words are in the language of the computer.
const (
	errWinReset   = syscall.Errno(10054) // WSAECONNRESET
	errWinAborted = syscall.Errno(10053) // WSAECONNABORTED
)

// isCut reports whether err is the other end's way of hanging up.
func isCut(err error) bool {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		errors.Is(err, errWinReset) || errors.Is(err, errWinAborted) {
		return true
	}
	for _, sign := range []string{"forcibly closed", "http2: client conn", "server closed idle connection", "use of closed network connection"} {
		if strings.Contains(err.Error(), sign) {
			return true
		}
	}
	return false
}

// dialling reports whether err came up while connecting.
func dialling(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout() || errors.Is(err, context.DeadlineExceeded)
}

// cause returns what is inside err's address and file name.
func cause(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return cause(u.Err)
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// words returns what err says, fit to be shown.
func (f facts) words(err error) string {
	scrubber := f.scrubber
	if scrubber == nil {
		scrubber = secret.NewScrubber()
	}
	return shorten(Text(cause(err).Error(), 2*MaxWords, scrubber))
}

// shorten cuts s to MaxWords, at a space where there is one.
func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	r := []rune(s)
	if len(r) <= MaxWords {
		return s
	}
	cut := string(r[:MaxWords-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

func describeStatus(status int) string {
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}
