package web

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestReadLocal(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	link := filepath.Join(folder, "link")
	if err := os.Symlink(write("target", "behind a link"), link); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	for _, c := range []struct {
		name, path, want string
		err              error
	}{
		{"a file", write("plain", "text"), "text", nil},
		{"an empty file", write("empty", ""), "", nil},
		{"as long as allowed", write("full", strings.Repeat("x", 100)), strings.Repeat("x", 100), nil},
		{"one byte more", write("long", strings.Repeat("x", 101)), "", ErrFileTooLong},
		{"a link to a file", link, "behind a link", nil},
		{"the null device", os.DevNull, "", nil},
		{"a folder", folder, "", ErrNotFile},
		{"nothing", filepath.Join(folder, "none"), "", fs.ErrNotExist},
	} {
		for name, read := range map[string]func(string) ([]byte, error){
			"ReadLocal":       func(path string) ([]byte, error) { return ReadLocal(path, 100) },
			"ReadLocalOrPipe": func(path string) ([]byte, error) { return ReadLocalOrPipe(path, 100, time.Minute) },
		} {
			got, err := read(c.path)
			if string(got) != c.want || !errors.Is(err, c.err) {
				t.Errorf("%s of %s: got %q, %v; want %q, %v", name, c.name, got, err, c.want, c.err)
			}
			var path *fs.PathError
			if err != nil && !errors.As(err, &path) {
				t.Errorf("%s of %s: the reason cannot be said without the name: %v", name, c.name, err)
			}
		}
	}
}
