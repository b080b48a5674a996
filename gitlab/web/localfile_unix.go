//go:build unix

package web

import "syscall"

// nonBlocking keeps the opening of a pipe from waiting for its writer, and a
// terminal from becoming the one that the process belongs to.
const nonBlocking = syscall.O_NONBLOCK | syscall.O_NOCTTY
