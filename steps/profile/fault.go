package profile

import "fmt"

// Error is what is wrong with a profile, and where. It repeats no value of the
// file: a secret may have been written into it by mistake.
type Error struct {
	// File is the name of the file, as it was given.
	File string
	// Line and Column count from 1, columns in characters; Column is 0 where the
	// line as a whole is meant, Line as well where the file is.
	Line, Column int
	// Words say what is wrong and what to write instead. Cleaned.
	Words string
}

// Error implements error: "profile acme.yaml, line 3, column 1: ...".
func (e *Error) Error() string {
	switch {
	case e.Line == 0:
		return "profile " + e.File + ": " + e.Words
	case e.Column == 0:
		return fmt.Sprintf("profile %s, line %d: %s", e.File, e.Line, e.Words)
	}
	return fmt.Sprintf("profile %s, line %d, column %d: %s", e.File, e.Line, e.Column, e.Words)
}

// position is a place in the text, both counted from 1; column 0 is the whole line.
type position struct{ line, column int }

// fault is an error that does not know its file yet.
type fault struct {
	position
	words string
}

// Error implements error.
func (f *fault) Error() string { return f.words }

// wrong makes the fault at p.
func wrong(p position, words string) *fault { return &fault{p, words} }
