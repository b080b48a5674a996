package gitlabtest

import (
	"io"
	"net"
	"net/http"
	"slices"

	"acp-gitlab/gitlab/web/webtest"
)

// guard is what stands in front of every answer: the record, the refusal of
// strangers, the gates.
func (s *Server) guard(name string, next http.Handler) http.Handler {
	return s.recorded(name, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", s.date())
		switch s.names.Refuse(r) {
		case http.StatusMisdirectedRequest:
			plain(w, http.StatusMisdirectedRequest, "This server does not answer under that name.\n")
			return
		case http.StatusForbidden:
			plain(w, http.StatusForbidden, "Requests from other origins are refused.\n")
			return
		}
		if !s.server.Pass(r.Context(), r.URL.EscapedPath()) {
			webtest.Cut()
		}
		next.ServeHTTP(w, r)
	}))
}

func (s *Server) date() string { return s.now().Add(s.cfg.skew).Format(http.TimeFormat) }

// recorded notes every request, and the status of its answer.
func (s *Server) recorded(listener string, next http.Handler) http.Handler {
	find := finder{s.store.values}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		noted := &webtest.StatusWriter{ResponseWriter: w}
		end := s.log.Begin(find.look(listener, r))
		defer end(func(seen *Seen) { seen.Status = noted.Status })
		next.ServeHTTP(noted, r)
	})
}

// layers puts the scenario's faults in front of GitLab.
func (s *Server) layers() http.Handler {
	h := s.gitlab()
	for _, f := range slices.Backward(s.cfg.faults) {
		h = f(s, h)
	}
	return h
}

// Hold makes every request for path wait until the gate is released, the
// client gives up, or the server is closed. path is below the root and as it is
// sent: "/api/v4/user", "/api/v4/projects/team%2Fapp".
func (s *Server) Hold(path string) *webtest.Gate { return s.server.Hold(s.cfg.root + path) }

// proxyKind is what stands between the client and the server.
type proxyKind int

const (
	proxyNone proxyKind = iota
	proxyWorks
	proxyAsks // answers 407 to everything
)

func withProxy(kind proxyKind) Option { return func(c *config) { c.proxy = kind } }

// openProxy starts the proxy in front of the server, where one is wanted.
func (s *Server) openProxy() error {
	if s.cfg.proxy == proxyNone || s.memory != nil {
		return nil
	}
	l, err := s.server.Listen()
	if err != nil {
		return err
	}
	s.proxyURL = "http://" + l.Addr().String()
	s.server.Serve(l, s.recorded("proxy", s.tunnel(s.addr.String())), nil)
	return nil
}

// tunnel answers CONNECT for the server's own names.
func (s *Server) tunnel(target string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", s.date())
		switch {
		case s.cfg.proxy == proxyAsks:
			w.Header().Set("Proxy-Authenticate", `Basic realm="proxy.example.com"`)
			w.WriteHeader(http.StatusProxyAuthRequired)
		case r.Method != http.MethodConnect || !slices.Contains(s.names.Hosts, r.Host):
			w.WriteHeader(http.StatusBadGateway)
		default:
			s.connect(w, r, target)
		}
	})
}

func (s *Server) connect(w http.ResponseWriter, r *http.Request, target string) {
	var d net.Dialer
	server, err := d.DialContext(r.Context(), "tcp4", target)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer func() { _ = server.Close() }()
	client, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer func() { _ = client.Close() }()
	if _, err := io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return
	}
	ended := make(chan struct{}, 2)
	go pump(server, buffered, ended)
	go pump(client, server, ended)
	left := 2
	select {
	case <-ended:
		left--
	case <-s.server.Done():
	}
	_, _ = server.Close(), client.Close()
	for range left {
		<-ended
	}
}

func pump(to io.Writer, from io.Reader, ended chan<- struct{}) {
	_, _ = io.Copy(to, from)
	ended <- struct{}{}
}
