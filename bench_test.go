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
	"time"

	"acp-gitlab/ui/ptytest"
)

// built builds the program as a release is built.
func built(b *testing.B) string { b.Helper(); return build(b, ".") }

func build(b *testing.B, pkg string) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "program")
	cmd := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, pkg)
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
func BenchmarkFirstFrame(b *testing.B) { firstFrame(b, built(b)) }

// BenchmarkFirstFrameOfAnEmptyProgram is what Bubble Tea itself takes of it.
func BenchmarkFirstFrameOfAnEmptyProgram(b *testing.B) { firstFrame(b, build(b, "./testdata/empty")) }

func firstFrame(b *testing.B, program string) {
	b.Helper()
	env := environ(b)
	for b.Loop() {
		term := started(b, program, env)
		b.StopTimer()
		term.Kill()
		b.StartTimer()
	}
}

// started starts a program and waits for its first screen.
func started(b *testing.B, program string, env []string) *ptytest.Term {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), program)
	cmd.Env = env
	term, err := ptytest.Start(cmd, 80, 24)
	if err != nil {
		b.Fatal(err)
	}
	if err := term.Wait("Another address", patience); err != nil {
		b.Fatal(err)
	}
	return term
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

// BenchmarkAtRest reports the size of the program, and what it takes on the first
// screen while nobody does anything.
func BenchmarkAtRest(b *testing.B) {
	program, env := built(b), environ(b)
	info, err := os.Stat(program)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		term := started(b, program, env)
		time.Sleep(time.Second) // what starting up does is over
		before := busy(b, term.Pid())
		time.Sleep(watched)
		b.ReportMetric(100*(busy(b, term.Pid())-before).Seconds()/watched.Seconds(), "%-CPU")
		b.ReportMetric(resident(b, term.Pid()), "MB-resident")
		term.Kill()
	}
	b.ReportMetric(float64(info.Size())/1e6, "MB-binary")
}

// watched is how long the program at rest is watched.
const watched = 5 * time.Second

// busy is the time that a process has computed, as Linux counts it in hundredths
// of a second; 0 elsewhere.
func busy(b *testing.B, pid int) time.Duration {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest) // proc_pid_stat(5), from the third on
	var sum time.Duration
	for _, f := range fields[11:13] {
		n, err := strconv.Atoi(f)
		if err != nil {
			b.Fatal(err)
		}
		sum += time.Duration(n) * 10 * time.Millisecond
	}
	return sum
}

// resident is the memory of a process in MB, as Linux counts it; 0 elsewhere.
func resident(b *testing.B, pid int) float64 { b.Helper(); return memory(b, pid, "VmRSS:") }

// memory is a line of what Linux tells about the memory of a process, in MB.
func memory(b *testing.B, pid int, line string) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for l := range strings.Lines(string(status)) {
		if kb, ok := strings.CutPrefix(l, line); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(kb), "kB")), 64)
			if err != nil {
				b.Fatal(err)
			}
			return n / 1000
		}
	}
	return 0
}
