package acptest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
)

// reply is one answer.
type reply struct {
	status int
	kind   string
	body   []byte
	words  string // the message or the error in it
	header http.Header
}

// object answers as gin does: JSON with its keys in order, and no line break.
func object(status int, v any) reply {
	b, _ := json.Marshal(v)
	var says struct{ Error, Message string }
	_ = json.Unmarshal(b, &says)
	return reply{status: status, kind: "application/json; charset=utf-8", body: b, words: says.Error + says.Message}
}

func plain(status int, text string) reply {
	return reply{status: status, kind: "text/plain; charset=utf-8", body: []byte(text), words: text}
}

func page(status int, html []byte) reply {
	return reply{status: status, kind: "text/html; charset=utf-8", body: html}
}

// notFound is what gin says for a wrong path and for a wrong method alike.
func notFound() reply {
	a := plain(http.StatusNotFound, "404 page not found")
	a.kind = "text/plain"
	return a
}

func (r reply) write(w http.ResponseWriter) {
	maps.Copy(w.Header(), r.header)
	if r.kind != "" {
		w.Header().Set("Content-Type", r.kind)
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body)
}

// recorder keeps the answer to a call that one of the pages makes.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (r *recorder) Header() http.Header {
	if r.header == nil {
		r.header = http.Header{}
	}
	return r.header
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) { r.status = status }

// Write implements http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.body.Write(b)
}

// reply returns what was recorded, with the words that the page shows.
func (r *recorder) reply() reply {
	var says struct{ Error, Message string }
	if json.Unmarshal(r.body.Bytes(), &says) != nil {
		says.Error = http.StatusText(r.status)
	}
	return reply{status: r.status, words: says.Error + says.Message}
}
