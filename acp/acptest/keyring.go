package acptest

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"
)

// The invented person and the workspace that the sessions belong to.
const (
	Person    = "ada"
	Workspace = "my-team"
)

// Bearer is a kind of session.
type Bearer string

// The kinds of bearer that a request can carry. The values themselves are
// never recorded.
const (
	BearerNone           Bearer = "none"
	BearerAccessKey      Bearer = "access-key"
	BearerServiceAccount Bearer = "service-account"
	BearerOC             Bearer = "oc"
	BearerSSO            Bearer = "sso"
	BearerGitLab         Bearer = "gitlab-token"
	BearerUnknown        Bearer = "unknown"
)

// sessionLife is how long the sessions made at the start live.
const sessionLife = 24 * time.Hour

// identity is who a bearer speaks for.
type identity struct {
	kind    Bearer
	subject string    // who Kubernetes says it is
	owner   string    // the person that made an access key, or the person themself
	until   time.Time // when it ends
	gone    bool      // deleted, though it looks good
}

// keyring knows every bearer that this ACP handed out.
type keyring struct {
	now     func() time.Time
	mu      sync.Mutex
	known   map[string]identity
	key, oc string
	sso, sa string
	account string
	cookie  string   // what a signed-in browser shows
	made    []string // the names of the access keys, in order
	person  string   // the name of Ada's single sign-on
}

func newKeyring(now func() time.Time, person string) *keyring {
	return &keyring{now: now, person: person, known: map[string]identity{}, cookie: hex.EncodeToString(random(16))}
}

// issue makes the sessions that a Server has from the start.
func (k *keyring) issue() {
	k.key, k.account = k.accessKey("gitlab-setup", sessionLife)
	until := k.now().Add(sessionLife)
	k.oc = "sha256~" + base64.RawURLEncoding.EncodeToString(random(32))
	k.add(k.oc, identity{kind: BearerOC, subject: Person, owner: Person, until: until})
	k.sso = k.ssoToken(sessionLife)
	subject := "system:serviceaccount:" + Workspace + ":default"
	k.sa = jwt(k.accountClaims(subject, until))
	k.add(k.sa, identity{kind: BearerServiceAccount, subject: subject, until: until})
}

func (k *keyring) add(token string, id identity) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known[token] = id
}

// accessKey makes a key as Create Key does: the token of a service account of
// its own, which notes who made it.
func (k *keyring) accessKey(name string, life time.Duration) (token, account string) {
	account = "system:serviceaccount:" + Workspace + ":ambient-key-" + name + "-" + hex.EncodeToString(random(4))
	until := k.now().Add(life)
	token = jwt(k.accountClaims(account, until))
	k.add(token, identity{kind: BearerAccessKey, subject: account, owner: Person, until: until})
	k.mu.Lock()
	defer k.mu.Unlock()
	k.made = append(k.made, name)
	return token, account
}

// names returns the names of the access keys.
func (k *keyring) names() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.made)
}

func (k *keyring) ssoToken(life time.Duration) string {
	return k.ssoTokenOf(k.person, "Ada Lovelace", life)
}

// ssoTokenOf is a JWT of user; "" is one that names nobody.
func (k *keyring) ssoTokenOf(user, name string, life time.Duration) string {
	until := k.now().Add(life)
	claims := map[string]any{
		"iss": "https://sso.example.com/realms/ambient", "sub": uuid(), "preferred_username": user,
		"name": name, "aud": "ambient-frontend", "iat": k.now().Unix(), "exp": until.Unix(),
	}
	if user == "" {
		delete(claims, "preferred_username")
	}
	token := jwt(claims)
	k.add(token, identity{kind: BearerSSO, subject: user, owner: user, until: until})
	return token
}

func (k *keyring) accountClaims(subject string, until time.Time) map[string]any {
	name := subject[strings.LastIndexByte(subject, ':')+1:]
	return map[string]any{
		"aud": []string{"https://kubernetes.default.svc"}, "iss": "https://kubernetes.default.svc",
		"sub": subject, "iat": k.now().Unix(), "nbf": k.now().Unix(), "exp": until.Unix(), "jti": uuid(),
		"kubernetes.io": map[string]any{
			"namespace": Workspace, "serviceaccount": map[string]any{"name": name, "uid": uuid()},
		},
	}
}

