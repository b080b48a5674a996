package profile

import "strings"

// reader reads the part of YAML in which profiles are written: one document, a
// key a line, texts and numbers on one line, lists with "- " or in brackets,
// and keys of their own one level down. Whatever it takes means the same to
// every reader of YAML; the rest is refused, and named.
type reader struct {
	lines []line
	i     int
}

func newReader(lines []line) *reader { return &reader{lines: lines} }

// next returns the line to read; false at the end.
func (r *reader) next() (line, bool) {
	if r.i >= len(r.lines) {
		return line{}, false
	}
	return r.lines[r.i], true
}

// document reads everything.
func (r *reader) document() (node, *fault) {
	if l, ok := r.next(); ok && l.mark("---") {
		if rest, bad := behind(l, 3); bad != nil || rest >= 0 {
			return node{}, wrong(l.at(max(rest, 3)), "begin the first key on a line of its own.")
		}
		r.i++
	}
	first, ok := r.next()
	if !ok {
		return node{}, wrong(place{1, 1}, "the profile is empty.")
	}
	pairs, bad := r.mapping(0, false)
	if bad != nil {
		return node{}, bad
	}
	return node{first.at(0), mapping, "", nil, pairs}, r.end()
}

// end allows nothing but the end of the document.
func (r *reader) end() *fault {
	l, ok := r.next()
	if ok && l.mark("...") {
		if rest, bad := behind(l, 3); bad != nil || rest >= 0 {
			return wrong(l.at(max(rest, 3)), "nothing may stand behind the end of the document.")
		}
		r.i++
		l, ok = r.next()
	}
	switch {
	case !ok:
		return nil
	case l.mark("---"), l.mark("..."):
		return wrong(l.at(0), "a second document begins here. A profile is one.")
	}
	return wrong(l.at(0), "nothing may stand behind the end of the document.")
}

// behind returns where something stands in l from byte i on, -1 where nothing
// or only a comment does.
func behind(l line, i int) (int, *fault) {
	rest := strings.TrimLeft(l.text[i:], " ")
	at := len(l.text) - len(rest)
	switch {
	case rest == "":
		return -1, nil
	case rest[0] == '#' && at > i:
		return -1, nil
	case rest[0] == '#':
		return at, wrong(l.at(at), "leave a blank before the comment.")
	}
	return at, nil
}

// mapping reads the keys at one depth.
func (r *reader) mapping(indent int, inside bool) ([]pair, *fault) {
	var pairs []pair
	for {
		l, ok := r.next()
		if !ok || l.indent < indent || l.mark("---") || l.mark("...") {
			return pairs, nil
		}
		if l.indent > indent {
			return nil, wrong(l.at(0), "this line is indented further than what it belongs to, or goes on with the line before. Write each value on one line.")
		}
		p, bad := r.pair(l, inside)
		if bad != nil {
			return nil, bad
		}
		pairs = append(pairs, p)
	}
}

func (r *reader) pair(l line, inside bool) (pair, *fault) {
	if l.item() {
		return pair{}, wrong(l.at(0), "an item of a list stands here, where a key belongs.")
	}
	key, end, bad := readKey(l)
	if bad != nil {
		return pair{}, bad
	}
	r.i++
	at, bad := behind(l, end)
	var value node
	switch {
	case bad != nil:
	case at < 0:
		value, bad = r.below(l, inside)
	default:
		value, bad = inline(l, at)
	}
	return pair{l.at(0), key, value}, bad
}

// below reads what stands under a key that has nothing on its own line.
func (r *reader) below(key line, inside bool) (node, *fault) {
	l, ok := r.next()
	switch {
	case !ok, l.indent < key.indent, l.indent == key.indent && !l.item(), l.mark("---"), l.mark("..."):
		return node{place: key.at(0), kind: nothing}, nil
	case l.item():
		return r.list(l)
	case inside:
		return node{}, wrong(l.at(0), "this is one level too deep for a profile.")
	}
	pairs, bad := r.mapping(l.indent, true)
	return node{l.at(0), mapping, "", nil, pairs}, bad
}

// list reads the items at the depth of the first one.
func (r *reader) list(first line) (node, *fault) {
	out := node{place: first.at(0), kind: list}
	for l, ok := r.next(); ok && l.indent == first.indent && l.item(); l, ok = r.next() {
		r.i++
		at, bad := behind(l, 1)
		item := node{place: l.at(0), kind: nothing}
		if bad == nil && at >= 0 {
			item, bad = inline(l, at)
		}
		if bad != nil {
			return out, bad
		}
		if item.kind == list {
			return out, wrong(item.place, "a list inside a list: one is enough.")
		}
		out.items = append(out.items, item)
	}
	if l, ok := r.next(); ok && l.indent > first.indent {
		return out, wrong(l.at(0), "this line is indented further than its list, or goes on with the line before. Write each item on one line.")
	}
	return out, nil
}
