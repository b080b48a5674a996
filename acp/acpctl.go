package acp

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"acp-gitlab/gitlab/secret"
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
	// Looked at before it is opened: opening a pipe would wait for a writer.
	switch info, err := os.Stat(file); {
	case errors.Is(err, fs.ErrNotExist):
		return ctlConfig{}, "", false
	case err != nil || !info.Mode().IsRegular():
		return ctlConfig{}, "acpctl's config is not used: it is no file that I can read.", false
	}
	f, err := os.Open(file)
	if err != nil {
		return ctlConfig{}, "acpctl's config is not used: it is no file that I can read.", false
	}
	defer func() { _ = f.Close() }()
	if note := unfitFile(f); note != "" {
		return ctlConfig{}, note, false
	}
	return parseCtl(f)
}

// unfitFile says why an open file is not read; "" where it may be.
func unfitFile(f *os.File) string {
	info, err := f.Stat()
	switch {
	case err != nil || !info.Mode().IsRegular():
		return "acpctl's config is not used: it is no file that I can read."
	case info.Size() > maxConfig:
		return "acpctl's config is not used: it is longer than 64 KiB."
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return "acpctl's config is not used: others may read it. chmod 600 on it helps."
	}
	return ""
}

// parseCtl decodes the wanted keys of r.
func parseCtl(r io.Reader) (c ctlConfig, note string, ok bool) {
	if err := json.NewDecoder(io.LimitReader(r, maxConfig)).Decode(&c); err != nil {
		// The error may repeat a piece of the file.
		return ctlConfig{}, "acpctl's config is not used: it is not the JSON that acpctl writes.", false
	}
	if c.Insecure {
		note = "acpctl is set to insecure_tls_verify. That is not followed here: certificates are always checked."
	}
	return c, note, true
}

// session returns the session that the file holds, with a note where it cannot
// be used.
func (c ctlConfig) session() (Session, string) {
	if c.AccessToken == "" {
		return Session{}, ""
	}
	origin, p := admit(c.APIURL, nil)
	if origin == "" || stops(p) {
		return Session{}, "acpctl's session is not used: its api_url is missing, or is an address that takes no session."
	}
	s := ReadSession(secret.New(c.AccessToken), origin, "acpctl's config")
	s.Project = projectName(c.Project)
	return s, ""
}

// projectName returns name where ACP allows it as a project's.
func projectName(name string) string {
	if workspaceName.MatchString(name) {
		return name
	}
	return ""
}
