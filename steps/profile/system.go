package profile

import (
	"errors"
	"io/fs"
)

// System is the profile of the whole computer: its file is handed out by the
// administrator and counts for everyone who signs in.
type System struct {
	// File is where it is; "" on systems that have no such place.
	File string
	// Owner is whose files count beside those of the administrator. It is the
	// administrator's own number but in tests.
	Owner int
}

// ErrNotProtected says that others than the administrator can change a file, or
// exchange it for another one.
var ErrNotProtected = errors.New("profile: others than the administrator can change it")

// Read returns the profile, nil where there is none. The error is
// ErrNotProtected, or an *Error.
func (s System) Read() (*Profile, error) {
	switch protected, err := s.Protected(); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil //nolint:nilnil // no profile is not an error
	case err != nil || !protected: // what cannot be looked at is not trusted
		return nil, ErrNotProtected
	}
	return Read(s.File)
}

// Protected reports whether only the administrator can change the file. The
// error is fs.ErrNotExist where there is none.
func (s System) Protected() (bool, error) {
	if s.File == "" {
		return false, fs.ErrNotExist
	}
	return s.protected()
}
