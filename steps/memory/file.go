package memory

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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
// "" remembers nothing. A file that is damaged or of another kind counts as
// none, and the note is the one sentence to say about it.
func Load(dir string) (m Memory, note string) {
	if dir == "" {
		return Memory{}, ""
	}
	text, err := read(File(dir))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Memory{}, ""
	case err != nil:
		return Memory{}, unread
	}
	m, ok := decode(text)
	if !ok {
		return Memory{}, unread
	}
	return m, ""
}

const unread = "What an earlier setup saved here cannot be read and is not used. acp-gitlab forget deletes it."

var (
	errNotAFile = errors.New("memory: not a regular file of a sensible size")
	errTooLarge = errors.New("memory: more than is remembered")
)

// read reads a regular file; a pipe in its place would never answer.
func read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, errNotAFile
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile))
}

// Save writes m under dir in place of what was there, in one move: the file is
// mode 0600 in a folder of mode 0700. With dir "" nothing is saved.
func Save(dir string, m Memory) error {
	if dir == "" {
		return nil
	}
	text, err := encode(m)
	if err != nil {
		return err
	}
	path := File(dir)
	if err := ownFolder(filepath.Dir(path)); err != nil {
		return err
	}
	return replace(path, text)
}

// ownFolder makes the folder, or closes one that others may look into.
func ownFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	return os.Chmod(path, 0o700) //nolint:gosec // G302: a folder needs its x
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

// Forget deletes what is remembered under dir. It reports whether there was
// anything.
func Forget(dir string) (bool, error) {
	if dir == "" {
		return false, nil
	}
	path := File(dir)
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil {
		_ = os.Remove(filepath.Dir(path)) // only where it is empty now
	}
	return err == nil, err
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
