package gitlabtest

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strings"

	"acp-gitlab/lazy"
)

// graphql answers the questions of the API's other half.
func (c *call) graphql() {
	var asked struct {
		Query     string         `json:"query"`
		Variables map[string]any `json:"variables"`
	}
	if c.r.Method != http.MethodPost {
		c.noPage()
		return
	}
	if !c.graphqlAllowed() {
		return
	}
	if err := json.NewDecoder(c.r.Body).Decode(&asked); err != nil {
		reply(c.w, http.StatusUnprocessableEntity, graphqlErrors("Variables are invalid or too large"))
		return
	}
	fields, err := parseQuery(asked.Query, asked.Variables)
	if err != nil {
		reply(c.w, http.StatusOK, graphqlErrors(err.Error()))
		return
	}
	if err := c.affordable(fields); err != nil {
		reply(c.w, http.StatusOK, graphqlErrors(err.Error()))
		return
	}
	data, err := c.resolve("Query", c.query(), fields)
	if err != nil {
		reply(c.w, http.StatusOK, graphqlErrors(err.Error()))
		return
	}
	reply(c.w, http.StatusOK, object{"data": data})
}

func graphqlErrors(text string) object {
	return object{"errors": []any{object{"message": text}}}
}

// graphqlAllowed answers for the token; none at all is an anonymous caller.
func (c *call) graphqlAllowed() bool {
	value := credential(c.r)
	if value == "" {
		return true
	}
	t, ok := c.s.store.lookup(value)
	if !ok || c.s.cfg.noTokens || !t.active(c.s.now()) || t.Kind != FineGrained && !t.has(readAPI...) {
		reply(c.w, http.StatusUnauthorized, graphqlErrors("Invalid token"))
		return false
	}
	if t.Kind == FineGrained {
		reply(c.w, http.StatusOK, graphqlErrors("Access denied: This operation doesn't support fine-grained personal access tokens."))
		return false
	}
	c.who = c.s.store.caller(t)
	if _, refused := c.s.refusal(c.who.user); refused {
		reply(c.w, http.StatusForbidden, graphqlErrors("API not accessible for user"))
		return false
	}
	return true
}

// maxFullPaths is how many paths a question about projects takes.
const maxFullPaths = 50

// affordable is nil where a question is within what GitLab answers.
func (c *call) affordable(fields []field) error {
	for _, f := range fields {
		if paths, ok := f.args["fullPaths"].([]any); ok && len(paths) > maxFullPaths {
			return graphqlError(fmt.Sprintf("Argument 'fullPaths' on Field '%s' takes at most %d paths", f.name, maxFullPaths))
		}
	}
	c.score = complexity(fields)
	if c.score > c.s.cfg.complexity {
		return graphqlError(fmt.Sprintf("Query has complexity of %d, which exceeds max complexity of %d", c.score, c.s.cfg.complexity))
	}
	return nil
}

// complexity counts fields; what is inside a list counts more the longer the list
// may be.
func complexity(fields []field) int {
	score := 0
	for _, f := range fields {
		inner := complexity(f.fields)
		if first, ok := f.args["first"].(float64); ok {
			inner = int(math.Ceil(float64(inner) * first / maxFullPaths))
		}
		score += 1 + inner
	}
	return score
}

// field is one field that a query asks for.
type field struct {
	alias, name string
	args        map[string]any
	fields      []field
}

var lexemes = lazy.Regexp(`"(?:[^"\\]|\\.)*"|\$?[A-Za-z_][0-9A-Za-z_]*|-?[0-9]+|[{}()\[\]:!=]`)

// graphqlError is an error in GitLab's own words.
type graphqlError string

func (e graphqlError) Error() string { return string(e) }

// parser reads the part of GraphQL that clients of this program use: one
// query with variables, arguments and aliases; no fragments.
type parser struct {
	words []string
	vars  map[string]any
}

func parseQuery(text string, vars map[string]any) (fields []field, err error) {
	p := &parser{words: lexemes().FindAllString(text, -1), vars: vars}
	if p.peek() == "query" {
		for p.peek() != "{" && p.peek() != "" {
			p.next()
		}
	}
	fields, err = p.selection()
	if err == nil && p.peek() != "" {
		err = p.unexpected()
	}
	return fields, err
}

func (p *parser) peek() string {
	if len(p.words) == 0 {
		return ""
	}
	return p.words[0]
}

func (p *parser) next() string {
	word := p.peek()
	if word != "" {
		p.words = p.words[1:]
	}
	return word
}

func (p *parser) unexpected() error {
	if p.peek() == "" {
		return graphqlError("Unexpected end of document")
	}
	return graphqlError(fmt.Sprintf("Parse error on %q", p.peek()))
}

func (p *parser) selection() ([]field, error) {
	if p.peek() != "{" {
		return nil, p.unexpected()
	}
	p.next()
	var out []field
	for p.peek() != "}" {
		f, err := p.field()
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	p.next()
	return out, nil
}

func (p *parser) field() (f field, err error) {
	if !isName(p.peek()) {
		return f, p.unexpected()
	}
	f.name = p.next()
	f.alias = f.name
	if p.peek() == ":" {
		p.next()
		f.name = p.next()
	}
	if p.peek() == "(" {
		if f.args, err = p.arguments(); err != nil {
			return f, err
		}
	}
	if p.peek() == "{" {
		f.fields, err = p.selection()
	}
	return f, err
}

func isName(word string) bool {
	return word != "" && !strings.ContainsAny(word[:1], "{}()[]:!=\"$-0123456789")
}

func (p *parser) arguments() (map[string]any, error) {
	p.next()
	args := map[string]any{}
	for p.peek() != ")" {
		name := p.next()
		if !isName(name) || p.next() != ":" {
			return nil, p.unexpected()
		}
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		args[name] = v
	}
	p.next()
	return args, nil
}

func (p *parser) value() (any, error) {
	word := p.next()
	switch {
	case word == "[":
		return p.list()
	case strings.HasPrefix(word, "$"):
		return p.vars[word[1:]], nil
	case isName(word) && word != "true" && word != "false" && word != "null":
		return word, nil // an enumeration
	case word == "":
		return nil, p.unexpected()
	}
	var v any
	err := json.Unmarshal([]byte(word), &v)
	return v, err
}

func (p *parser) list() (any, error) {
	items := []any{}
	for p.peek() != "]" {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	p.next()
	return items, nil
}
