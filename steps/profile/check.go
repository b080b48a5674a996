package profile

import (
	"fmt"
	"strings"

	"acp-gitlab/gitlab/web"
)

// Checked is all that a file says, and all that is wrong with it.
type Checked struct {
	// Profile holds what could be read, nil where nothing could. It counts only
	// where nothing is wrong.
	Profile *Profile
	// Entries are the values that are right, from the top down.
	Entries []Entry
	// Errors are what is wrong, from the top down. What is not written as YAML
	// ends the reading, so it stands alone.
	Errors []*Error
}

// Entry is one value of a profile.
type Entry struct {
	Line int
	// Key is the key, "support.name" for one below another. Items of a list have
	// the same key.
	Key, Value string
}

// Check reads the profile in the file name, and says everything about it. It asks
// no one.
func Check(name string) Checked {
	text, words := readLocal(name)
	if words != "" {
		return Checked{Errors: []*Error{{File: web.Clean(name), Words: words}}}
	}
	c := check(name, text)
	if len(c.Errors) == 0 {
		c.Profile.digest = digestOf(text, c.Profile.CAFile)
	}
	return c
}

func check(name string, text []byte) Checked {
	shown := web.Clean(name)
	p, entries, all := parse(text)
	c := Checked{Profile: p, Entries: entries}
	for _, f := range all {
		c.Errors = append(c.Errors, &Error{File: shown, Line: f.line, Column: f.column, Words: web.Clean(f.words)})
	}
	if p != nil {
		p.File = shown
		p.CAFile = beside(name, p.CAFile)
	}
	return c
}

func parse(text []byte) (*Profile, []Entry, []*fault) {
	if bad := plain(text); bad != nil {
		return nil, nil, []*fault{bad}
	}
	root, bad := document(text)
	if bad != nil {
		return nil, nil, []*fault{bad}
	}
	p, all := fill(root)
	wrongAt := map[position]bool{}
	for _, f := range all {
		wrongAt[f.position] = true
	}
	return p, entriesOf(root, "", wrongAt), all
}

// entriesOf lists the values of n and of what is below it, but for those that are
// wrong: nothing of them is repeated.
func entriesOf(n node, key string, wrongAt map[position]bool) []Entry {
	var all []Entry
	switch {
	case wrongAt[n.position] && n.kind != mapping:
		return nil
	case n.kind == mapping:
		for _, kv := range n.pairs {
			if !wrongAt[kv.position] {
				all = append(all, entriesOf(kv.value, strings.TrimPrefix(key+"."+kv.key, "."), wrongAt)...)
			}
		}
		return all
	case n.kind == list:
		for _, item := range n.items {
			all = append(all, entriesOf(item, key, wrongAt)...)
		}
		return all
	}
	return []Entry{{Line: n.line, Key: key, Value: web.Clean(n.text)}}
}

// String is the entry as it is written.
func (e Entry) String() string { return fmt.Sprintf("%s: %s", e.Key, e.Value) }
