package acp

import (
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// ctlConfig are the keys of acpctl's file that are wanted. refresh_token is not
// among them: what is not named here is skipped by the decoder.
type ctlConfig struct {
	APIURL      string `json:"api_url"`
	AccessToken string `json:"access_token"`
	Project     string `json:"project"`
	Insecure    bool   `json:"insecure_tls_verify"`
}

// maxConfig bounds the file, in bytes; a real one has a few thousand.
const maxConfig = 64 << 10

// ctlFile returns where acpctl keeps its configuration. ACP: $AMBIENT_CONFIG,
// else ambient/config.json in the user's configuration directory.
func ctlFile(getenv func(string) string, configDir string) string {
	if file := getenv("AMBIENT_CONFIG"); file != "" {
		return file
	}
	if configDir == "" {
		return ""
	}
	return filepath.Join(configDir, "ambient", "config.json")
}

// readCtl reads acpctl's file. The note says why it is not used, or what in it
// is not followed; it repeats nothing of the contents.
func readCtl(file string) (c ctlConfig, note string, ok bool) {
	if file == "" {
		return ctlConfig{}, "", false
	}
	text, err := web.ReadLocal(file, maxConfig)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(text) == 0:
		return ctlConfig{}, "", false
	case errors.Is(err, web.ErrFileTooLong):
		return ctlConfig{}, "acpctl's config is not used: it is longer than 64 KiB.", false
	case err != nil:
		return ctlConfig{}, "acpctl's config is not used: it is no file that I can read.", false
	case openToOthers(file):
		return ctlConfig{}, "acpctl's config is not used: others may read it. chmod 600 on it helps.", false
	}
	return parseCtl(text)
}

func openToOthers(file string) bool {
	info, err := os.Stat(file)
	return err != nil || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0
}

// parseCtl decodes the wanted keys of text.
func parseCtl(text []byte) (c ctlConfig, note string, ok bool) {
	if err := json.Unmarshal(text, &c); err != nil {
		// The error may repeat a piece of the file.
		return ctlConfig{}, "acpctl's config is not used: it is not the JSON that acpctl writes.", false
	}
	if c.Insecure {
		note = "acpctl is set to insecure_tls_verify. This program ignores that: certificates are always checked."
	}
	return c, note, true
}

// usualCtlAPI is acpctl's own address where its file names none.
const usualCtlAPI = "http://localhost:8000"

// session returns the session that the file holds, with a note where it cannot
// be used.
func (c ctlConfig) session() (Session, string) {
	if c.AccessToken == "" {
		return Session{}, ""
	}
	origin, p := admit(cmp.Or(c.APIURL, usualCtlAPI), nil)
	if origin == "" || stops(p) {
		return Session{}, "acpctl's session is not used: its api_url is not an address that accepts a session."
	}
	s := ReadSession(secret.New(c.AccessToken), origin, "acpctl's config")
	s.Project = projectName(c.Project)
	return s, ""
}

// projectName returns name where ACP allows it as a project's.
func projectName(name string) string {
	if workspaceName().MatchString(name) {
		return name
	}
	return ""
}

// FoundSessions returns the sessions that the environment and acpctl's file
// hold, in the order in which they count, each bound to the origin it came with:
// ACP_TOKEN to ACP_URL, AMBIENT_TOKEN to AMBIENT_API_URL, acpctl's token to the
// api_url of its file. configDir is the user's configuration directory.
//
// With apiOrigin, only the sessions of that origin are returned. ACP_TOKEN
// without ACP_URL belongs to apiOrigin: the person must have named that address
// in this run, by a flag or a yes. Each note says in one sentence what was found
// and is not used. Nothing is sent.
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
		c.note(token + " is not used: " + url + " is not an address that accepts a session.")
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
		c.note(s.Source + " is not used: it does not contain an ACP session.")
	case c.want != "" && !sameOrigin(s.Origin, c.want):
		c.note(s.Source + " is not used: it belongs to " + s.Origin + ".")
	default:
		c.sessions = append(c.sessions, s)
	}
}
