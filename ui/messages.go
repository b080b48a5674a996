package ui

// Moved says which choice is highlighted: when a list is first shown, and
// whenever that changes. Most steps need only [Submitted] and ignore it.
type Moved struct{ Choice string }

// Wipe asks the shell to forget what was typed into a field, for good.
type Wipe struct{ ID string }

// Fill asks the shell to put a text into a field, in place of what it holds.
type Fill struct {
	ID string
	// Text is what the field is to hold. A closure, so that no dump shows it.
	Text func() string
}

// ReadOut asks the shell to end the full screen so that the flow goes on line
// by line, at the same step and with the same answers.
type ReadOut struct{}
