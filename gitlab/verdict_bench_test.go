package gitlab_test

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// trip is the round trip of the benchmarks that count round trips: long enough that
// the work of both ends hardly counts.
const trip = 100 * time.Millisecond

// connections is what became of those of before the paste.
type connections int

const (
	cold   connections = iota // there never were any, and none was opened ahead
	warm                      // opened when the paste arrived
	closed                    // closed by the server while idle, and opened again by the paste
)

func (c connections) String() string { return [...]string{"cold", "warm", "closed-while-idle"}[c] }

// BenchmarkVerdict counts the round trips from Enter to the verdict about a pasted
// token: the paste itself was at least four round trips before.
func BenchmarkVerdict(b *testing.B) {
	for protocol, kind := range protocols {
		for _, c := range []connections{warm, closed, cold} {
			b.Run(fmt.Sprintf("%s/%s", protocol, c), func(b *testing.B) { verdictAfter(b, kind, c) })
		}
	}
}

func verdictAfter(b *testing.B, kind gitlabtest.TLSKind, c connections) {
	b.Helper()
	s := serve(b, kind)
	in, _ := gitlab.ParseInstance(s.URL())
	var spent time.Duration
	var mu sync.Mutex
	var open []net.Conn
	dial := slowDial(trip, func(c net.Conn) {
		mu.Lock()
		defer mu.Unlock()
		open = append(open, c)
	})
	for b.Loop() {
		st, err := web.New(web.Options{Dial: dial, CAPEM: s.CAPEM(), Getenv: func(string) string { return "" }})
		if err != nil {
			b.Fatal(err)
		}
		address := in.Join("/api/v4/version", nil)
		if c != cold {
			st.Warm(b.Context(), address) // the probe of the first step
		}
		if c == closed {
			mu.Lock()
			for _, c := range open {
				_ = c.Close()
			}
			open = nil
			mu.Unlock()
		}
		if c != cold {
			st.WarmFor(b.Context(), address, 3) // the paste
		}
		client, p := gitlab.NewClient(st, in, secret.New(s.Token()))
		if p != nil {
			b.Fatal(p)
		}
		start := time.Now()
		got := client.Inspect(b.Context(), start, nil)
		spent += time.Since(start)
		if len(got.Problems) > 0 {
			b.Fatal(got.Problems[0])
		}
		st.Close()
	}
	b.ReportMetric(spent.Seconds()/trip.Seconds()/float64(b.N), "round-trips/op")
}

// protocols are those over which a check is measured: most GitLabs speak the second.
var protocols = map[string]gitlabtest.TLSKind{"http1": gitlabtest.TLSNone, "http2": gitlabtest.TLSOwnCA}

// BenchmarkCheck counts the round trips of a cold check with one repository, from
// the first byte on: opening connections and signing in included.
func BenchmarkCheck(b *testing.B) {
	for protocol, kind := range protocols {
		b.Run(protocol, func(b *testing.B) { coldCheck(b, kind) })
	}
}

func coldCheck(b *testing.B, kind gitlabtest.TLSKind) {
	b.Helper()
	s := serve(b, kind)
	address, p := gitlab.ParseAddress(s.URL())
	if p != nil {
		b.Fatal(p)
	}
	for b.Loop() {
		st, err := web.New(web.Options{Dial: slowDial(trip), CAPEM: s.CAPEM(), Getenv: func(string) string { return "" }})
		if err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		found := gitlab.Probe(b.Context(), st, address, time.Now, nil)
		client, p := gitlab.NewClient(st, found.Instance, secret.New(s.Token()))
		if p != nil {
			b.Fatal(p)
		}
		got, ahead := client.InspectAhead(b.Context(), start, []string{"team/app"}, nil)
		r := client.Knowing(ahead).Repository(b.Context(), "team/app", *got.User, nil)
		if problem.Stops(r.Problems) {
			b.Fatal(r.Problems)
		}
		b.ReportMetric(time.Since(start).Seconds()/trip.Seconds(), "round-trips/op")
		st.Close()
	}
}

func serve(b *testing.B, kind gitlabtest.TLSKind) *gitlabtest.Server {
	b.Helper()
	s, err := gitlabtest.Start(gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithTLS(kind))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}

// BenchmarkByHand is what the guide asks of a person instead: user, token and
// project, one call after the other, each with a connection of its own as curl
// opens it. It proves no push.
func BenchmarkByHand(b *testing.B) {
	for protocol, kind := range protocols {
		b.Run(protocol, func(b *testing.B) { byHand(b, serve(b, kind)) })
	}
}

func byHand(b *testing.B, s *gitlabtest.Server) {
	b.Helper()
	for b.Loop() {
		start := time.Now()
		for _, path := range []string{"user", "personal_access_tokens/self", "projects/team%2Fapp"} {
			wire := &http.Transport{
				DialContext: slowDial(trip), ForceAttemptHTTP2: true,
				TLSClientConfig: &tls.Config{RootCAs: s.CAs(), MinVersion: tls.VersionTLS12},
			}
			r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, s.URL()+"/api/v4/"+path, http.NoBody)
			if err != nil {
				b.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+s.Token())
			answer, err := (&http.Client{Transport: wire}).Do(r)
			if err != nil {
				b.Fatal(err)
			}
			_ = answer.Body.Close()
			wire.CloseIdleConnections()
		}
		b.ReportMetric(time.Since(start).Seconds()/trip.Seconds(), "round-trips/op")
	}
}
