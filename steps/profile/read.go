package profile

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"acp-gitlab/gitlab/web"
)

// Longest is how many bytes a profile may have. One with a hundred
// repositories has five thousand.
const Longest = 64 << 10

// Read reads the profile in the file name. The error is an *Error.
func Read(name string) (*Profile, error) { return Check(name).result() }

// Parse reads the text of a profile; name is the file that it came from, beside
// which relative file names are looked for. The error is an *Error.
func Parse(name string, text []byte) (*Profile, error) { return check(name, text).result() }

// result is the profile, if nothing is wrong with it.
func (c Checked) result() (*Profile, error) {
	if len(c.Errors) > 0 {
		return nil, c.Errors[0]
	}
	return c.Profile, nil
}

// beside is a file that the profile in name speaks of.
func beside(name, file string) string {
	if file == "" || filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(filepath.Dir(name), file)
}

// digestOf is the digest of a profile and of its CA file: whoever exchanges only
// the certificates may listen as well.
func digestOf(text []byte, caFile string) string {
	whole := sha256.New()
	fmt.Fprintf(whole, "%d\n%s", len(text), text)
	if caFile != "" {
		// What cannot be read now ends the run when the certificates are needed.
		certificates, err := web.ReadLocal(caFile, web.LongestCAFile)
		fmt.Fprintf(whole, "%t %s", err == nil, certificates)
	}
	return hex.EncodeToString(whole.Sum(nil))
}

// readLocal reads a regular file of this computer. A name may as well be an
// address, a pipe or a device; neither is opened.
func readLocal(name string) (text []byte, words string) {
	switch {
	case strings.Contains(name, "://"):
		return nil, "a profile must be a file on this computer, not an address. Save it here first."
	case remote(name):
		return nil, "a profile must be a file on this computer, not on another one. Save it here first."
	}
	text, err := web.ReadLocal(name, Longest)
	if err != nil {
		return nil, whyNot(err)
	}
	return web.Decoded(text), ""
}

// remote reports whether name is a share of another computer, which Windows
// opens like a file, handing over the person's login.
func remote(name string) bool {
	return runtime.GOOS == "windows" && len(name) > 1 && strings.Trim(name[:2], `\/`) == ""
}

func whyNot(err error) string {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "there is no such file."
	case errors.Is(err, os.ErrPermission):
		return "you do not have permission to read the file."
	case errors.Is(err, web.ErrNotFile):
		return "this file cannot be read as a profile."
	case errors.Is(err, web.ErrFileTooLong):
		return "the file is too long for a profile; the limit is 64 KiB."
	}
	return "the file cannot be read."
}
