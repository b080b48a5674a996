package web

import (
	"strconv"
	"strings"
	"time"
)

// Exchange is one request on the wire, as --debug shows it. It holds no
// header, body, query or user info.
type Exchange struct {
	// At is when the request began.
	At time.Time
	// Method, Host and Path name the request; Path is escaped, without query.
	Method, Host, Path string
	// Status is the answer's, 0 when none came.
	Status int
	// Took is the time to the end of the body.
	Took time.Duration
	// RequestID is the server's name for the request, "" if it gave none.
	RequestID string
	// Failure is the kind of failure, "cancelled" when the caller stopped, ""
	// when an answer came.
	Failure string
}

// String returns the --debug line: method, host, path, status, milliseconds
// and request id.
func (e Exchange) String() string {
	end := e.Failure
	if end == "" {
		end = strconv.Itoa(e.Status)
	}
	line := []string{e.Method, e.Host, e.Path, end, strconv.FormatInt(e.Took.Milliseconds(), 10) + " ms"}
	if e.RequestID != "" {
		line = append(line, e.RequestID)
	}
	return strings.Join(line, " ")
}
