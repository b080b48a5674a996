package acptest

import (
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
func notFound() reply { return plain(http.StatusNotFound, "404 page not found") }

func (r reply) write(w http.ResponseWriter) {
	maps.Copy(w.Header(), r.header)
	w.Header().Set("Content-Type", r.kind)
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body)
}
