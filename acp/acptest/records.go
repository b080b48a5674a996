package acptest

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"acp-gitlab/gitlab/secret"
)

// Connection is what ACP holds for one user, without the token.
type Connection struct {
	InstanceURL string
	// Username is the GitLab user; only old releases know it.
	Username string
	// UpdatedAt is the second of the last connect, as ACP writes it: unix
	// seconds as text.
	UpdatedAt string
}

type record struct {
	token       secret.Text
	instanceURL string
	username    string
	gitlabID    string
	updatedAt   string
}

// records is ACP's store: one connection for each user.
type records struct {
	now      func() time.Time
	mu       sync.Mutex
	byUser   map[string]record
	attempts int
	trapped  bool
}

func newRecords(now func() time.Time) *records {
	return &records{now: now, byUser: map[string]record{}}
}

// put stores r for user, over an earlier one, with the time of now.
func (r *records) put(user string, rec record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rec.updatedAt = strconv.FormatInt(r.now().Unix(), 10)
	r.byUser[user] = rec
	r.trapped = r.trapped || strings.HasPrefix(user, "system:serviceaccount:")
}

func (r *records) get(user string) (record, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rec, ok := r.byUser[user]
	return rec, ok
}

func (r *records) drop(user string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.byUser, user)
}

// attempt counts a connect that came in; attempted reports whether one did.
func (r *records) attempt() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.attempts++
}

func (r *records) attempted() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.attempts > 0
}

// Connection returns what ACP holds for user: Person, or KeyAccount.
func (s *Server) Connection(user string) (Connection, bool) {
	rec, ok := s.records.get(user)
	return Connection{InstanceURL: rec.instanceURL, Username: rec.username, UpdatedAt: rec.updatedAt}, ok
}

// Trapped reports whether a connection was ever stored for a service account:
// what comes of an access key sent in both headers to the web address. The
// person gets ACP's yes, and no connection.
func (s *Server) Trapped() bool {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	return s.records.trapped
}

// StoredTokens returns how many tokens ACP holds, over all users.
func (s *Server) StoredTokens() int {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	n := 0
	for _, rec := range s.records.byUser {
		if !rec.token.IsZero() {
			n++
		}
	}
	return n
}

// Holds reports whether ACP holds for Ada a connection to instanceURL whose
// token satisfies check. It compares without handing the token out.
func (s *Server) Holds(instanceURL string, check func(token string) bool) bool {
	rec, ok := s.records.get(Person)
	return ok && rec.instanceURL == instanceURL && check(rec.token.Reveal())
}
