//go:build !windows

package main

// ansi does nothing: terminals understand colours by themselves.
func ansi() (restore func()) { return func() {} }
