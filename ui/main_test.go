package ui_test

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"acp-gitlab/ui"
	"acp-gitlab/ui/noprobe"
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
	steps := tour()
	if os.Getenv("UI_TOUR") == "dns" {
		steps = append([]ui.Step{dns()}, steps...)
	}
	if os.Getenv("UI_TOUR") == "panic" {
		steps = []ui.Step{&fake{id: "p", title: "Panic", screen: func(ui.Room) ui.Screen { panic("secret words") }}}
	}
	w := ui.New(ctx, ui.Options{
		Steps: steps, Place: func() string { return "gitlab.example.com" },
		Leaving: func() []string { return []string{"Nothing was changed."} },
		Report:  func() string { return "# Report\n\n- GitLab: gitlab.example.com" },
	})
	err := show(ctx, w)
	n, total, title := w.Step()
	fmt.Printf("ended at %d of %d %s: finished=%v left=%v lines=%v err=%v\n", n, total, title, w.Finished(), w.Left(), w.ReadsOut(), err)
	if err != nil {
		return 1
	}
	return 0
}
