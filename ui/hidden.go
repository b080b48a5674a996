package ui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"golang.org/x/term"
)

// ErrCancelled is ctrl+c or the end of input at a hidden prompt.
var ErrCancelled = errors.New("ui: cancelled at the prompt")

// ReadHidden asks for a line on a terminal without showing it, and without the
// cut at 4,095 bytes that a terminal makes in its line mode. The echo is given
// back in every case.
func ReadHidden(ctx context.Context, in io.Reader, out io.Writer, prompt string) (string, error) {
	file, ok := in.(*os.File)
	if !ok {
		return "", errors.New("ui: read hidden: not a terminal")
	}
	fd := int(file.Fd())
	state, err := term.MakeRaw(fd)
	if err != nil {
		return "", err
	}
	stop := context.AfterFunc(ctx, func() { _ = term.Restore(fd, state) })
	defer stop()
	defer term.Restore(fd, state) //nolint:errcheck // nothing else can be done
	if _, err := io.WriteString(out, prompt); err != nil {
		return "", err
	}
	line, err := readRawLine(file)
	_, _ = io.WriteString(out, "\r\n")
	return line, err
}

// readRawLine reads up to Enter from a terminal in raw mode.
func readRawLine(r io.Reader) (string, error) {
	var line []byte
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		for _, b := range buf[:n] {
			switch b {
			case '\r', '\n':
				if len(bytes.TrimSpace(line)) > 0 || n == 1 {
					return string(line), nil
				}
			case 0x03, 0x04:
				return "", ErrCancelled
			case 0x15:
				line = line[:0]
			case 0x7f, 0x08:
				line = line[:max(0, len(line)-1)]
			default:
				line = append(line, b)
			}
		}
		if err != nil {
			return string(line), err
		}
	}
}
