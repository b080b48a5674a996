package gitlab_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// slowConn is a connection on which what is written arrives a round trip later, in
// order, without slowing what is written after it: answers then come at once.
type slowConn struct {
	net.Conn
	trip time.Duration
	once sync.Once
	out  chan late
}

type late struct {
	at   time.Time
	data []byte
}

// Write implements net.Conn.
func (s *slowConn) Write(b []byte) (int, error) {
	s.once.Do(func() {
		go func() {
			for l := range s.out {
				time.Sleep(time.Until(l.at))
				if _, err := s.Conn.Write(l.data); err != nil {
					return
				}
			}
		}()
	})
	select {
	case s.out <- late{time.Now().Add(s.trip), append([]byte(nil), b...)}:
		return len(b), nil
	default:
		return 0, net.ErrClosed
	}
}

// slowDial opens connections with a round trip of their own, and tells of each.
func slowDial(trip time.Duration, opened ...func(net.Conn)) func(context.Context, string, string) (net.Conn, error) {
	var dialer net.Dialer
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dialer.DialContext(ctx, network, addr)
		if err == nil {
			for _, tell := range opened {
				tell(c)
			}
		}
		if err != nil || trip == 0 {
			return c, err
		}
		time.Sleep(trip)
		return &slowConn{Conn: c, trip: trip, out: make(chan late, 1024)}, nil
	}
}

// BenchmarkRepositories checks many repositories, of which 2 in 100 have moved or
// cannot be seen, over a network with a round trip.
func BenchmarkRepositories(b *testing.B) {
	for _, n := range []int{200, 1000, 5000} {
		for _, trip := range []time.Duration{0, 20 * time.Millisecond, 100 * time.Millisecond} {
			for _, rest := range []bool{false, true} {
				if rest && (n > 200 || trip > 20*time.Millisecond) {
					continue // known from the smaller ones
				}
				b.Run(fmt.Sprintf("n=%d/trip=%s/rest=%v", n, trip, rest), func(b *testing.B) { checkMany(b, n, trip, rest) })
			}
		}
	}
}

func checkMany(b *testing.B, n int, trip time.Duration, rest bool) {
	b.Helper()
	paths, projects := many(n)
	s, err := gitlabtest.Start(gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithProjects(projects...))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	in, _ := gitlab.ParseInstance(s.URL())
	for b.Loop() {
		st, err := web.New(web.Options{Dial: slowDial(trip), Getenv: func(string) string { return "" }})
		if err != nil {
			b.Fatal(err)
		}
		c, p := gitlab.NewClient(st, in, secret.New(s.Token()))
		if p != nil {
			b.Fatal(p)
		}
		before := len(s.Requests())
		got, p := c.Repositories(b.Context(), gitlab.Many{Paths: paths, User: ada, NoGraphQL: rest}, nil)
		if p != nil || got[len(got)-1].Unasked {
			b.Fatalf("stopped by %v", p)
		}
		api := 0
		for _, r := range s.Requests()[before:] {
			if !strings.HasSuffix(r.Path, "/info/refs") {
				api++
			}
		}
		b.ReportMetric(float64(api), "api-requests/op")
		st.Close()
	}
}
