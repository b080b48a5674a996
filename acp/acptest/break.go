package acptest

import (
	"net/http"
	"strings"
	"sync/atomic"
)

// Break is how one call of the store ends.
type Break string

// The ways: the line is cut before or after the call was done, a 500 comes
// instead, or nothing ever.
const (
	CutBefore   Break = "cut-before"
	CutAfter    Break = "cut-after"
	ServerError Break = "trouble"
	Silence     Break = "silence"
)

// AnswerStore has the store answer every call with this method so from now on; with
// "PATCH /credentials" only those below that path.
func (s *Server) AnswerStore(call string, status int, kind, body string) {
	method, path, _ := strings.Cut(call, " ")
	s.spoiled.Store(&spoiled{method, storeRoot + path, reply{status: status, kind: kind, body: []byte(body)}})
}

type spoiled struct {
	method, path string
	reply        reply
}

// spoils reports whether the call is one of those.
func (b *spoiled) spoils(r *http.Request) bool {
	return b != nil && b.method == r.Method && strings.HasPrefix(r.URL.Path, b.path)
}

// WithBreak breaks the nth call that changes the store or asks it, counted from
// 1. Every try of the same call counts.
func WithBreak(nth int, how Break) Option {
	var seen atomic.Int64
	return func(c *config) {
		withFault(func(s *Server, w http.ResponseWriter, r *request) bool {
			if !strings.HasPrefix(r.URL.Path, storeRoot) || int(seen.Add(1)) != nth {
				return false
			}
			switch how {
			case CutAfter:
				s.apiServer(r)
				return cut(s, w, r)
			case CutBefore:
				return cut(s, w, r)
			case Silence:
				return silent(s, w, r)
			case ServerError:
			}
			told(http.StatusInternalServerError, "9", "Unspecified error").write(w)
			return true
		})(c)
	}
}
