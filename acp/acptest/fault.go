package acptest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// fault answers instead of ACP; it returns false to let ACP answer.
type fault func(s *Server, w http.ResponseWriter, r *request) bool

// at limits a fault to some calls.
func at(f fault, calls ...call) fault {
	return func(s *Server, w http.ResponseWriter, r *request) bool {
		return slices.Contains(calls, r.call) && f(s, w, r)
	}
}

// signedInCalls are the calls that need a session.
var signedInCalls = []call{callStatus, callReadback, callConnect, callDisconnect, callIntegrations}

// gitLabCalls are all calls about GitLab.
var gitLabCalls = append([]call{callTest}, signedInCalls...)

// atAPI limits a fault to what the API serves: no page.
func atAPI(f fault) fault {
	return func(s *Server, w http.ResponseWriter, r *request) bool {
		if r.URL.Path != "/health" && !strings.HasPrefix(r.URL.Path, "/api/") {
			return false
		}
		return f(s, w, r)
	}
}

// cut ends the connection without an answer.
func cut(*Server, http.ResponseWriter, *request) bool { panic(http.ErrAbortHandler) }

// silent never answers: it ends when the client goes away or the server closes.
func silent(s *Server, _ http.ResponseWriter, r *request) bool {
	waitFor[struct{}](r.Context(), s.done, nil)
	panic(http.ErrAbortHandler)
}

// late answers after the delay of the server.
func late(s *Server, _ http.ResponseWriter, r *request) bool {
	t := time.NewTimer(s.cfg.delay)
	defer t.Stop()
	if !waitFor(r.Context(), s.done, t.C) {
		panic(http.ErrAbortHandler)
	}
	return false
}

// cutAfterSaving stores the connection and then says nothing about it.
func cutAfterSaving(s *Server, _ http.ResponseWriter, r *request) bool {
	switch r.origin {
	case API:
		r.who = s.fromBackend(r.Header)
		s.backend(r)
	case Gateway:
		s.gateway(r)
	case Web:
		return false
	}
	panic(http.ErrAbortHandler)
}

// hugeBody answers with more than anybody should read.
func hugeBody(_ *Server, w http.ResponseWriter, _ *request) bool {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write([]byte(`{"connected":true,"instanceUrl":"https://gitlab.com/`))
	chunk := []byte(strings.Repeat("a", 64<<10))
	for range 144 {
		if _, err := w.Write(chunk); err != nil {
			return true
		}
	}
	_, _ = w.Write([]byte(`"}`))
	return true
}

// echo repeats the token in its refusal, as no server should.
func echo(_ *Server, w http.ResponseWriter, r *request) bool {
	c, err := read(r.body)
	if err != nil {
		return false
	}
	refusal(http.StatusBadRequest, "Invalid input: token "+c.token+" has no access to https://ada:"+c.token+"@git.example.com/?private_token="+c.token).write(w)
	return true
}
