package acptest

import (
	"bytes"
	"encoding/json"
	"net/http"
)

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
