package ui

import "github.com/charmbracelet/x/ansi"

// SetClipboard stands in for the clipboard of the computer.
func SetClipboard(w *Wizard, read func() (string, error)) { w.clipboard = read }

// Width is the number of columns of s.
func Width(s string) int { return width(s) }

// Strip removes escape sequences.
func Strip(s string) string { return ansi.Strip(s) }

// FaultOf is what Run would return.
func FaultOf(w *Wizard) *Fault { return w.fault }
