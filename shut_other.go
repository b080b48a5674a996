//go:build debuggable || (!linux && !darwin)

package main

// shut does nothing: this system has no such switch, or the build is one for a
// debugger.
func shut() {}
