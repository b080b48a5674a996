package acptest

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// readHeaderTimeout bounds how long a client may take over its request's head.
const readHeaderTimeout = 10 * time.Second

// listen opens the addresses that the configuration asks for, and serves them.
func (s *Server) listen() error {
	if s.cfg.deaf && s.cfg.dial != nil {
		nobody := newMemory(firstMemoryPort)
		s.memory, s.cfg.address = append(s.memory, nobody), "http://"+nobody.Addr().String()
		return nobody.Close()
	}
	if s.cfg.deaf {
		port, err := newClosedPort()
		if err != nil {
			return err
		}
		s.closed, s.cfg.address = port, "http://"+port.address
		return nil
	}
	if s.cfg.selfSigned {
		cert, err := newCertificate(s.cfg.now())
		if err != nil {
			return err
		}
		s.cfg.certificate = &cert
	}
	origins := []Origin{API, Web, Gateway}
	if s.cfg.oneAddress {
		origins = []Origin{Web, Gateway}
	}
	for _, o := range origins {
		if err := s.open(o); err != nil {
			return err
		}
	}
	if s.cfg.oneAddress {
		s.addresses[API] = s.addresses[Web]
	}
	s.serve()
	return nil
}

// firstMemoryPort is the port that the first address in memory names.
const firstMemoryPort = 8001

// listener is a free port, or memory.
func (s *Server) listener() (net.Listener, error) {
	if s.cfg.dial == nil {
		return (&net.ListenConfig{}).Listen(context.Background(), "tcp4", "127.0.0.1:0")
	}
	l := newMemory(firstMemoryPort + len(s.memory))
	s.memory = append(s.memory, l)
	return l, nil
}

// open takes a free port for o.
func (s *Server) open(o Origin) error {
	l, err := s.listener()
	if err != nil {
		return fmt.Errorf("acptest: listen: %w", err)
	}
	scheme := "http"
	if s.cfg.certificate != nil {
		scheme = "https"
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{*s.cfg.certificate}, MinVersion: tls.VersionTLS12})
	}
	s.addresses[o] = scheme + "://" + l.Addr().String()
	s.listeners = append(s.listeners, l)
	s.servers = append(s.servers, &http.Server{
		Handler: s.handler(o), ReadHeaderTimeout: readHeaderTimeout, ErrorLog: log.New(io.Discard, "", 0), ConnState: s.count,
	})
	return nil
}

// serve starts to answer at every open address.
func (s *Server) serve() {
	for i, srv := range s.servers {
		s.serving.Go(func() { _ = srv.Serve(s.listeners[i]) })
	}
}

// count keeps the number of connections, so that Close can wait for the last.
func (s *Server) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.talking.Add(1)
	case http.StateClosed, http.StateHijacked:
		s.talking.Done()
	case http.StateActive, http.StateIdle:
	}
}
