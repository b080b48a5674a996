//go:build unix

package profile

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// ThisComputer is the profile of this computer.
func ThisComputer() System { return System{File: "/etc/acp-gitlab/profile.yaml"} }

// HowToProtect says what makes the file count.
func (s System) HowToProtect() string {
	return "The file and every folder above it must belong to root, and no one else may write to them: chmod go-w."
}

// mostLinks is how many links a name may lead over.
const mostLinks = 40

var errLinks = errors.New("profile: its name leads over too many links")

// protected looks at everything that the name leads over, from the root on, each
// link and what is behind it: whoever may write to one of them decides what the name
// means.
func (s System) protected() (bool, error) {
	name, err := filepath.Abs(s.File)
	if err != nil {
		return false, err
	}
	at, rest := "/", strings.Split(name, "/")
	for links := 0; ; {
		info, err := os.Lstat(at)
		if err != nil {
			return false, err
		}
		if ok, err := s.owned(info); !ok || err != nil {
			return false, err
		}
		switch {
		case info.Mode().Type() == fs.ModeSymlink:
			target, err := os.Readlink(at)
			if links++; err != nil || links > mostLinks {
				return false, cmp.Or(err, errLinks)
			}
			if at = filepath.Dir(at); filepath.IsAbs(target) {
				at = "/"
			}
			rest = append(strings.Split(target, "/"), rest...)
		case len(rest) == 0:
			return true, nil
		default:
			at, rest = filepath.Join(at, rest[0]), rest[1:]
		}
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
