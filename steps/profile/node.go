package profile

// kind is what a value is in YAML.
type kind string

const (
	text    kind = "text"
	number  kind = "a number"
	boolean kind = "yes or no"
	nothing kind = "nothing"
	list    kind = "a list"
	mapping kind = "keys of its own"
)

// node is one value, with its place.
type node struct {
	place
	kind  kind
	text  string // of text, number and boolean
	items []node // of a list
	pairs []pair // of a mapping
}

// pair is a key with its value.
type pair struct {
	place
	key   string
	value node
}
