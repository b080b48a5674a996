package acp

import (
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/lazy"
)

// SessionKind is what kind of session a bearer is. It is a hint, read from the
// bearer itself; only ACP's answer decides.
type SessionKind string

// The kinds. ACP: on the backend's route an access key or, with single sign-on,
// an SSO or oc session; on the frontend's route an oc session.
const (
	// AccessKey is a key of a workspace; ACP acts for the person who made it.
	AccessKey SessionKind = "access-key"
	// ServiceAccount is a cluster's own account; ACP knows no person by it.
	ServiceAccount SessionKind = "service-account"
	// SSO is a session of the single sign-on.
	SSO SessionKind = "sso"
	// OC is the token of an OpenShift login.
	OC SessionKind = "oc"
	// UnknownSession is anything else.
	UnknownSession SessionKind = "unknown"
)

// Session is the right to talk to one ACP as somebody. It is sent to Origin and
// nowhere else.
type Session struct {
	Bearer secret.Text
	// Origin is where the session belongs: "https://acp.example.com".
	Origin string
	// Source says where it was found: "ACP_TOKEN", "acpctl's config".
	Source string
	Kind   SessionKind
	// Whose is the name of the key or of the person, where it can be read.
	Whose string
	// Account is the name under which ACP knows the person, as a session of the
	// single sign-on tells it; "" where it does not.
	Account string
	// Workspace is the workspace of an access key.
	Workspace string
	// Project is the project that was set together with the session.
	Project string
	// Until is when it ends; zero where that is not known.
	Until time.Time
	// Plan is what was decided about where it saves a token.
	Plan Plan

	opened *CredentialStore // the store that it was found to lead to
}

// ReadSession reads what can be known of bearer without asking anyone; the
// session belongs to origin. Spaces, line breaks, quotes and a leading "Bearer"
// are removed. JWT signatures are not checked: nothing is decided by the claims.
func ReadSession(bearer secret.Text, origin, source string) Session {
	text := cleanBearer(bearer.Reveal())
	s := Session{Bearer: secret.New(text), Origin: origin, Source: source, Kind: UnknownSession}
	if strings.HasPrefix(text, secret.OpenShift.Begins()) {
		s.Kind = OC
		return s
	}
	if c, ok := readClaims(text); ok {
		c.describe(&s)
	}
	return s
}

// At returns s bound to another origin. It is for one case only: the person has
// just said yes to a question that names that origin.
func (s Session) At(origin string) Session {
	s.Origin = origin
	return s
}

// Describe names the session for people: "access key of workspace my-team".
func (s Session) Describe() string {
	switch s.Kind {
	case AccessKey:
		return join("access key", "of workspace", s.Workspace)
	case ServiceAccount:
		return join("token of a service account", "of", s.Workspace)
	case SSO:
		return join("single sign-on", "of", s.Whose)
	case OC:
		return "oc login"
	case UnknownSession:
	}
	return "session"
}

func join(what, of, name string) string {
	if name == "" {
		return what
	}
	return what + " " + of + " " + name
}

// bearerShape are the characters of a bearer token (RFC 6750, section 2.1).
var bearerShape = lazy.Regexp(`^[A-Za-z0-9._~+/-]+=*$`)

// Check looks at s before it is sent. The problem is acp-session-missing for an
// empty session, and acp-session-refused for one that has ended or that no ACP
// would take, such as a GitLab token. Its hint is the line to show.
func (s Session) Check(now time.Time) *problem.Problem {
	if p := s.unfit(); p != nil {
		return p
	}
	if !s.Until.IsZero() && !now.Before(s.Until) {
		return s.refuse("This " + s.noun() + " expired on " + s.Until.Format("2 Jan 2006, 15:04") + ". Create another.")
	}
	return nil
}

// unfit returns the problem of a bearer that is not sent anywhere.
func (s Session) unfit() *problem.Problem {
	text := s.Bearer.Reveal()
	switch {
	case text == "":
		return problem.New(problem.ACPSessionMissing, hostOf(s.Origin)).With(problem.Facts{Hint: "Nothing pasted yet."})
	case isGitLabToken(text):
		return s.refuse("That is the GitLab token. ACP needs its own access key.")
	case !bearerShape().MatchString(text):
		return s.refuse("This is not a key of ACP: it holds other characters than a key has.")
	}
	return nil
}

func isGitLabToken(text string) bool {
	p, ok := secret.PrefixOf(text)
	return ok && p.GitLab
}

func (s Session) noun() string {
	if s.Kind == AccessKey {
		return "key"
	}
	return "session"
}

func (s Session) refuse(hint string) *problem.Problem {
	return problem.New(problem.ACPSessionRefused, hostOf(s.Origin)).
		Because("not sent").With(problem.Facts{ACP: hostOf(s.Origin), Hint: hint, Why: hint})
}

// cleanBearer removes what comes along when a bearer is pasted or read from a
// file. A long one is broken into lines by many programs.
func cleanBearer(raw string) string {
	raw = strings.NewReplacer("\x1b[200~", "", "\x1b[201~", "").Replace(raw)
	raw = strings.Trim(strings.TrimSpace(raw), "\"'`")
	for _, prefix := range []string{"authorization:", "bearer "} {
		raw = strings.TrimSpace(raw)
		if len(raw) >= len(prefix) && strings.EqualFold(raw[:len(prefix)], prefix) {
			raw = raw[len(prefix):]
		}
	}
	return strings.Join(strings.Fields(raw), "")
}
