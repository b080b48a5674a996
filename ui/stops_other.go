//go:build !unix

package ui

// Stops would be the stop signals, which this system has not.
type Stops struct{}

// WatchStops watches nothing here.
func WatchStops(func(stop bool), func(*Fault)) (s *Stops, unwatch func()) { return nil, func() {} }

// CanStop reports whether the program can stop: never here.
func CanStop() bool { return false }

// Stop does nothing here.
func (*Stops) Stop() error { return nil }
