//go:build unix

package web

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// childOfRoots marks the process that only loads the system's authorities.
const childOfRoots = "ACP_GITLAB_TEST_ROOTS"

// TestAuthoritiesAreFiles: Go itself reads SSL_CERT_FILE and SSL_CERT_DIR where
// they are set, once in a process. The pipe has no writer, and the device no end.
func TestAuthoritiesAreFiles(t *testing.T) {
	if os.Getenv(childOfRoots) != "" {
		if systemRoots(os.Getenv) == nil {
			t.Error("no authorities")
		}
		return
	}
	t.Parallel()
	folder := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(folder, "pipe.pem"), 0o600); err != nil {
		t.Skip("no pipes here: ", err)
	}
	for _, variable := range []string{
		"SSL_CERT_FILE=" + filepath.Join(folder, "pipe.pem"), "SSL_CERT_FILE=/dev/zero", "SSL_CERT_FILE=" + os.DevNull, "SSL_CERT_DIR=" + folder,
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestAuthoritiesAreFiles$")
		cmd.Env = append(os.Environ(), childOfRoots+"=1", variable)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%.300s", variable, err, out)
		}
	}
}

// TestCAFilesAreFiles: the file of a flag, and those that variables name.
func TestCAFilesAreFiles(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		namedPipe(t): "not a file", "/dev/zero": "not a file", os.DevNull: "no certificate in it", t.TempDir(): "not a file",
	} {
		_, err := New(Options{CAFile: path, Getenv: environment()})
		f := Explain(err)
		if f == nil || f.Kind != CAFile || f.Words != path+": "+want {
			t.Errorf("got %v, want %q", f, want)
		}
	}
}
