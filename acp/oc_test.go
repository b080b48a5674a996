package acp

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"acp-gitlab/gitlab/problem"
)

// fakeOC puts an oc command that runs script first in PATH.
func fakeOC(t *testing.T, script string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in is a shell script")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "oc"), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func TestOCSessionIsBoundToTheNamedOrigin(t *testing.T) {
	fakeOC(t, `[ "$*" = "whoami -t" ] && echo sha256~abcdefgh`)
	s, p := OCSession(t.Context(), acpOrigin)
	if p != nil || s.Kind != OC || s.Origin != acpOrigin || s.Bearer.Reveal() != "sha256~abcdefgh" || !HasOC() {
		t.Errorf("%+v, %v", s, p)
	}
}

func TestOCSessionHidesSecretsFromTheCommand(t *testing.T) {
	t.Setenv("GITLAB_TOKEN", "secretvalue")
	t.Setenv("ACP_TOKEN", "secretvalue")
	fakeOC(t, `if env | grep -q secretvalue; then echo leaked; else echo sha256~clean; fi`)
	if s, p := OCSession(t.Context(), acpOrigin); p != nil || s.Bearer.Reveal() != "sha256~clean" {
		t.Errorf("the command sees the environment's secrets: %v, %v", s.Bearer.Len(), p)
	}
}

func TestOCSessionSaysWhatToDo(t *testing.T) {
	for script, hint := range map[string]string{
		"echo 'error: no token is currently in use' >&2; exit 1": "Run oc login",
		"echo":                                 "Run oc login",
		"head -c 20000 /dev/zero | tr '\\0' a": "Run oc login",
	} {
		fakeOC(t, script)
		_, p := OCSession(t.Context(), acpOrigin)
		if p == nil || p.Code != problem.ACPSessionMissing || !strings.Contains(p.Facts.Hint, hint) {
			t.Errorf("%s: %v", script, p)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if _, p := OCSession(t.Context(), acpOrigin); p == nil || !strings.Contains(p.Facts.Hint, "not on this computer") || HasOC() {
		t.Errorf("no command: %v", p)
	}
}

func TestOCSessionEndsWithItsContext(t *testing.T) {
	fakeOC(t, "echo sha256~abcdefgh; exec sleep 60")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s, p := OCSession(ctx, acpOrigin); p == nil || !s.Bearer.IsZero() {
		t.Errorf("a cancelled question has an answer: %v", p)
	}
}

func TestOCEnvironKeepsOnlyWhatOCNeeds(t *testing.T) {
	t.Parallel()
	got := ocEnviron([]string{"PATH=/bin", "HOME=/root", "KUBECONFIG=/k", "GITLAB_TOKEN=x", "AMBIENT_TOKEN=y", "LD_PRELOAD=z"})
	if !slices.Equal(got, []string{"PATH=/bin", "HOME=/root", "KUBECONFIG=/k"}) {
		t.Errorf("%q", got)
	}
}
