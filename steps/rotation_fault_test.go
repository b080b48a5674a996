package steps_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

var errCut = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}

// fault is what happens to one request.
type fault struct {
	name string
	// often: the fault is tried with every ACP; lasts: also from then on.
	often, lasts bool
	do           func(k *faultTransport, req *http.Request) (*http.Response, error)
}

var faults = []fault{
	{"not connected", false, false, func(*faultTransport, *http.Request) (*http.Response, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}},
	{"dropped before it arrived", true, true, func(*faultTransport, *http.Request) (*http.Response, error) { return nil, errCut }},
	{"dropped after it was answered", true, true, func(k *faultTransport, req *http.Request) (*http.Response, error) {
		k.sent(req)
		return nil, errCut
	}},
	{"500 before it arrived", true, false, func(_ *faultTransport, req *http.Request) (*http.Response, error) { return broken(req), nil }},
	{"500 after it was answered", false, false, func(k *faultTransport, req *http.Request) (*http.Response, error) {
		k.sent(req)
		return broken(req), nil
	}},
	{"silence before it arrived", true, true, func(_ *faultTransport, req *http.Request) (*http.Response, error) {
		<-req.Context().Done()
		return nil, req.Context().Err()
	}},
	{"silence after it was answered", false, false, func(k *faultTransport, req *http.Request) (*http.Response, error) {
		k.sent(req)
		<-req.Context().Done()
		return nil, req.Context().Err()
	}},
	{"answered late", false, false, func(k *faultTransport, req *http.Request) (*http.Response, error) {
		late := req.Clone(context.WithoutCancel(req.Context()))
		if req.Body != nil {
			body, _ := io.ReadAll(req.Body)
			late.Body = io.NopCloser(bytes.NewReader(body))
		}
		k.late.Go(func() {
			time.Sleep(5 * time.Second)
			k.sent(late)
		})
		return nil, errCut
	}},
	{"ctrl+c before it is sent", false, false, func(k *faultTransport, req *http.Request) (*http.Response, error) {
		k.cancel()
		return k.wire.RoundTrip(req)
	}},
	{"ctrl+c after it was answered", true, false, func(k *faultTransport, req *http.Request) (*http.Response, error) {
		defer k.cancel()
		return k.wire.RoundTrip(req)
	}},
	{"ctrl+c in silence", false, false, func(k *faultTransport, req *http.Request) (*http.Response, error) {
		k.cancel()
		<-req.Context().Done()
		return nil, req.Context().Err()
	}},
	{"ctrl+c, dropped after it was answered", false, false, func(k *faultTransport, req *http.Request) (*http.Response, error) {
		k.sent(req)
		k.cancel()
		return nil, errCut
	}},
}

func broken(req *http.Request) *http.Response {
	return &http.Response{
		StatusCode: http.StatusInternalServerError, Header: http.Header{"Content-Type": {"text/plain"}},
		Body: io.NopCloser(strings.NewReader("Internal Server Error")), Request: req,
	}
}

// faultTransport is a wire on which the request number at meets with fault; with forever
// all that follow as well.
type faultTransport struct {
	wire    http.RoundTripper
	at      int
	fault   fault
	forever bool
	cancel  context.CancelFunc

	mu   sync.Mutex
	seen []string
	late sync.WaitGroup
}

func (k *faultTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	k.mu.Lock()
	k.seen = append(k.seen, req.Method+" "+req.URL.Path)
	n := len(k.seen)
	k.mu.Unlock()
	if n == k.at || k.forever && k.at > 0 && n > k.at {
		return k.fault.do(k, req)
	}
	return k.wire.RoundTrip(req)
}

// sent lets the request be answered, and keeps the answer.
func (k *faultTransport) sent(req *http.Request) {
	if resp, err := k.wire.RoundTrip(req); err == nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
}

func (k *faultTransport) requests() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.seen)
}
