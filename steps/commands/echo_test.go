package commands

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// repeating is a network on which GitLab refuses every request with a token, in
// words that hold pieces of it.
type repeating struct{ pieces []string }

func (r repeating) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil || req.Header.Get("Authorization") == "" || !strings.HasPrefix(req.URL.Path, "/api/v4/") {
		return res, err
	}
	_ = res.Body.Close()
	body, err := json.Marshal(map[string]string{"message": "403 Forbidden - " + strings.Join(r.pieces, " and ")})
	if err != nil {
		return nil, err
	}
	res.StatusCode, res.Status = http.StatusForbidden, "403 Forbidden"
	res.Header = http.Header{"Content-Type": {"application/json"}, "X-Gitlab-Meta": {"{}"}, "X-Request-Id": {r.pieces[0]}}
	res.Body, res.ContentLength = io.NopCloser(strings.NewReader(string(body))), int64(len(body))
	return res, nil
}

// TestPiecesThatAServerRepeats are in no output: the token without its prefix,
// cut, and both encoded.
func TestPiecesThatAServerRepeats(t *testing.T) {
	t.Parallel()
	a := open(t, false)
	body := strings.TrimPrefix(a.token, "glpat-")
	for _, piece := range []string{body, body[:13], body[len(body)-12:], body[3:16]} {
		percent := inPercents(piece)
		for _, form := range []string{piece, "key=" + piece + ";", url.QueryEscape("x=" + piece), percent, base64.StdEncoding.EncodeToString([]byte("oauth2:" + piece))} {
			a.wire = repeating{[]string{form, "nothing else"}}
			for _, args := range [][]string{{"check", "--debug"}, {"check", "--json", "--debug"}, {"tokens"}, {"report"}, {"report", "--json"}} {
				o := a.call(t, a.token, nil, append(args, "--gitlab-url", a.gitlab.URL(), "--token-stdin")...)
				if !strings.Contains(o.stdout+o.stderr, "nothing else") && args[0] == "check" && args[1] == "--json" {
					t.Errorf("%v: the words of GitLab are not told, so nothing is tested\n%s%s", args, o.stdout, o.stderr)
				}
				for _, hidden := range []string{piece, form} {
					if strings.Contains(o.stdout+o.stderr, hidden) {
						t.Errorf("%v repeats %q\n%s%s", args, hidden, o.stdout, o.stderr)
					}
				}
			}
		}
	}
}

// inPercents is a text of which every byte is percent-encoded.
func inPercents(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}
