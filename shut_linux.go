//go:build !debuggable

package main

import "golang.org/x/sys/unix"

// shut keeps other programs of the same user from reading the memory and the
// environment of this one, and the system from writing a core file of it
// (prctl(2), PR_SET_DUMPABLE). It holds for this process alone: a program that
// it starts, such as the browser, git or oc, begins anew with its execve. Our
// own /proc/self stays open to ourselves.
func shut() { _ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) }
