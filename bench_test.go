//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"acp-gitlab/ui/ptytest"
)

// built builds the program as a release is built.
func built(b *testing.B) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "acp-gitlab")
	cmd := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return program
}

func environ(b *testing.B) []string {
	b.Helper()
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + b.TempDir(), "TERM=xterm-256color", "LANG=C.UTF-8"}
}

// BenchmarkFirstFrame is from the start of the process to the first screen, in
// a terminal that answers no question.
func BenchmarkFirstFrame(b *testing.B) {
	program, env := built(b), environ(b)
	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), program)
		cmd.Env = env
		term, err := ptytest.Start(cmd, 80, 24)
		if err != nil {
			b.Fatal(err)
		}
		if err := term.Wait("Another address", patience); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		term.Kill()
		b.StartTimer()
	}
}

// BenchmarkVersion is the shortest command.
func BenchmarkVersion(b *testing.B) {
	program, env := built(b), environ(b)
	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), program, "version")
		cmd.Env = env
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAtRest reports the size of the program and its memory on the first
// screen.
func BenchmarkAtRest(b *testing.B) {
	program, env := built(b), environ(b)
	info, err := os.Stat(program)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), program)
		cmd.Env = env
		term, err := ptytest.Start(cmd, 80, 24)
		if err != nil {
			b.Fatal(err)
		}
		if err := term.Wait("Another address", patience); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(resident(b, term.Pid()), "MB-resident")
		term.Kill()
	}
	b.ReportMetric(float64(info.Size())/1e6, "MB-binary")
}

// resident is the memory of a process in MB, as Linux counts it; 0 elsewhere.
func resident(b *testing.B, pid int) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if kb, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(kb), "kB")), 64)
			if err != nil {
				b.Fatal(err)
			}
			return n / 1000
		}
	}
	return 0
}
