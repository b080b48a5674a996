package acp

import (
	"acp-gitlab/gitlab/secret"
)

// FoundSessions returns the sessions that the environment and acpctl's file
// hold, in the order in which they count, each bound to the origin it came with:
// ACP_TOKEN to ACP_URL, AMBIENT_TOKEN to AMBIENT_API_URL, acpctl's token to the
// api_url of its file. configDir is the user's configuration directory.
//
// With apiOrigin, only the sessions of that origin are returned. ACP_TOKEN
// without ACP_URL belongs to apiOrigin, so that must then be an address which the
// person named in this run, by a flag or a yes. The notes say, one sentence each,
// what was found and is not used. Nothing is sent anywhere.
func FoundSessions(getenv func(string) string, configDir, apiOrigin string) (sessions []Session, notes []string) {
	c := collector{want: apiOrigin}
	c.environment(getenv, "ACP_TOKEN", "ACP_URL", apiOrigin)
	c.environment(getenv, "AMBIENT_TOKEN", "AMBIENT_API_URL", "")
	config, note, ok := readCtl(ctlFile(getenv, configDir))
	c.note(note)
	if ok {
		s, note := config.session()
		c.note(note)
		c.add(s)
	}
	return c.sessions, c.notes
}

// collector gathers what was found.
type collector struct {
	want     string
	sessions []Session
	notes    []string
}

func (c *collector) note(text string) {
	if text != "" {
		c.notes = append(c.notes, text)
	}
}

// environment adds the session in the variable token, which belongs to the
// address in the variable url, else to fallback.
func (c *collector) environment(getenv func(string) string, token, url, fallback string) {
	bearer := getenv(token)
	if bearer == "" {
		return
	}
	address := getenv(url)
	if address == "" {
		address = fallback
	}
	if address == "" {
		c.note(token + " is not used: " + url + " does not say which ACP it is for.")
		return
	}
	origin, p := admit(address, nil)
	if origin == "" || stops(p) {
		c.note(token + " is not used: " + url + " is an address that takes no session.")
		return
	}
	s := ReadSession(secret.New(bearer), origin, token)
	s.Project = projectName(getenv("AMBIENT_PROJECT"))
	c.add(s)
}

// add keeps s where it fits and belongs to the wanted origin.
func (c *collector) add(s Session) {
	switch {
	case s.Bearer.IsZero():
	case s.unfit() != nil:
		c.note(s.Source + " is not used: what it holds is no session of ACP.")
	case c.want != "" && !sameOrigin(s.Origin, c.want):
		c.note(s.Source + " is not used: it belongs to " + s.Origin + ".")
	default:
		c.sessions = append(c.sessions, s)
	}
}
