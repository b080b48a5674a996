//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab/gitlabtest"
)

// relay listens in front of target and hands everything on half a round trip
// later, in both directions, without slowing what comes after it.
func relay(b *testing.B, target string, trip time.Duration) (address string) {
	b.Helper()
	if trip == 0 {
		return target
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				time.Sleep(trip) // what opening a connection costs
				out, err := net.Dial("tcp", target)
				if err != nil {
					_ = in.Close()
					return
				}
				go late(out, in, trip/2)
				late(in, out, trip/2)
			}()
		}
	}()
	return l.Addr().String()
}

// late copies from one to the other, each piece after a wait of its own.
func late(to, from net.Conn, wait time.Duration) {
	type piece struct {
		at   time.Time
		data []byte
	}
	pieces := make(chan piece, 4096)
	go func() {
		defer func() { _ = to.Close() }()
		for p := range pieces {
			time.Sleep(time.Until(p.at))
			if _, err := to.Write(p.data); err != nil {
				_ = from.Close()
			}
		}
	}()
	defer close(pieces)
	for {
		buf := make([]byte, 64<<10)
		n, err := from.Read(buf)
		if n > 0 {
			pieces <- piece{time.Now().Add(wait), buf[:n]}
		}
		if err != nil {
			return
		}
	}
}

// BenchmarkRepositories runs the program itself on many repositories, of which 2 in
// 100 have moved or cannot be seen, over a network with a round trip.
func BenchmarkRepositories(b *testing.B) {
	program := built(b)
	for _, n := range []int{200, 1000, 5000} {
		for _, trip := range []time.Duration{0, 20 * time.Millisecond, 100 * time.Millisecond} {
			b.Run(fmt.Sprintf("%d/%s", n, trip), func(b *testing.B) { checkMany(b, program, n, trip) })
		}
	}
}

// manyProjects is a GitLab with n projects, and a file that names them.
func manyProjects(b *testing.B, n int) (server *gitlabtest.Server, list string) {
	b.Helper()
	var paths []string
	var projects []gitlabtest.Project
	for i := range n {
		p := gitlabtest.Project{ID: int64(5000 + i), Path: fmt.Sprintf("many/p%d", i), Level: 30}
		path := p.Path
		switch i % 100 {
		case 50:
			path = fmt.Sprintf("many/before%d", i)
			p.Before = []string{path}
		case 99:
			p.Level = 0
		}
		paths, projects = append(paths, path), append(projects, p)
	}
	s, err := gitlabtest.Start(gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithName("gitlab.example.com"), gitlabtest.WithProjects(projects...))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	list = filepath.Join(b.TempDir(), "repositories")
	if err := os.WriteFile(list, []byte(strings.Join(paths, "\n")), 0o600); err != nil {
		b.Fatal(err)
	}
	return s, list
}

func checkMany(b *testing.B, program string, n int, trip time.Duration) {
	b.Helper()
	s, list := manyProjects(b, n)
	authority := filepath.Join(b.TempDir(), "authority.pem")
	if err := os.WriteFile(authority, s.CAPEM(), 0o600); err != nil {
		b.Fatal(err)
	}
	proxy := "HTTPS_PROXY=http://" + relay(b, strings.TrimPrefix(s.ProxyURL(), "http://"), trip)
	var most float64
	before := len(s.Requests())
	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), program, "check", "--json", "--gitlab-url", s.URL(), "--ca-file", authority, "--token-stdin", "--repos-from", list)
		cmd.Env = append(environ(b), proxy)
		cmd.Stdin = strings.NewReader(s.Token())
		out, err := cmd.StdoutPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		text := make([]byte, 0, 4<<20)
		for buf := make([]byte, 1<<20); ; {
			m, err := out.Read(buf)
			most = max(most, peak(b, cmd.Process.Pid)) // the document comes at the end
			if text = append(text, buf[:m]...); err == io.EOF {
				break
			}
		}
		_ = cmd.Wait() // 3: some cannot be pushed to
		verdicts(b, text, n)
	}
	api := 0
	for _, r := range s.Requests()[before:] {
		if !strings.HasSuffix(r.Path, "/info/refs") {
			api++
		}
	}
	b.ReportMetric(float64(api)/float64(b.N), "api-requests/op")
	b.ReportMetric(most, "MB-resident")
}

// verdicts fails where the document does not say what is true.
func verdicts(b *testing.B, text []byte, n int) {
	b.Helper()
	var document struct {
		Repositories []struct {
			CanPush *bool `json:"can_push"`
		} `json:"repositories"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		b.Fatal(err, string(text))
	}
	can := 0
	for _, r := range document.Repositories {
		if r.CanPush != nil && *r.CanPush {
			can++
		}
	}
	if len(document.Repositories) != n || can != n-n/100 {
		b.Fatalf("%d rows, %d of them can be pushed to: %.600s", len(document.Repositories), can, text)
	}
}

// peak is the most memory that a process has had, in MB, as Linux counts it; 0
// elsewhere, and where it has ended.
func peak(b *testing.B, pid int) float64 { b.Helper(); return memory(b, pid, "VmHWM:") }
