//go:build unix && !darwin && !dragonfly && !freebsd && !netbsd && !openbsd

package line

import "golang.org/x/sys/unix"

const (
	getTermios = unix.TCGETS
	setTermios = unix.TCSETS
	// disabled in place of a character means that none has its effect
	// (_POSIX_VDISABLE).
	disabled = 0
)
