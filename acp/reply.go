package acp

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// patience is how many times longer than GitLab ACP may take for an answer: it
// asks GitLab itself in the meantime, for up to 10 s.
const patience = 2

// request is one call of ACP.
type request struct {
	method string
	// origin and path make the address; query is a search of the credential
	// store, and never holds a secret.
	origin, path, query string
	header              http.Header
	body                []byte
	// once keeps a GET from being tried again.
	once bool
	// hide are the secrets in it, which no word of the answer may repeat.
	hide []secret.Text
}

// reply is what came of a request: an answer, or why there is none.
type reply struct {
	request
	ans     *web.Answer
	failure *web.Failure
	// stopped says that the caller cancelled, or ran out of time.
	stopped error
}

// send makes one call. Redirects are followed for GET inside the origin only,
// and nothing but a GET is ever tried twice.
func send(ctx context.Context, st *web.Stack, r request) reply {
	header := r.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set("Accept", "application/json")
	if r.body != nil {
		header.Set("Content-Type", "application/json")
	}
	address := r.origin + r.path
	if r.query != "" {
		address += "?" + r.query
	}
	ans, err := st.Do(ctx, web.Request{
		Method: r.method, URL: address, Header: header, Body: r.body,
		Root: startPath, Follow: r.method == http.MethodGet, Once: r.once, Hide: r.hide,
	})
	out := reply{request: r, ans: ans}
	if err != nil {
		out.ans = nil
		if !errors.As(err, &out.failure) {
			out.stopped = err
		}
	}
	return out
}

// status returns the status of the answer, 0 where none came.
func (r reply) status() int {
	if r.ans != nil {
		return r.ans.Status
	}
	return 0
}

// ok says that an answer of the 200s came which is no web page.
func (r reply) ok() bool { return r.status()/100 == 2 && !r.ans.IsHTML() }

// json decodes an ok answer into v; false where it does not fit.
func (r reply) json(v any) bool { return r.ok() && r.ans.JSON(v) == nil }

// page says that a web page came.
func (r reply) page() bool { return r.ans != nil && r.ans.IsHTML() }

// title is that of a page, "" where none came.
func (r reply) title() string {
	if !r.page() {
		return ""
	}
	return r.ans.Title()
}

// noRoute says that ACP knows no such call. ACP: also a wrong method is 404.
func (r reply) noRoute() bool {
	s := r.status()
	return (s == http.StatusNotFound || s == http.StatusMethodNotAllowed) && !r.login()
}

// login says that a sign-in page came, or a redirect that leads to one.
func (r reply) login() bool {
	if target := r.redirect(); target != "" {
		return signIn(target, r.path)
	}
	return r.page() && r.status() < 500 && (r.status() == http.StatusForbidden || r.ans.LooksLikeLogin())
}

// redirect returns where the answer points to; "" where it does not.
func (r reply) redirect() string {
	switch {
	case r.failure != nil && r.failure.Kind == web.Redirected:
		return r.failure.Target
	case r.status()/100 == 3:
		return r.ans.Location
	}
	return ""
}

// maxSaid bounds what is read of ACP's words, in characters: a chain of errors
// names its cause last.
const maxSaid = 4000

// said returns what ACP said, cleaned and without secrets.
func (r reply) said() string {
	if r.ans == nil || r.page() {
		return ""
	}
	var body struct {
		Error   string `json:"error"`
		Message string `json:"message"`
		Reason  string `json:"reason"` // of the credential store
	}
	switch err := json.Unmarshal(r.ans.Body, &body); {
	case err != nil:
		return r.hidden(r.ans.Words())
	case body.Error != "":
		return r.hidden(body.Error)
	case body.Reason != "":
		return r.hidden(body.Reason)
	}
	return r.hidden(body.Message)
}

// hidden cleans words that came from outside and takes the secrets of the
// request out of them.
func (r reply) hidden(words string) string {
	return strings.TrimSpace(web.Text(words, maxSaid, secret.NewScrubber(r.hide...)))
}

// words returns what ACP said, in the length of a line.
func (r reply) words() string { return short(r.said()) }

// maxLine bounds words that are shown, in characters.
const maxLine = 200

// short cuts words to a line; of a chain of errors the cause is kept.
func short(words string) string {
	if utf8.RuneCountInString(words) <= maxLine {
		return words
	}
	return bound(gist(words), maxLine)
}

// evidence is the line of proof: the request, its status, ACP's words.
func (r reply) evidence() string {
	line := r.method + " " + r.path + ": "
	switch {
	case r.stopped != nil:
		return line + "stopped before an answer came"
	case r.failure != nil && r.failure.Kind == web.Redirected:
		return line + strconv.Itoa(r.failure.Status) + " to " + hostOf(r.failure.Target)
	case r.failure != nil:
		return line + short(r.hidden(r.failure.Words))
	}
	line += strconv.Itoa(r.ans.Status)
	if w := r.words(); w != "" {
		line += ", \"" + w + "\""
	} else if r.page() {
		line += ", a web page"
		if t := word(r.ans.Title()); t != "" {
			line += " \"" + t + "\""
		}
	}
	if id := word(r.ans.RequestID); id != "" {
		line += ", request " + id
	}
	return line
}
