// Package noprobe stops Bubble Tea v1 from querying the terminal in its init
// function, which blocks for five seconds where nothing answers.
//
// It imports only "os", so Go initialises it before golang.org/x/sys, which
// termenv, Lip Gloss and Bubble Tea all wait for: packages that are ready are
// initialised in the order of their import paths (Go spec, "Program
// initialization").
package noprobe

import "os"

var term, had = os.LookupEnv("TERM")

func init() { _ = os.Setenv("TERM", "dumb") }

// Restore gives TERM its own value back. It is the first call of main.
func Restore() {
	if !had {
		_ = os.Unsetenv("TERM")
		return
	}
	_ = os.Setenv("TERM", term)
}
