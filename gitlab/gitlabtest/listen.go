package gitlabtest

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// listen opens the doors that the configuration asks for.
func (s *Server) listen(ctx context.Context) error {
	tlsConfig, err := s.certificate()
	if err != nil {
		return err
	}
	ln, err := s.mainListener(ctx)
	if err != nil {
		return err
	}
	s.name(ln, tlsConfig != nil)
	if s.cfg.refuse {
		return nil
	}
	if s.cfg.elsewhere && s.pipe != nil {
		s.elsewhere = "http://elsewhere.example.com"
	} else if s.cfg.elsewhere {
		other, err := local(ctx)
		if err != nil {
			_ = ln.Close()
			return err
		}
		s.elsewhere = "http://" + other.Addr().String()
		s.hosts = append(s.hosts, other.Addr().String())
		s.serve(ctx, other, s.door("elsewhere", s.gitlab()), nil)
	}
	s.serve(ctx, ln, s.door("gitlab", s.layers()), tlsConfig)
	return s.openProxy(ctx, ln)
}

// mainListener is a port, memory, or a port at which nobody listens.
func (s *Server) mainListener(ctx context.Context) (net.Listener, error) {
	var ln net.Listener
	if s.cfg.memory {
		s.pipe = newPipeListener()
		ln = s.pipe
	} else {
		var err error
		if ln, err = local(ctx); err != nil {
			return nil, err
		}
	}
	switch {
	case s.cfg.refuse:
		return s.closedPort(ctx, ln)
	case s.cfg.mute:
		return muteListener{ln}, nil
	default:
		return ln, nil
	}
}

func local(ctx context.Context) (net.Listener, error) {
	var lc net.ListenConfig
	return lc.Listen(ctx, "tcp4", "127.0.0.1:0")
}

// name fixes the origin and the hosts for which the server answers.
func (s *Server) name(ln net.Listener, secure bool) {
	scheme := "http://"
	if secure {
		scheme = "https://"
	}
	host := ln.Addr().String()
	s.hosts = append(s.hosts, host)
	if _, port, err := net.SplitHostPort(host); err == nil {
		s.hosts = append(s.hosts, "localhost:"+port)
	}
	for _, name := range s.cfg.names {
		s.hosts = append(s.hosts, name, name+":443")
	}
	if len(s.cfg.names) > 0 {
		host = s.cfg.names[0]
	}
	s.origin = scheme + host
}

// serve answers on ln until Close.
func (s *Server) serve(ctx context.Context, ln net.Listener, h http.Handler, secure *tls.Config) {
	conns := connections{all: &s.busy}
	srv := &http.Server{
		Handler: h, TLSConfig: secure, ConnState: conns.changed,
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0),
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	s.atClose(func() { _ = srv.Close() })
	s.busy.enter()
	go func() {
		defer s.busy.leave()
		if secure == nil {
			_ = srv.Serve(ln)
			return
		}
		_ = srv.ServeTLS(ln, "", "")
	}()
}

// DialContext connects to this server, whatever addr says: for an
// http.Transport that must reach it under a name or through memory.
func (s *Server) DialContext(ctx context.Context, _, addr string) (net.Conn, error) {
	if s.pipe != nil {
		return s.pipe.dial(ctx)
	}
	if len(s.hosts) > 0 {
		addr = s.hosts[0]
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp", addr)
}
