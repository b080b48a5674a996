package gitlabtest

import (
	"crypto/sha256"
	"slices"
	"strings"
	"sync"
	"time"

	"acp-gitlab/gitlab/secret"
)

// firstID is the number of the first token that is handed out.
const firstID = 4902

// store is what changes while the server runs.
type store struct {
	mu       sync.Mutex
	now      func() time.Time
	user     User
	projects []Project
	tokens   []*Token
	byDigest map[[sha256.Size]byte]*Token
	next     int64
	created  []string
	baits    []string
}

func newStore(cfg config) *store {
	w := &store{
		now: cfg.now, user: cfg.user, projects: slices.Clone(cfg.projects),
		byDigest: map[[sha256.Size]byte]*Token{}, next: firstID,
	}
	for _, t := range cfg.others {
		w.add(t)
	}
	return w
}

// add hands out t.
func (w *store) add(t Token) Token {
	w.mu.Lock()
	defer w.mu.Unlock()
	t = t.completed(w.next, w.now().UTC())
	w.next = max(w.next, t.ID+1)
	w.tokens = append(w.tokens, &t)
	w.byDigest[digest(t.Value.Reveal())] = &t
	return t
}

func digest(value string) [sha256.Size]byte { return sha256.Sum256([]byte(value)) }

func (w *store) lookup(value string) (Token, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, ok := w.byDigest[digest(value)]
	if !ok {
		return Token{}, false
	}
	return *t, true
}

// used notes that the token has just been used.
func (w *store) used(id int64) {
	w.change(id, func(t *Token) { t.LastUsed = w.now().UTC() })
}

func (w *store) revoke(id int64) {
	w.change(id, func(t *Token) { t.Revoked = true })
}

// revokeFamily ends every token that came from the same one by rotation.
func (w *store) revokeFamily(family int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, t := range w.tokens {
		if t.family == family {
			t.Revoked = true
		}
	}
}

func (w *store) change(id int64, f func(*Token)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, t := range w.tokens {
		if t.ID == id {
			f(t)
		}
	}
}

// list returns the tokens without their values.
func (w *store) list() []Token {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]Token, len(w.tokens))
	for i, t := range w.tokens {
		out[i] = *t
		out[i].Value = secret.Text{}
		out[i].Scopes = slices.Clone(t.Scopes)
	}
	return out
}

func (w *store) value(id int64) (value string) {
	w.change(id, func(t *Token) { value = t.Value.Reveal() })
	return value
}

// values are the secrets to look for in requests.
func (w *store) values() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := slices.Clone(w.baits)
	for _, t := range w.tokens {
		out = append(out, t.Value.Reveal())
	}
	return out
}

// watch makes text, which a person is told to paste, one of the values.
func (w *store) watch(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if text = strings.TrimSpace(text); text != "" {
		w.baits = append(w.baits, text)
	}
}

func (w *store) createdProjects() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.created)
}

// handOut makes a token as the scenario wants it, and what is shown of it to
// the person, which the scenario may have spoilt.
func (s *Server) handOut(t Token) (made Token, shown secret.Text) {
	if text := s.cfg.scenario.Token; text != "" {
		s.store.watch(text)
		return t, secret.New(text)
	}
	if s.cfg.shape != nil {
		s.cfg.shape(&t, s.now())
	}
	made = s.store.add(t)
	value := made.Value.Reveal()
	value = value[:len(value)-s.cfg.cut]
	s.store.watch(value)
	made.Value = secret.Text{}
	return made, secret.New(value)
}
