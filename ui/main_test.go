package ui_test

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"acp-gitlab/ui"
	"acp-gitlab/ui/noprobe"
	"acp-gitlab/ui/uitest"
)

// TestMain plays the tour where asked to: the tests in a pseudo-terminal start
// this binary again.
func TestMain(m *testing.M) {
	noprobe.Restore()
	if os.Getenv("UI_TOUR") == "" {
		os.Exit(m.Run())
	}
	os.Exit(play())
}

func play() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	s := uitest.Played(ctx, os.Getenv("UI_TOUR"))
	err := ui.Run(ctx, s, os.Stdin, os.Stdout)
	return uitest.Ended(os.Stdout, s, err)
}