// lookup returns who token speaks for; false when nobody knows it, when it has
// ended or was deleted.
func (k *keyring) lookup(token string) (identity, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	id, ok := k.known[token]
	if !ok || id.gone || !k.now().Before(id.until) {
		return identity{}, false
	}
	return id, true
}

// kind says what sort of bearer token is, whether or not it works.
func (k *keyring) kind(token string) Bearer {
	k.mu.Lock()
	defer k.mu.Unlock()
	if token == "" {
		return BearerNone
	}
	if id, ok := k.known[token]; ok {
		return id.kind
	}
	if strings.HasPrefix(token, "gl") && strings.Contains(token, "-") {
		return BearerGitLab
	}
	return BearerUnknown
}

// rename gives the access key of the start another value.
func (k *keyring) rename(value string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known[value] = k.known[k.key]
	delete(k.known, k.key)
	k.key = value
}

// forget makes every session one that ACP does not know any more.
func (k *keyring) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for token, id := range k.known {
		id.gone = true
		k.known[token] = id
	}
}

// jwt writes claims as a JSON Web Token with the length of a signature of
// Kubernetes. Nobody checks it: the keyring knows its tokens by heart.
func jwt(claims map[string]any) string {
	head, _ := json.Marshal(map[string]string{"alg": "RS256", "kid": "demo"})
	body, _ := json.Marshal(claims)
	parts := make([]string, 0, 3)
	for _, part := range [][]byte{head, body, random(256)} {
		parts = append(parts, base64.RawURLEncoding.EncodeToString(part))
	}
	return strings.Join(parts, ".")
}

func uuid() string {
	h := hex.EncodeToString(random(16))
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // crypto/rand.Read never fails
	return b
}

// Session is a session that is good at URL: an access key that Ada made, a JWT
// of a service account of the workspace; at the gateway a JWT of the single
// sign-on. Empty in the scenario about a missing session.
func (s *Server) Session() string {
	switch {
	case s.cfg.noSession:
		return ""
	case s.cfg.bearer == BearerServiceAccount:
		return s.keys.sa
	case s.cfg.bearer == BearerOC:
		return s.keys.oc
	case s.cfg.front == Gateway:
		return s.keys.sso
	}
	return s.keys.key
}

// OCSession is what `oc whoami -t` prints for Ada: it begins sha256~.
func (s *Server) OCSession() string { return s.keys.oc }

// OtherSession is a session of the person beside Session, "" for none: the one
// that a program finds in acpctl's file.
func (s *Server) OtherSession() string {
	if s.cfg.ssoName != "" {
		return s.keys.sso
	}
	return ""
}

// SSOSession is a JWT of the single sign-on for Ada.
func (s *Server) SSOSession() string { return s.keys.sso }

// ServiceAccountSession is the token of a service account that is no access
// key, and so nobody's.
func (s *Server) ServiceAccountSession() string { return s.keys.sa }

// MintKey makes another access key of Ada's; with a negative life it has ended
// already.
func (s *Server) MintKey(name string, life time.Duration) string {
	token, _ := s.keys.accessKey(name, life)
	return token
}

// MintSSO makes another JWT of the single sign-on.
func (s *Server) MintSSO(life time.Duration) string { return s.keys.ssoToken(life) }

// ColleagueSession is a JWT of the single sign-on for Colleague.
func (s *Server) ColleagueSession() string {
	return s.keys.ssoTokenOf(Colleague, "Grace Hopper", sessionLife)
}

// NamelessSession is a JWT of the single sign-on that names nobody.
func (s *Server) NamelessSession() string { return s.keys.ssoTokenOf("", "", sessionLife) }

// ClientSession is a JWT of the single sign-on for a program, with no person behind
// it; StoreClient makes that one a member of the workspace.
func (s *Server) ClientSession() string {
	return s.keys.ssoTokenOf(Client, "", sessionLife)
}

// Client is the account of a program in the single sign-on.
const Client = "service-account-ambient"

// KeyAccount is the service account of Session. A connection stored under it
// is lost for Ada: the trap of an access key sent in both headers to the web
// address.
func (s *Server) KeyAccount() string { return s.keys.account }
