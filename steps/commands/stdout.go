package commands

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// changing are the commands that change something: they come to their end also
// where no one reads what they say any more.
var changing = []string{
	"acp-gitlab", "acp-gitlab connect", "acp-gitlab disconnect", "acp-gitlab rotate",
	"acp-gitlab revoke", "acp-gitlab tokens revoke", "acp-gitlab forget",
}

// output is standard output. It takes everything, so that a command need not
// look at each line, and remembers the first error; nothing is written after it.
type output struct {
	mu  sync.Mutex
	to  io.Writer
	err error
	// outlives is set for commands that go on when a pipe is closed.
	outlives bool
	// unread is set once no one reads the rest, and no one is to be told so.
	unread bool
}

// outlives makes the output of a command that changes something, or was asked to
// write a file, outlive the pipe it goes to. The others end in silence, as
// programs before head do: by SIGPIPE, or on Windows, which has no such signal,
// with the code of an output that could not be written.
func (e Env) outlives(cmd *cobra.Command) {
	if o, ok := e.Stdout.(*output); ok {
		o.mu.Lock()
		defer o.mu.Unlock()
		file := cmd.Flags().Lookup("output")
		o.outlives = slices.Contains(changing, cmd.CommandPath()) || file != nil && file.Changed
	}
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		_, o.err = o.to.Write(p)
	}
	if o.err != nil && !o.unread && !o.outlives && readerIsGone(o.err) {
		o.unread = endsByPipe(func() { _, o.err = o.to.Write(p) })
	}
	return len(p), nil
}

// settle returns the exit code of a run that would have ended with exit: what
// could not be said is a failure, whatever was done. A run that was cancelled
// stays so.
func (o *output) settle(exit int, stderr io.Writer) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		return exit
	}
	if !o.unread {
		why := o.err
		if at, ok := errors.AsType[*fs.PathError](why); ok {
			why = at.Err
		}
		fmt.Fprintln(stderr, "acp-gitlab: standard output cannot be written: "+strings.TrimSuffix(web.Clean(why.Error()), ".")+".")
	}
	if exit == problem.ExitCancelled {
		return exit
	}
	return problem.ExitUnexpected
}

// fileOf returns the file behind x; nil where there is none.
func fileOf(x any) *os.File {
	switch x := x.(type) {
	case *os.File:
		return x
	case *output:
		return fileOf(x.to)
	}
	return nil
}

// screen is standard output for what draws on it, which asks the file itself
// for its size and modes.
func (e Env) screen() io.Writer {
	if f := fileOf(e.Stdout); f != nil {
		return f
	}
	return e.Stdout
}
