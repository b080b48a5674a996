package acptest

import "time"

// Session is a session that is good at URL: an access key that Ada made, a JWT
// of a service account of the workspace; at the gateway a JWT of the single
// sign-on. Empty in the scenario about a missing session.
func (s *Server) Session() string {
	switch {
	case s.cfg.noSession:
		return ""
	case s.cfg.front == Gateway:
		return s.keys.sso
	}
	return s.keys.key
}

// OCSession is what `oc whoami -t` prints for Ada: it begins sha256~.
func (s *Server) OCSession() string { return s.keys.oc }

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

// KeyAccount is the service account of Session. A connection stored under it
// is lost for Ada: the trap of an access key sent in both headers to the web
// address.
func (s *Server) KeyAccount() string { return s.keys.account }
