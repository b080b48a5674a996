package ui

// SetClipboard stands in for the clipboard of the computer.
func SetClipboard(w *Wizard, read func() (string, error)) { w.clipboard = read }
