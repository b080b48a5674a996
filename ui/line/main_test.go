package line_test

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"acp-gitlab/ui/line"
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

// play plays the tour in the terminal as UI_SHOW says: line by line, or as one
// hidden prompt.
func play() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	s := uitest.Played(ctx, os.Getenv("UI_TOUR"))
	var err error
	if os.Getenv("UI_SHOW") == "hidden" {
		var text string
		text, err = line.ReadHidden(ctx, os.Stdin, os.Stdout, "Paste the token: ")
		fmt.Printf("hidden: %d characters, %d breaks\n", utf8.RuneCountInString(text), strings.Count(text, "\n"))
	} else {
		err = line.Run(ctx, s, os.Stdin, os.Stdout)
	}
	return uitest.Ended(os.Stdout, s, err)
}
