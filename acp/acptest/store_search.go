package acptest

import (
	"slices"
	"strings"

	"acp-gitlab/lazy"
)

// searchToken is one word of the store's search: a text in single quotes, whose
// own quotes are doubled, a word, or a sign.
var searchToken = lazy.Regexp(`^\s*('(?:[^']|'')*'|[A-Za-z_][A-Za-z0-9_]*|!=|=|\(|\)|,)`)

// badSearch says why a search was refused.
type badSearch struct {
	status int
	code   string
	words  string
}

func unparsed(words string) *badSearch {
	return &badSearch{400, "21", "Failed to parse search query: " + words}
}

// condition is one comparison of a search.
type condition struct {
	column string
	not    bool
	values []string
	like   bool
}

func (c condition) holds(r row) bool {
	value := r[c.column]
	found := slices.Contains(c.values, value)
	if c.like {
		found = strings.HasPrefix(value, strings.TrimSuffix(c.values[0], "%"))
	}
	return found != c.not
}

// search reads conditions that are joined by "and": as much of the store's
// language as is asked for here.
func search(query string, columns []string) ([]condition, *badSearch) {
	words, bad := searchWords(query)
	if bad != nil || len(words) == 0 {
		return nil, bad
	}
	var all []condition
	for {
		c, rest, bad := oneCondition(words)
		if bad != nil {
			return nil, bad
		}
		if !slices.Contains(columns, c.column) {
			return nil, &badSearch{500, "9", "Unable to list: ERROR: pq: column \"" + c.column + "\" does not exist"}
		}
		all = append(all, c)
		switch {
		case len(rest) == 0:
			return all, nil
		case !strings.EqualFold(rest[0], "and"):
			return nil, unparsed("unexpected " + rest[0])
		}
		words = rest[1:]
	}
}

func searchWords(query string) ([]string, *badSearch) {
	var words []string
	for strings.TrimSpace(query) != "" {
		m := searchToken().FindStringSubmatch(query)
		if m == nil {
			return nil, unparsed("unexpected character")
		}
		words, query = append(words, m[1]), query[len(m[0]):]
	}
	return words, nil
}

// oneCondition takes one comparison from words.
func oneCondition(words []string) (c condition, rest []string, bad *badSearch) {
	if len(words) < 3 {
		return c, nil, unparsed("too short")
	}
	c.column = words[0]
	switch sign := strings.ToLower(words[1]); sign {
	case "=", "!=", "like":
		text, ok := quotedText(words[2])
		if !ok {
			return c, nil, unparsed("unquoted " + words[2])
		}
		c.values, c.not, c.like = []string{text}, sign == "!=", sign == "like"
		return c, words[3:], nil
	case "in":
		end := slices.Index(words, ")")
		if words[2] != "(" || end < 0 {
			return c, nil, unparsed("list expected")
		}
		for _, w := range words[3:end] {
			if text, ok := quotedText(w); ok {
				c.values = append(c.values, text)
			}
		}
		return c, words[end+1:], nil
	case "is":
		if strings.EqualFold(words[2], "null") {
			c.values = []string{""}
			return c, words[3:], nil
		}
	}
	return c, nil, unparsed("unexpected " + words[1])
}

func quotedText(word string) (string, bool) {
	if len(word) < 2 || word[0] != '\'' {
		return "", false
	}
	return strings.ReplaceAll(word[1:len(word)-1], "''", "'"), true
}
