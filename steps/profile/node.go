package profile

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"acp-gitlab/gitlab/secret"
	"acp-gitlab/lazy"
)

// kind is what a value is in YAML.
type kind string

const (
	text    kind = "text"
	number  kind = "a number"
	boolean kind = "yes or no"
	nothing kind = "nothing"
	list    kind = "a list"
	mapping kind = "indented keys"
)

// node is one value, with its place.
type node struct {
	position
	kind  kind
	text  string // of text, number and boolean
	items []node // of a list
	pairs []pair // of a mapping
}

// pair is a key with its value.
type pair struct {
	position
	key   string
	value node
}

// document reads the one document of a text. It is not decoded into Go values:
// the places are needed, and an alias must not grow.
func document(content []byte) (node, *fault) {
	dec := yaml.NewDecoder(bytes.NewReader(content))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		return node{}, syntax(content, err)
	}
	if err := dec.Decode(&more); err == nil {
		return node{}, wrong(start(&more), "a second document begins here. A profile must be a single document.")
	} else if !errors.Is(err, io.EOF) {
		return node{}, syntax(content, err)
	}
	root, bad := read(doc.Content[0])
	switch {
	case bad != nil:
		return node{}, bad
	case root.kind == nothing:
		return node{}, wrong(position{1, 1}, "the profile is empty.")
	case root.kind != mapping:
		return node{}, wrong(root.position, "this must be keys, each written as key: value")
	}
	return root, nil
}

// start is where a document begins.
func start(doc *yaml.Node) position { return position{max(1, doc.Line), max(1, doc.Column)} }

// atLine is the place in the words of the library, which knows no column there.
var atLine = lazy.Regexp(`^yaml: (?:line (\d+): )?`)

// syntax says what is wrong with a text that is no YAML. The words of the
// library are not repeated: some quote the file.
func syntax(content []byte, err error) *fault {
	if errors.Is(err, io.EOF) {
		return wrong(position{1, 1}, "the profile is empty.")
	}
	said := err.Error()
	line, _ := strconv.Atoi(atLine().FindStringSubmatch(said + " ")[1])
	at := position{line: min(max(1, line), bytes.Count(content, []byte("\n"))+1)}
	switch {
	case strings.Contains(said, "anchor"):
		return wrong(at, noAlias)
	case strings.Contains(said, "mapping values are not allowed"):
		return wrong(at, "a key inside a value. Put the value in quotes, or the key on a line of its own.")
	case strings.Contains(said, "unknown escape"):
		return wrong(at, `a backslash has a special meaning in double quotes. Write the value without quotes, or in '...'.`)
	}
	return wrong(at, "this line, or the one above or below, is not valid YAML: a quote or a bracket is not closed, a line is indented too far, or the \": \" after a key is missing.")
}

const noAlias = "a profile cannot have anchors or aliases. Write the value itself."

// read takes over one value.
func read(n *yaml.Node) (node, *fault) {
	out := node{position: position{max(1, n.Line), max(1, n.Column)}, text: n.Value}
	switch {
	case n.Kind == yaml.AliasNode, n.Anchor != "":
		return out, wrong(out.position, noAlias)
	case n.Style&yaml.TaggedStyle != 0:
		return out, wrong(out.position, "a profile cannot have tags. Write the value without the !.")
	case n.Kind == yaml.SequenceNode:
		return out.withItems(n)
	case n.Kind == yaml.MappingNode:
		return out.withPairs(n)
	}
	out.kind = kindOf(n.Tag)
	return out, nil
}

func kindOf(tag string) kind {
	switch tag {
	case "!!null":
		return nothing
	case "!!bool":
		return boolean
	case "!!int", "!!float":
		return number
	}
	return text
}

func (n node) withItems(from *yaml.Node) (node, *fault) {
	n.kind = list
	for _, c := range from.Content {
		item, bad := read(c)
		switch {
		case bad != nil:
			return n, bad
		case item.kind == list:
			return n, wrong(item.position, "this is a list inside a list. Use a single list.")
		}
		n.items = append(n.items, item)
	}
	return n, nil
}

func (n node) withPairs(from *yaml.Node) (node, *fault) {
	n.kind = mapping
	for i := 0; i+1 < len(from.Content); i += 2 {
		key, bad := read(from.Content[i])
		switch {
		case bad != nil:
			return n, bad
		case key.kind == list, key.kind == mapping:
			return n, wrong(key.position, "a key must be a single word.")
		case secret.Holds(key.text):
			return n, wrong(key.position, noSecret)
		}
		value, bad := read(from.Content[i+1])
		if bad != nil {
			return n, bad
		}
		if value.kind == nothing && value.text == "" {
			value.position = key.position
		}
		n.pairs = append(n.pairs, pair{key.position, key.text, value})
	}
	return n, nil
}
