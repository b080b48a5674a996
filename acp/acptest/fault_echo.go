package acptest

import (
	"net/http"
	"sync"
)

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
