package memory

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"acp-gitlab/lazy"
)

const (
	confirmedName = "profiles.json"
	// maxConfirmed bounds how many are kept, the latest ones.
	maxConfirmed = 50
)

// digests are SHA-256 in hex.
var digests = lazy.Regexp(`^[0-9a-f]{64}$`)

// confirmed is the file of the profiles to which the person has said yes: what
// they say by its digest only. It is kept apart from the setup, which a later
// setup replaces.
type confirmed struct {
	Version  int      `json:"version"`
	Profiles []string `json:"confirmed_profiles"`
}

// ConfirmedFile returns the path of the file under dir, the user's configuration
// directory.
func ConfirmedFile(dir string) string { return filepath.Join(dir, folder, confirmedName) }

// Confirmed returns the digests of the profiles that the person has confirmed,
// the latest one last. What cannot be read counts as none: it is asked again.
func Confirmed(dir string) []string {
	if dir == "" {
		return nil
	}
	text, err := read(ConfirmedFile(dir))
	if err != nil {
		return nil
	}
	var c confirmed
	if json.Unmarshal(text, &c) != nil || c.Version != version {
		return nil
	}
	return slices.DeleteFunc(c.Profiles, func(d string) bool { return !digests().MatchString(d) })
}

// HasConfirmed reports whether anything is kept about profiles, readable or not.
func HasConfirmed(dir string) bool {
	if dir == "" {
		return false
	}
	_, err := os.Lstat(ConfirmedFile(dir))
	return err == nil
}

// Confirm remembers that the person has confirmed the profile with this digest.
// With dir "" nothing is saved. A file that is not surely ours stays as it is.
func Confirm(dir, digest string) error {
	known := Confirmed(dir)
	if dir == "" || !digests().MatchString(digest) || slices.Contains(known, digest) {
		return nil
	}
	known = append(known, digest)
	text, err := json.MarshalIndent(confirmed{version, known[max(0, len(known)-maxConfirmed):]}, "", "  ")
	if err != nil {
		return err
	}
	path := ConfirmedFile(dir)
	if err := mayReplace(path); err != nil {
		return err
	}
	if err := ownFolder(filepath.Dir(path)); err != nil {
		return err
	}
	return replace(path, append(text, '\n'))
}

// remove deletes a file, and reports whether there was one.
func remove(path string) (bool, error) {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
