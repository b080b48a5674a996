//go:build !unix

package ui

import "io"

// keyboard returns in: this system's console has no marks around a paste, and
// no terminal that goes away under a program.
func keyboard(in io.Reader, _ func(), _ func(*Fault)) io.Reader { return in }
