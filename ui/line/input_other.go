//go:build !windows

package line

import (
	"os"

	"github.com/muesli/cancelreader"
)

// openInput reads f so that a read can be called off.
func openInput(f *os.File) (cancelreader.CancelReader, error) { return cancelreader.NewReader(f) }
