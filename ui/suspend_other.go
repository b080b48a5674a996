//go:build !unix

package ui

import tea "github.com/charmbracelet/bubbletea"

// stops would be the stop signals, which this system has not.
type stops struct{}

func watchStops(func(tea.Msg)) (s *stops, stop func()) { return nil, func() {} }

func suspended(*stops, tea.Msg) tea.Cmd { return nil }
