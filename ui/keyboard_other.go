//go:build !unix

package ui

import "io"

// keyboard returns in: this system's console has no marks around a paste, and
// no terminal that goes away under a program. Nothing takes the answers of a
// terminal out, either: on Windows, Bubble Tea reads key events (key_windows.go)
// and never bytes. The console passes answers on as such events, one for each
// character, where a program before this one has asked and not waited: esc, then
// letters. That is rare, costs a step back or a few characters in a field, whose
// number stands beside a secret, and nothing tells them from keys.
func keyboard(in io.Reader, _ func(), _ func(*Fault)) io.Reader { return in }
