// Package acppage draws the pages of the demo's Ambient Code Platform: an
// invented one that shows where the real one asks for what.
package acppage

import (
	"embed"
	"html"
	"strings"
)

//go:embed *.html style.css
var files embed.FS

// Policy is the Content-Security-Policy that the pages work under: no script,
// nothing from elsewhere.
const Policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// StylePath is where the pages look for Style.
const StylePath = "/demo/style.css"

// Style returns the style sheet of all pages.
func Style() []byte { return []byte(piece("style.css")) }

// piece returns an embedded file.
func piece(name string) string {
	b, err := files.ReadFile(name)
	if err != nil {
		panic("acppage: " + err.Error()) // it is embedded, and tested
	}
	return string(b)
}

// markup is HTML that is put in as it is; everything else is escaped.
type markup string

// fill puts values in the place of {{name}}: pairs of a name and a string or
// markup. No template package: it would keep every method of the program alive
// and make the binary half as large again.
func fill(file string, pairs ...any) markup {
	var list []string
	for i := 0; i+1 < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		value, isMarkup := pairs[i+1].(markup)
		if !isMarkup {
			text, _ := pairs[i+1].(string)
			value = markup(html.EscapeString(text))
		}
		list = append(list, "{{"+name+"}}", string(value))
	}
	return markup(strings.NewReplacer(list...).Replace(piece(file)))
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
	// Key is a key that was just created; it is shown only once.
	Key, KeyName string
}

// SignIn is the page that stands before all others, as an oauth-proxy shows
// it. After it the browser goes on to next, a path.
func SignIn(next string) []byte {
	return frame("Log In", "", fill("signin.html", "value", next))
}

// Integrations is the page with the GitLab card.
func Integrations(c Card) []byte {
	body := fill("integrations.html", "said", c.said(), "state", c.state(), "actions", c.actions())
	return frame("Integrations", fill("bar.html"), body)
}

func (c Card) said() markup {
	var out markup
	if c.Done != "" {
		out += `<p class="say good" role="status">` + escaped(c.Done) + "</p>"
	}
	if c.Refused != "" {
		out += `<p class="say bad" role="alert">` + escaped(c.Refused) + "</p>"
	}
	return out
}

func (c Card) state() markup {
	if !c.Connected {
		return fill("unconnected.html")
	}
	out := fill("connected.html", "instance", c.InstanceURL)
	if c.Saved != "" {
		out += `<p class="small">Saved ` + escaped(c.Saved) + "</p>\n"
	}
	return out
}

func (c Card) actions() markup {
	switch {
	case c.Form:
		return fill("form.html", "proposed", c.Proposed)
	case c.Connected:
		return fill("edit.html")
	default:
		return `<p><a class="button" href="/integrations?gitlab=edit#gitlab">Connect GitLab</a></p>` + "\n"
	}
}

// AccessKeys is the page where a person makes a key for acp-gitlab.
func AccessKeys(k Keys) []byte {
	section := fill("keyform.html", "workspace", k.Workspace)
	if k.Key != "" {
		section = fill("newkey.html", "workspace", k.Workspace, "name", k.KeyName, "key", k.Key)
	}
	var names markup
	for _, name := range k.Names {
		names += "<p>" + escaped(name) + "</p>\n"
	}
	if names == "" {
		names = "<p>No keys yet.</p>\n"
	}
	body := fill("keys.html", "workspace", k.Workspace, "section", section, "names", names)
	return frame("Access Keys", fill("bar.html"), body)
}

// Workspaces is the page after signing in; workspace is the only one.
func Workspaces(workspace string) []byte {
	return frame("Workspaces", fill("bar.html"), fill("workspaces.html", "value", workspace))
}

// Missing is the page for an address that does not exist.
func Missing() []byte {
	return frame("404: This page could not be found", "", fill("missing.html"))
}

func escaped(s string) markup { return markup(html.EscapeString(s)) }

func frame(title string, bar, body markup) []byte {
	return []byte(fill("frame.html", "title", title, "bar", bar, "body", body))
}
