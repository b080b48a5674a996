//go:build unix

package redteam_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// mostMemory is what a run may take at its most, in bytes. One without any
// answer takes 25 MB.
const mostMemory = 150 << 20

// TestOversizeAnswers: a server that answers as GitLab or ACP once, and then
// with as much of everything as it likes. It costs no memory, and the run ends
// with a document.
func TestOversizeAnswers(t *testing.T) {
	t.Parallel()
	scopes := func(n int) string { return `{"id":1,"active":true,"scopes":["x"` + strings.Repeat(`,"aaaa"`, n) + `]}` }
	for name, body := range map[string]string{
		"8,000 scopes":     scopes(8_000),
		"40,000 scopes":    scopes(40_000),
		"a million scopes": scopes(1_100_000),
		"a long name":      `{"id":1,"active":true,"username":"ada","name":"` + strings.Repeat("x", 1<<20-100) + `"}`,
		"many objects":     "[" + strings.Repeat("{},", 2_500_000) + "{}]",
		"many projects":    "[" + strings.Repeat(`{"id":5,"path_with_namespace":"team/app"},`, 190_000) + "{}]",
		"nested":           strings.Repeat(`{"message":`, 9_000) + "1" + strings.Repeat("}", 9_000),
		"not nested back":  strings.Repeat("[", 8<<20),
		"a long page":      "<html><title>" + strings.Repeat("Welcome ", 1<<20) + "</title>",
	} {
		for _, status := range []int{http.StatusOK, http.StatusForbidden} {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("X-Per-Page", "100") // a list: more of it is read
				switch {
				case strings.HasSuffix(r.URL.Path, "/api/v4/version"):
					w.WriteHeader(http.StatusUnauthorized)
					_, _ = io.WriteString(w, `{"message":"401 Unauthorized"}`)
				case strings.HasSuffix(r.URL.Path, "/api/version"):
					_, _ = io.WriteString(w, `{"version":"v0.0.34"}`)
				default:
					w.WriteHeader(status)
					_, _ = io.WriteString(w, body)
				}
			}))
			t.Cleanup(server.Close)
			for _, args := range [][]string{
				{"check", "team/app", "--gitlab-url", server.URL}, {"tokens", "--gitlab-url", server.URL}, {"status", "--acp-url", server.URL},
			} {
				if status != http.StatusOK && args[0] != "check" {
					continue
				}
				t.Run(name+", "+http.StatusText(status)+", "+args[0], func(t *testing.T) {
					t.Parallel()
					b := newBox(t)
					env := []string{"GITLAB_TOKEN=glpat-" + stranger, "ACP_TOKEN=" + stranger, "ACP_URL=" + server.URL, "GITLAB_HOST=" + server.URL, "GOGC=100"}
					cmd := b.command(t.Context(), t, env, append(args, "--json")...)
					var stdout, stderr bytes.Buffer
					cmd.Stdout, cmd.Stderr = &stdout, &stderr
					_ = cmd.Run() // the exit code is looked at below
					var document struct {
						OK       *bool            `json:"ok"`
						Problems []map[string]any `json:"problems"`
					}
					if err := json.Unmarshal(stdout.Bytes(), &document); err != nil || document.OK == nil {
						t.Fatalf("exit %d, no document: %v\n%s", cmd.ProcessState.ExitCode(), err, tail(stderr.String()))
					}
					if code := cmd.ProcessState.ExitCode(); code == 1 || code == 2 || code < 0 || *document.OK != (code == 0) {
						t.Errorf("exit %d, ok %v\n%s", code, *document.OK, tail(stderr.String()))
					}
					if stdout.Len() > 256<<10 || len(document.Problems) > 60 {
						t.Errorf("%d bytes, %d problems", stdout.Len(), len(document.Problems))
					}
					if used := peak(cmd.ProcessState.SysUsage()); used > max(mostMemory, ownPeak(t)) {
						t.Errorf("%d MB", used>>20)
					}
				})
			}
		}
	}
}

// ownPeak is the most memory that this test had: a child is counted from its
// parent's size on (getrusage(2), ru_maxrss is kept over execve).
func ownPeak(t *testing.T) int64 {
	t.Helper()
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		t.Fatal(err)
	}
	return peak(&own)
}

// peak is the most memory that a process had, in bytes; the system counts
// kilobytes, but for macOS.
func peak(usage any) int64 {
	u, ok := usage.(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return int64(u.Maxrss) //nolint:unconvert // 32 bits on some systems
	}
	return int64(u.Maxrss) << 10 //nolint:unconvert // as above
}
