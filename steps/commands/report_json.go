package commands

import (
	"cmp"
	"runtime"
	"strings"

	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps"
	"acp-gitlab/steps/memory"
)

// ReportResult is what the command report adds: this computer, the ways to the
// servers, and every request.
type ReportResult struct {
	Version  string `json:"version"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
	Terminal string `json:"terminal,omitempty"`
	Locale   string `json:"locale,omitempty"`
	Time     string `json:"time"`
	// Around are the things around the terminal that matter: "tmux", "ssh".
	Around   []string        `json:"around,omitempty"`
	Ways     []WayResult     `json:"ways,omitempty"`
	CAFile   string          `json:"ca_file,omitempty"`
	Profile  string          `json:"profile,omitempty"`
	Support  string          `json:"support,omitempty"`
	Requests []RequestResult `json:"requests"`
}

// WayResult is the way to one server.
type WayResult struct {
	URL string `json:"url"`
	// Proxy is empty on the direct way.
	Proxy  string `json:"proxy,omitempty"`
	Source string `json:"source,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Certificate says what came of the server's certificate.
	Certificate string `json:"certificate,omitempty"`
}

// RequestResult is one request on the wire.
type RequestResult struct {
	At        string `json:"at"`
	Method    string `json:"method"`
	Host      string `json:"host"`
	Path      string `json:"path"`
	Status    int    `json:"status,omitempty"`
	Failure   string `json:"failure,omitempty"`
	Millis    int64  `json:"milliseconds"`
	RequestID string `json:"request_id,omitempty"`
}

// reportDocument is the report as the JSON document.
func (c *call) reportDocument(w *steps.World, en *engine, m memory.Memory) (string, error) {
	doc := document("report", en.setup, en.problems, c.exit)
	if held := en.setup.Held; held != nil {
		doc.ACP = acpResult(en.setup.Place.API, *held)
	}
	doc.Account = &Account{Remembered: rememberedResult(m, en.now()), Report: c.reportResult(w, en)}
	var b strings.Builder
	if err := doc.write(&b, c.env.scrubber()); err != nil {
		return "", errUnexpected
	}
	return b.String(), nil
}

func (c *call) reportResult(w *steps.World, en *engine) *ReportResult {
	r := &ReportResult{
		Version: c.env.versionLine(), OS: runtime.GOOS, Arch: runtime.GOARCH, Time: stamp(w.Now()),
		Around:   steps.Surroundings(w.Getenv),
		Terminal: web.Clean(w.Getenv("TERM")), Locale: web.Clean(steps.Locale(w.Getenv)), CAFile: en.setup.CAFile.Value, Requests: []RequestResult{},
	}
	if p := en.setup.Given.Profile; p != nil {
		r.Profile, r.Support = p.File, p.Support.String()
	}
	for _, way := range steps.Ways(w, en.setup) {
		r.Ways = append(r.Ways, WayResult{
			URL: way.URL, Proxy: way.Proxy.URL, Source: way.Proxy.Source, Reason: way.Proxy.Reason, Certificate: way.Certificate,
		})
	}
	scrubber := secret.NewScrubber(en.setup.Token, en.setup.Given.Token)
	for _, s := range en.setup.Given.Sessions {
		scrubber.Add(s.Bearer)
	}
	for _, x := range w.Journal.Exchanges() {
		r.Requests = append(r.Requests, RequestResult{
			At: stamp(x.At), Method: x.Method, Host: x.Host, Path: cmp.Or(scrubber.Scrub(x.Path), "/"), Status: x.Status,
			Failure: x.Failure, Millis: x.Took.Milliseconds(), RequestID: scrubber.Scrub(x.RequestID),
		})
	}
	return r
}
