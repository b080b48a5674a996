//go:build unix

package profile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ThisComputer is the profile of this computer.
func ThisComputer() System { return System{File: "/etc/acp-gitlab/profile.yaml"} }

// HowToProtect says what makes the file count.
func (s System) HowToProtect() string {
	return "The file and every folder above it must belong to root, and no one else may write to them: chmod go-w."
}

// protected looks at the file and at every folder that leads to it, by its name
// and, behind links, by where it really is: whoever may write to one of them
// decides what the name means.
func (s System) protected() (bool, error) {
	name, err := filepath.Abs(s.File)
	if err != nil {
		return false, err
	}
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return false, err
	}
	for _, path := range []string{name, target} {
		if ok, err := s.chain(path); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

// chain looks at path and at everything above it.
func (s System) chain(path string) (bool, error) {
	for {
		info, err := os.Lstat(path)
		if err != nil {
			return false, err
		}
		if ok, err := s.owned(info); !ok || err != nil {
			return false, err
		}
		above := filepath.Dir(path)
		if above == path {
			return true, nil
		}
		path = above
	}
}

var errNoOwner = errors.New("profile: this system does not tell whose a file is")

// owned reports whether only the administrator can change what info is about. A
// link has no mode of its own. In a sticky folder, such as /tmp, no one can
// exchange what belongs to another.
func (s System) owned(info fs.FileInfo) (bool, error) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false, errNoOwner
	}
	if owner := int(stat.Uid); owner != 0 && owner != s.Owner {
		return false, nil
	}
	const others = 0o022
	mode := info.Mode()
	switch {
	case mode.Type() == fs.ModeSymlink, mode.Perm()&others == 0:
		return true, nil
	}
	return mode.IsDir() && mode&fs.ModeSticky != 0, nil
}
