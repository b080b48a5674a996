package web

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"time"
)

// Why a local file is not read. Both readers wrap them in a *fs.PathError, so
// that a caller can say the reason without the name.
var (
	// ErrNotFile: it is a folder, a device, a socket or, where none is taken, a
	// pipe.
	ErrNotFile = errors.New("not a file")
	// ErrFileTooLong: it holds more than was allowed.
	ErrFileTooLong = errors.New("too long")
	// ErrPipeTooSlow: the pipe did not end in time.
	ErrPipeTooSlow = errors.New("nothing came in time")
)

// ReadLocal reads the regular file at path, links followed, up to limit bytes.
// The null device counts as an empty file, as it does for other programs. It
// does not wait for a writer: a name that came from a flag, a variable or a
// profile may as well be a pipe or a terminal. The error is a *fs.PathError.
func ReadLocal(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case isNull(info):
		return nil, nil
	case !info.Mode().IsRegular():
		return nil, unread(path, ErrNotFile) // Opening a device may already do something.
	}
	// It may have been exchanged since: opened so, a pipe does not block.
	f, err := os.OpenFile(path, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, unread(path, ErrNotFile)
	}
	return readBounded(path, f, limit)
}

// ReadLocalOrPipe is ReadLocal that also takes a pipe, as shells make for
// <(command), whose writer has ended within the given time.
func ReadLocalOrPipe(path string, limit int64, within time.Duration) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Type() != fs.ModeNamedPipe {
		return ReadLocal(path, limit)
	}
	type result struct {
		data []byte
		err  error
	}
	// Opening waits for a writer and cannot be called off: what is given up
	// stays behind until a writer comes or the program ends.
	came := Aside(func() result {
		data, err := readPipe(path, limit, time.Now().Add(within))
		return result{data, err}
	})
	late := time.NewTimer(within)
	defer late.Stop()
	select {
	case r := <-came:
		got := r.Value()
		return got.data, got.err
	case <-late.C:
		return nil, unread(path, ErrPipeTooSlow)
	}
}

func readPipe(path string, limit int64, deadline time.Time) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Mode().Type() != fs.ModeNamedPipe {
		return nil, unread(path, ErrNotFile)
	}
	_ = f.SetReadDeadline(deadline) // Where the system has none for pipes, the caller's time counts.
	data, err := readBounded(path, f, limit)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = unread(path, ErrPipeTooSlow)
	}
	return data, err
}

func readBounded(path string, f io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(data)) > limit:
		return nil, unread(path, ErrFileTooLong)
	}
	return data, nil
}

// isNull reports whether info is that of the null device.
func isNull(info fs.FileInfo) bool {
	null, err := os.Stat(os.DevNull)
	return err == nil && os.SameFile(info, null)
}

func unread(path string, why error) error {
	return &fs.PathError{Op: "read", Path: path, Err: why}
}
