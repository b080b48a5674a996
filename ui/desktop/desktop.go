// Package desktop does what the computer around the terminal can do: open a
// browser ([Machine.Open]) and copy a text to the clipboard ([Machine.Copy]).
// [Here] is this computer. Neither waits for a person, and no program that is
// started gets a variable that looks like a secret.
package desktop

import (
	"os"
	"os/exec"
	"runtime"
)

// Machine is a computer. The zero value can do nothing; use [Here].
type Machine struct {
	// GOOS is the operating system, as in the runtime package.
	GOOS string
	// Getenv and Environ read the environment.
	Getenv  func(string) string
	Environ func() []string
	// Unsetenv removes a variable of this process.
	Unsetenv func(string) error
	// LookPath finds a program.
	LookPath func(string) (string, error)
	// Exists reports whether there is such a file.
	Exists func(path string) bool

	clip func(text string) error // of Windows
}

// Here is the computer that the program runs on.
func Here() *Machine {
	return &Machine{
		GOOS: runtime.GOOS, Getenv: os.Getenv, Environ: os.Environ, Unsetenv: os.Unsetenv, LookPath: exec.LookPath,
		clip: toClipboard,
		Exists: func(path string) bool {
			_, err := os.Stat(path)
			return err == nil
		},
	}
}

// has reports whether a program can be found.
func (m *Machine) has(program string) bool {
	_, err := m.LookPath(program)
	return err == nil
}

// set reports whether one of the variables has a value.
func (m *Machine) set(names ...string) bool {
	for _, n := range names {
		if m.Getenv(n) != "" {
			return true
		}
	}
	return false
}
