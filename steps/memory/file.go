package memory

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"acp-gitlab/gitlab/web"
)

const (
	folder   = "acp-gitlab"
	fileName = "setup.json"
	// maxFile bounds what is read, in bytes.
	maxFile = 64 << 10
)

// File returns the path of the file under dir, the user's configuration
// directory.
func File(dir string) string { return filepath.Join(dir, folder, fileName) }

// Load reads what is remembered under dir, the user's configuration directory;
// "" remembers nothing. A file that is damaged, of another kind, or of a newer
// program counts as none, and the note is what to say about it.
func Load(dir string) (m Memory, note string) {
	if dir == "" {
		return Memory{}, ""
	}
	text, err := read(File(dir))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Memory{}, ""
	case err != nil:
		return Memory{}, Unread
	case isNewer(text):
		return Memory{}, Newer
	}
	m, ok := decode(text)
	if !ok {
		return Memory{}, Unread
	}
	return m, ""
}

// Unread is the note about a file of which nothing can be used.
const Unread = "The saved setup cannot be read, so it is not used or changed. acp-gitlab forget deletes it."

// Newer is the note about a file of a newer program.
const Newer = "A newer acp-gitlab saved a setup here. It is not used or changed: update this program, or delete it with acp-gitlab forget."

// Why Save leaves a file as it is.
var (
	// ErrNewer: a newer program has saved something.
	ErrNewer = errors.New("memory: a newer program saved a setup")
	// ErrUnread: what is there cannot be read. It may be a newer program's, too.
	ErrUnread = errors.New("memory: what is saved cannot be read")
)

// Kept returns the note about a file that Save left as it is; "" where err is
// another error or none.
func Kept(err error) string {
	switch {
	case errors.Is(err, ErrNewer):
		return Newer
	case errors.Is(err, ErrUnread):
		return Unread
	}
	return ""
}

var errTooLarge = errors.New("memory: more than is remembered")

// read reads a regular file; a pipe in its place would never answer.
func read(path string) ([]byte, error) { return web.ReadLocal(path, maxFile) }

// versionOf returns the version that a program wrote into text, which is all that
// can be looked at before it is known: the other fields of a newer program may
// mean anything.
func versionOf(text []byte) (v float64, ok bool) {
	var s struct {
		Version *float64 `json:"version"`
	}
	if json.Unmarshal(text, &s) != nil || s.Version == nil {
		return 0, false
	}
	return *s.Version, true
}

// isNewer reports whether a newer program wrote text.
func isNewer(text []byte) bool {
	v, ok := versionOf(text)
	return ok && v > version
}

// Save writes m under dir in place of what was there, in one move: the file is
// mode 0600 in a folder of mode 0700. With dir "" nothing is saved. A file stays
// as it is if a newer program saved it (ErrNewer), or if nothing says that it is
// one of ours (ErrUnread).
func Save(dir string, m Memory) error {
	if dir == "" {
		return nil
	}
	text, err := encode(m)
	if err != nil {
		return err
	}
	path := File(dir)
	if err := mayReplace(path); err != nil {
		return err
	}
	if err := ownFolder(filepath.Dir(path)); err != nil {
		return err
	}
	return replace(path, text)
}

// mayReplace returns why the file at path has to stay, nil where there is none or
// it is surely ours.
func mayReplace(path string) error {
	text, err := read(path)
	// A file in the place of the folder holds no setup: making the folder says so.
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil
	}
	if err == nil {
		switch v, ok := versionOf(text); {
		case ok && v > version:
			return ErrNewer
		case ok:
			return nil
		}
	}
	return ErrUnread
}

// ownFolder makes the folder, or closes one that others may look into. A link
// leads to a folder that is not ours alone, and stays as it is.
func ownFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil || isLink(path) {
		return err
	}
	return os.Chmod(path, 0o700) //nolint:gosec // G302: a folder needs its x
}

func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().Type() == fs.ModeSymlink
}

func replace(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".setup-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// Forget deletes what is remembered under dir, the profiles that were confirmed
// as well. It reports whether there was anything.
func Forget(dir string) (bool, error) {
	if dir == "" {
		return false, nil
	}
	path := File(dir)
	setup, err := remove(path)
	profiles, also := remove(ConfirmedFile(dir))
	err = errors.Join(err, also)
	if folder := filepath.Dir(path); err == nil && (setup || profiles) && !isLink(folder) {
		_ = os.Remove(folder) // only where it is empty now
	}
	return setup || profiles, err
}

// version is the form of the file. Fields are only ever added.
const version = 1

type stored struct {
	Version int `json:"version"`
	Memory
}

func encode(m Memory) ([]byte, error) {
	text, err := json.MarshalIndent(stored{version, m.cleaned()}, "", "  ")
	if err != nil {
		return nil, err
	}
	if len(text) >= maxFile {
		return nil, errTooLarge
	}
	return append(text, '\n'), nil
}

func decode(text []byte) (Memory, bool) {
	var s stored
	if json.Unmarshal(text, &s) != nil || s.Version != version {
		return Memory{}, false
	}
	m := s.cleaned()
	return m, !m.IsZero()
}
