//go:build !debuggable

package main

import "golang.org/x/sys/unix"

// shut keeps the system from writing a core file of this process. The hard
// limit stays, so that a program that it starts may raise its own again.
func shut() {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_CORE, &limit) == nil {
		limit.Cur = 0
		_ = unix.Setrlimit(unix.RLIMIT_CORE, &limit)
	}
}
