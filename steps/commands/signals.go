package commands

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"acp-gitlab/gitlab/web"
)

// Signals returns a context that ends when somebody outside wants the run to
// end: by a signal, or by taking the terminal away. SIGQUIT and SIGABRT count
// like the others: Go's own answer is a dump of everything, and the terminal
// left as it is. Whoever ignored SIGHUP at the start (nohup) means to go on.
func Signals(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(parent)
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT, syscall.SIGABRT}
	if !signal.Ignored(syscall.SIGHUP) {
		ends = append(ends, syscall.SIGHUP)
		web.Aside(func() (none struct{}) {
			if hungUp(os.Stdin, os.Stdout) {
				cancel()
			}
			return none
		})
	}
	ctx, ignore := signal.NotifyContext(ctx, ends...)
	// Caught, not ignored: what is ignored the children would inherit. What a
	// closed pipe means is decided where it is written to; see output.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	return ctx, func() {
		ignore()
		cancel()
	}
}
