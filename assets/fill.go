package assets

import (
	"maps"
	"strings"
)

// Names lists the placeholders that a page may use:
//
//	subject   what the problem is about
//	host      GitLab's host name, with the port where it has one
//	instance  GitLab's address, without a slash at the end
//	path      the repository, "team/app"
//	role      the role there, "Reporter"; level, its number
//	scopes    what the token has; needed, what is asked for
//	user      "@ada"
//	acp       ACP's address
//	issuer    who signed a certificate
//	proxy     the proxy's host and port
//	target    where a redirect led, or a page to open
//	date      an expiration date, "20 Feb 2027"
//	when      where GitLab asks to wait, until when; where it does not answer,
//	          how long that took, "5 s"; on ACP's pages the moment it was seen
//	words     the server's own words
//	why       the reason, as a sentence, where it is known more exactly
//	cause     the same as a part of the title
//	remedy    what helps against what GitLab said, as a sentence
//	holds     what ACP holds after an answer that got lost, as a sentence
//	off       how far two clocks are apart, "10 minutes"
//
// {token} and {token|} are not among them: a [TokenState] resolves those.
func Names() []string {
	return []string{
		"subject", "host", "instance", "path", "role", "level", "scopes", "needed", "user",
		"acp", "issuer", "proxy", "target", "date", "when", "words", "why", "cause", "remedy", "holds", "off",
	}
}

// Fill returns p with every placeholder replaced: by its value in vars, or by
// the page's own words where vars has none. Where a page is about a GitLab or
// a repository, the subject stands in for a missing host or path.
func (p Page) Fill(vars map[string]string) Page {
	vars = withSubject(p.Code, vars)
	text := func(s string) string { return fill(p.token.resolve(s), vars, plain) }
	p.Title, p.Why, p.Ask, p.Message = text(p.Title), text(p.Why), text(p.Ask), text(p.Message)
	p.Markdown = fill(p.token.resolve(p.Markdown), vars, escape)
	fixes := make([]string, len(p.Fix))
	for i, f := range p.Fix {
		fixes[i] = text(f)
	}
	p.Fix = fixes
	return p
}

// withSubject adds the name under which the pages of an area know the subject.
func withSubject(code string, vars map[string]string) map[string]string {
	name := ""
	switch area, _, _ := strings.Cut(code, "-"); area {
	case "instance", "gitlab":
		name = "host"
	case "repo":
		name = "path"
	}
	if name == "" || vars[name] != "" || vars["subject"] == "" {
		return vars
	}
	vars = maps.Clone(vars)
	vars[name] = vars["subject"]
	return vars
}

// fill replaces {name|default} in s. An opening brace without an end stays.
func fill(s string, vars map[string]string, write func(value string, code bool) string) string {
	var b strings.Builder
	code := false
	for {
		before, after, ok := strings.Cut(s, "{")
		inside, rest, closed := strings.Cut(after, "}")
		if !ok || !closed {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(before)
		code = code != (strings.Count(before, "`")%2 == 1)
		name, instead, _ := strings.Cut(inside, "|")
		if v := vars[name]; v != "" {
			instead = write(v, code)
		}
		b.WriteString(instead)
		s = rest
	}
}

func plain(value string, _ bool) string { return value }

// escape keeps a value from being read as Markdown. Inside code only a
// backquote could end it.
func escape(value string, code bool) string {
	value = oneLine(value)
	if code {
		return strings.ReplaceAll(value, "`", "'")
	}
	return markdownSigns.Replace(value)
}

var markdownSigns = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "[", `\[`, "<", `\<`)
