// Package acppage draws the pages of the demo's Ambient Code Platform: an
// invented one that shows where the real one asks for what.
package acppage

import (
	"bytes"
	"embed"
	"html/template"
)

//go:embed *.html style.css
var files embed.FS

// Policy is the Content-Security-Policy that the pages work under: no script,
// nothing from elsewhere.
const Policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// StylePath is where the pages look for Style.
const StylePath = "/demo/style.css"

var pages = template.Must(template.ParseFS(files, "*.html"))

// Style returns the style sheet of all pages.
func Style() []byte {
	b, err := files.ReadFile("style.css")
	if err != nil {
		panic("acppage: " + err.Error()) // it is embedded
	}
	return b
}

// Card is the state of the GitLab card on the Integrations page.
type Card struct {
	Connected   bool
	InstanceURL string
	// Saved is when the connection was made, in words.
	Saved string
	// Form reports whether the two fields are open, with Proposed in the first.
	Form     bool
	Proposed string
	// Done and Refused are ACP's words after the last press of a button.
	Done, Refused string
}

// Keys is the state of the Access Keys page of a workspace.
type Keys struct {
	Workspace string
	// Names are the keys that exist.
	Names []string
	// Key is a key that was just made; it is shown this once.
	Key, KeyName string
}

// SignIn is the page that stands before all others, as an oauth-proxy shows
// it. After it the browser goes on to next, a path.
func SignIn(next string) []byte { return draw("signin", "Log In", next) }

// Integrations is the page with the GitLab card.
func Integrations(c Card) []byte { return draw("integrations", "Integrations", c) }

// AccessKeys is the page where a person makes a key for acp-gitlab.
func AccessKeys(k Keys) []byte { return draw("keys", "Access Keys", k) }

// Workspaces is the page after signing in; workspace is the only one.
func Workspaces(workspace string) []byte { return draw("workspaces", "Workspaces", workspace) }

// Missing is the page for an address that does not exist.
func Missing() []byte { return draw("missing", "404: This page could not be found", nil) }

func draw(name, title string, body any) []byte {
	var b bytes.Buffer
	err := pages.ExecuteTemplate(&b, name+".html", struct {
		Title string
		Body  any
	}{title, body})
	if err != nil {
		panic("acppage: " + err.Error()) // the templates are embedded, and tested
	}
	return b.Bytes()
}
