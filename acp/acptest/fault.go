package acptest

import (
	"net/http"
	"slices"
	"strings"
	"sync"

	"acp-gitlab/gitlab/web/webtest"
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
func cut(*Server, http.ResponseWriter, *request) bool {
	webtest.Cut()
	return true
}

// silent never answers: it ends when the client goes away or the server closes.
func silent(s *Server, w http.ResponseWriter, r *request) bool {
	s.server.Silent(w, r.Request)
	return true
}

// late answers after the delay of the server.
func late(s *Server, _ http.ResponseWriter, r *request) bool {
	if !s.server.Delay(r.Context(), s.cfg.delay) {
		webtest.Cut()
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
		s.apiServer(r)
	case UI:
		return false
	case Web:
		return false
	}
	return cut(s, nil, r)
}

// hugeBody answers with more than anybody should read.
func hugeBody(_ *Server, w http.ResponseWriter, _ *request) bool {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write([]byte(`{"connected":true,"instanceUrl":"https://gitlab.com/`))
	webtest.Pour(w, []byte(strings.Repeat("a", 64<<10)), 144)
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

// echoEverywhere is an ACP that repeats what it was sent: the token in its answer
// and in the one after it, to a request without it; else the session, and that in
// the address of a redirect as well. A token that a run never had nobody can
// recognise: no later answer has it.
func echoEverywhere() fault {
	var mu sync.Mutex
	said := ""
	return func(_ *Server, w http.ResponseWriter, r *request) bool {
		session := bearer(r.Header)
		if session == "" {
			return false
		}
		mu.Lock()
		defer mu.Unlock()
		name := said
		said = ""
		if c, err := read(r.body); err == nil && c.token != "" {
			said, name = c.token, c.token
		}
		if name == "" {
			name = session
		}
		w.Header().Set("X-Request-Id", "id-"+name)
		if r.call != callDisconnect {
			return false
		}
		w.Header().Set("Location", "https://elsewhere.example.com/"+session+"/x")
		plain(http.StatusFound, "moved for "+session).write(w)
		return true
	}
}

// WithoutReplacing makes connect refuse while a connection is held. No release
// is known to do so, but the setup guide says to disconnect first.
func WithoutReplacing() Option {
	return func(c *config) { withFault(at(held, callConnect))(c) }
}

// held refuses a connect over an earlier connection.
func held(s *Server, w http.ResponseWriter, r *request) bool {
	rules := s.cfg.dialect.rules()
	if _, ok := s.records.get(Person); !ok {
		return false
	}
	rules.refuse(http.StatusConflict, "GitLab is already connected, disconnect first").write(w)
	return true
}
