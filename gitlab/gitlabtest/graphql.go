package gitlabtest

import (
	"encoding/json"
	"net/http"
)

// graphql answers the questions of the API's other door.
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
	t, ok := c.s.world.lookup(value)
	if !ok || c.s.cfg.noTokens || !t.active(c.s.now()) || t.Kind != FineGrained && !t.has(readAPI...) {
		reply(c.w, http.StatusUnauthorized, graphqlErrors("Invalid token"))
		return false
	}
	if t.Kind == FineGrained {
		reply(c.w, http.StatusOK, graphqlErrors("Access denied: This operation doesn't support fine-grained personal access tokens."))
		return false
	}
	c.who = c.s.world.caller(t)
	if _, refused := c.s.refusal(c.who.user); refused {
		reply(c.w, http.StatusForbidden, graphqlErrors("API not accessible for user"))
		return false
	}
	return true
}
