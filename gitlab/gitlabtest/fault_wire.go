package gitlabtest

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"

	"acp-gitlab/gitlab/web/webtest"
)

// silent takes the request and never answers.
func silent(s *Server, _ http.Handler) http.Handler { return http.HandlerFunc(s.server.Silent) }

// cutBeforeAnswer cuts the connection once the request has come.
func cutBeforeAnswer(*Server, http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		webtest.Reset(w)
	})
}

// cutInside cuts the connection after the first bytes of the body.
func cutInside(*Server, http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		partly(w)
		webtest.Reset(w)
	})
}

// half sends one half of an answer, and the other after Resume.
func half(s *Server, _ http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.meta(w.Header())
		partly(w)
		if !s.server.Wait(r.Context(), s.resume) {
			webtest.Cut()
		}
		_, _ = io.WriteString(w, secondHalf)
	})
}

const (
	firstHalf  = `{"id":42,"username":"ada",`
	secondHalf = `"name":"Ada Lovelace","scopes":[],"version":"16.11.4"}`
)

func partly(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(firstHalf)+len(secondHalf)))
	w.WriteHeader(http.StatusOK)
	_, _ = io.WriteString(w, firstHalf)
	_ = http.NewResponseController(w).Flush()
}

func truncatedJSON(w http.ResponseWriter, _ *http.Request) {
	body(w, http.StatusOK, "application/json", firstHalf)
}

func wrongTypes(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, object{
		"id": "forty-two", "username": 42, "name": []int{1}, "scopes": "api", "active": "yes",
		"expires_at": 20270220, "version": 16, "user_id": object{},
	})
}

func wrongShape(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, []string{"not", "what", "was", "asked"})
}

const (
	block  = 1 << 20
	blocks = 64
)

// hugeAnswer sends 64 MB, or as much as the other side takes.
func hugeAnswer(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	webtest.Pour(w, []byte(strings.Repeat(" ", block)), blocks)
}

// gzipBomb sends 64 MB in about 64 KB.
func gzipBomb(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Encoding", "gzip")
	webtest.Pour(w, zipped(strings.Repeat(" ", block)), blocks)
}

func zipped(text string) []byte {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	_, _ = io.WriteString(zip, text)
	_ = zip.Close()
	return out.Bytes()
}
