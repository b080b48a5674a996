//go:build !windows

package ui

// utf8ByDefault: without any locale POSIX promises ASCII only.
const utf8ByDefault = false
