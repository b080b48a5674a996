package acptest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"acp-gitlab/assets/acppage"
	"acp-gitlab/lazy"
)

// integrationsPage completes c with what ACP holds for Ada.
func (s *Server) integrationsPage(w http.ResponseWriter, c acppage.Card) {
	rec, ok := s.records.get(Person)
	c.Connected, c.InstanceURL, c.Saved = ok, rec.instanceURL, describeSeconds(rec.updatedAt)
	if c.Proposed == "" {
		c.Proposed = gitLabCom
		if ok {
			c.Proposed = rec.instanceURL
		}
	}
	page(http.StatusOK, acppage.Integrations(c)).write(w)
}

func describeSeconds(seconds string) string {
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return ""
	}
	return time.Unix(n, 0).UTC().Format("2 Jan 2006, 15:04 UTC")
}

// saveCredentials is the button Save Credentials: the page sends what its two
// fields hold to connect, and shows ACP's words.
func (s *Server) saveCredentials(w http.ResponseWriter, r *request) {
	instance := r.FormValue("instanceUrl")
	body, _ := json.Marshal(map[string]string{"personalAccessToken": r.FormValue("personalAccessToken"), "instanceUrl": instance})
	a := s.behind(r, callConnect, body)
	if a.status != http.StatusOK {
		s.integrationsPage(w, acppage.Card{Form: true, Proposed: instance, Refused: a.words})
		return
	}
	s.integrationsPage(w, acppage.Card{Done: a.words})
}

// breakConnection is the button Disconnect.
func (s *Server) breakConnection(w http.ResponseWriter, r *request) {
	if a := s.behind(r, callDisconnect, nil); a.status != http.StatusOK {
		s.integrationsPage(w, acppage.Card{Refused: a.words})
		return
	}
	s.integrationsPage(w, acppage.Card{Done: "GitLab disconnected successfully"})
}

// behind makes the call that a button stands for, faults of the scenario
// included.
func (s *Server) behind(r *request, c call, body []byte) reply {
	var rec recorder
	for _, e := range s.cfg.dialect.rules().routes {
		if e.call != c {
			continue
		}
		path := strings.ReplaceAll(e.path, "{project}", Workspace)
		inner := r.Clone(r.Context())
		inner.Method, inner.URL = e.method, &url.URL{Path: path}
		call := &request{Request: inner, origin: Web, body: body, who: r.who}
		if s.faulty(&rec, call) {
			return rec.reply()
		}
		return s.backend(call)
	}
	return notFound()
}

var keyName = lazy.Regexp(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`)

// createKey is the button Create Key.
func (s *Server) createKey(w http.ResponseWriter, r *request) {
	days, err := strconv.Atoi(r.FormValue("days"))
	name := r.FormValue("name")
	if err != nil || days < 1 || days > 365 || !keyName().MatchString(name) {
		page(http.StatusBadRequest, acppage.AccessKeys(acppage.Keys{Workspace: Workspace, Names: s.keys.names()})).write(w)
		return
	}
	key := s.MintKey(name, time.Duration(days)*24*time.Hour)
	page(http.StatusOK, acppage.AccessKeys(acppage.Keys{
		Workspace: Workspace, Names: s.keys.names(), Key: key, KeyName: name,
	})).write(w)
}
