package line

import (
	"os"
	"sync"

	"github.com/erikgeiser/coninput"
	"github.com/muesli/cancelreader"
	"golang.org/x/sys/windows"
)

// spurious is how long a console that says it can be read and holds nothing is
// left alone, in milliseconds. Windows Terminal does so at times.
const spurious = 10

// input reads the keys of a console as UTF-8, in no code page: read as bytes, a
// console loses what its code page does not have.
type input struct {
	console, cancel windows.Handle
	keys            keys
	rest            []byte // of what the keys wrote, not read yet
	once            sync.Once
}

// openInput reads f so that a read can be called off.
func openInput(f *os.File) (cancelreader.CancelReader, error) {
	cancel, err := windows.CreateEvent(nil, 1, 0, nil) // it stays set
	if err != nil {
		return nil, err
	}
	return &input{console: windows.Handle(f.Fd()), cancel: cancel}, nil
}

// Read implements io.Reader.
func (i *input) Read(p []byte) (int, error) {
	for len(i.rest) == 0 {
		if err := i.wait(); err != nil {
			return 0, err
		}
	}
	n := copy(p, i.rest)
	clear(i.rest[:n])
	i.rest = i.rest[n:]
	return n, nil
}

// wait waits for keys, and for no longer than until the read is called off.
func (i *input) wait() error {
	event, err := windows.WaitForMultipleObjects([]windows.Handle{i.cancel, i.console}, false, windows.INFINITE)
	if err != nil {
		return err
	}
	if event == windows.WAIT_OBJECT_0 {
		return cancelreader.ErrCanceled
	}
	var events uint32
	if err := windows.GetNumberOfConsoleInputEvents(i.console, &events); err != nil {
		return err
	}
	if events == 0 {
		_, err := windows.WaitForSingleObject(i.cancel, spurious)
		return err
	}
	records, err := coninput.ReadNConsoleInputs(i.console, min(events, 1024))
	if err != nil {
		return err
	}
	for _, r := range records {
		if k, ok := r.Unwrap().(coninput.KeyEventRecord); ok {
			i.rest = append(i.rest, i.keys.text(key{
				down: k.KeyDown, repeat: k.RepeatCount, code: uint16(k.VirtualKeyCode), unit: uint16(k.Char), //nolint:gosec // it comes as one
			})...)
		}
	}
	return nil
}

// Cancel ends a read, and all that follow.
func (i *input) Cancel() bool { return windows.SetEvent(i.cancel) == nil }

// Close gives back what the reader alone has; the console stays open.
func (i *input) Close() (err error) {
	i.once.Do(func() { err = windows.CloseHandle(i.cancel) })
	return err
}
