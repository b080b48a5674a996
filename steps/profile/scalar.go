package profile

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// readKey reads the key of l; end is the byte behind its colon.
func readKey(l line) (key string, end int, bad *fault) {
	if c := l.text[0]; c == '"' || c == '\'' {
		key, end, bad = quoted(l, 0)
		if bad != nil {
			return "", 0, bad
		}
		end += len(l.text[end:]) - len(strings.TrimLeft(l.text[end:], " "))
		if !isColon(l.text, end) {
			return "", 0, wrong(l.at(min(end, len(l.text))), "a colon and a blank belong behind the key.")
		}
		return key, end + 1, nil
	}
	if bad := indicator(l, 0, false); bad != nil {
		return "", 0, bad
	}
	for i := range len(l.text) {
		switch {
		case isColon(l.text, i):
			return strings.TrimRight(l.text[:i], " "), i + 1, nil
		case isComment(l.text, i):
			return "", 0, wrong(l.at(0), "there is no key here. A line reads: key: value")
		}
	}
	return "", 0, wrong(l.at(0), "there is no key here. A line reads: key: value")
}

// isColon reports whether byte i of s is a colon that ends a key.
func isColon(s string, i int) bool {
	return i < len(s) && s[i] == ':' && (i+1 == len(s) || s[i+1] == ' ')
}

// isComment reports whether byte i of s begins a comment.
func isComment(s string, i int) bool { return s[i] == '#' && i > 0 && s[i-1] == ' ' }

// inline reads the value that begins at byte i of l and must end with it.
func inline(l line, i int) (node, *fault) {
	var n node
	var end int
	var bad *fault
	if l.text[i] == '[' {
		n, end, bad = brackets(l, i)
	} else {
		n, end, bad = scalar(l, i, false)
	}
	if bad != nil {
		return n, bad
	}
	if at, bad := behind(l, end); bad != nil || at >= 0 {
		return n, wrong(l.at(max(at, end)), "something stands behind the end of the value.")
	}
	return n, nil
}

// brackets reads a list in brackets.
func brackets(l line, from int) (node, int, *fault) {
	out := node{place: l.at(from), kind: list}
	open := func() *fault {
		return wrong(l.at(from), "the list is not closed on this line. Close it, or write an item a line with \"- \".")
	}
	for i := from + 1; ; {
		i = skip(l.text, i)
		if i < len(l.text) && l.text[i] == ']' {
			return out, i + 1, nil
		}
		if i >= len(l.text) || isComment(l.text, i) {
			return out, 0, open()
		}
		if l.text[i] == '[' {
			return out, 0, wrong(l.at(i), "a list inside a list: one is enough.")
		}
		item, end, bad := scalar(l, i, true)
		if bad != nil {
			return out, 0, bad
		}
		out.items = append(out.items, item)
		i = skip(l.text, end)
		switch {
		case i >= len(l.text) || isComment(l.text, i):
			return out, 0, open()
		case l.text[i] == ',':
			i++
		case l.text[i] != ']':
			return out, 0, wrong(l.at(i), "a comma or the closing bracket belongs here.")
		}
	}
}

func skip(s string, i int) int {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	return i
}

// scalar reads a text, a number or the like; end is the byte behind it.
func scalar(l line, i int, flow bool) (n node, end int, bad *fault) {
	if c := l.text[i]; c == '"' || c == '\'' {
		value, end, bad := quoted(l, i)
		return node{place: l.at(i), kind: text, text: value}, end, bad
	}
	if bad := indicator(l, i, flow); bad != nil {
		return n, 0, bad
	}
	for end = i; end < len(l.text); end++ {
		c := l.text[end]
		switch {
		case flow && (c == ',' || c == ']'), isComment(l.text, end):
			value := strings.TrimRight(l.text[i:end], " ")
			return node{place: l.at(i), kind: kindOf(value), text: value}, i + len(value), nil
		case isColon(l.text, end), flow && c == ':' && strings.IndexByte(",[]{}", l.text[end+1]) >= 0:
			return n, 0, wrong(l.at(end), "a key inside a value. Put the value in quotes, if the colon belongs to it.")
		case flow && strings.IndexByte("[{}", c) >= 0:
			return n, 0, wrong(l.at(end), "this sign has a meaning in a list. Put the item in quotes.")
		}
	}
	value := l.text[i:]
	return node{place: l.at(i), kind: kindOf(value), text: value}, end, nil
}

// indicator refuses the signs that begin something else than a plain value.
func indicator(l line, i int, flow bool) *fault {
	ends := i+1 == len(l.text) || l.text[i+1] == ' ' || flow && strings.IndexByte(",[]{}", l.text[i+1]) >= 0
	words := ""
	switch c := l.text[i]; c {
	case '&', '*':
		words = "anchors and aliases are not for profiles. Write the value out, or put it in quotes."
	case '!':
		words = "tags are not for profiles. Write the value alone, or put it in quotes."
	case '|', '>':
		words = "write the value on the line of its key."
	case '{', '}':
		words = "write keys of their own on lines of their own."
	case '[', ']', ',':
		words = "a list does not belong here."
	case '%':
		words = "a sign stands here that begins no value. Put the value in quotes."
		if l.indent == 0 && i == 0 {
			words = "directives are not for profiles. Leave this line out."
		}
	case '@', '`', '#':
		words = "a sign stands here that begins no value. Put the value in quotes."
	case '-', '?', ':':
		if ends {
			words = "a sign stands here that begins no value. Put the value in quotes."
		}
	}
	if words == "" {
		return nil
	}
	return wrong(l.at(i), words)
}

// YAML 1.2, core schema, and the numbers that YAML 1.1 knew besides: whatever
// some reader takes for no text must be put in quotes.
var (
	numeric = regexp.MustCompile(`^[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(:[0-5]?[0-9])*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|\.[0-9][0-9_]*([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))$|^\.(nan|NaN|NAN)$`)
	truth   = regexp.MustCompile(`^(true|True|TRUE|false|False|FALSE)$`)
	none    = regexp.MustCompile(`^(~|null|Null|NULL)?$`)
)

func kindOf(value string) kind {
	switch {
	case none.MatchString(value):
		return nothing
	case truth.MatchString(value):
		return boolean
	case numeric.MatchString(value):
		return number
	}
	return text
}

// quoted reads the text in quotes that begins at byte from of l.
func quoted(l line, from int) (value string, end int, bad *fault) {
	quote := l.text[from]
	var b strings.Builder
	for i := from + 1; i < len(l.text); {
		c := l.text[i]
		switch {
		case c == quote && quote == '\'' && strings.HasPrefix(l.text[i+1:], "'"):
			b.WriteByte(c)
			i += 2
		case c == quote:
			return b.String(), i + 1, nil
		case c == '\\' && quote == '"':
			r, n := escaped(l.text[i+1:])
			if n == 0 {
				return "", 0, wrong(l.at(i), `a backslash stands before a sign that needs none. Write \\ for one.`)
			}
			b.WriteRune(r)
			i += 1 + n
		default:
			b.WriteByte(c)
			i++
		}
	}
	return "", 0, wrong(l.at(from), "the quote is not closed on this line.")
}

// simple are the escapes of one letter. YAML 1.2, section 5.7.
var simple = map[byte]rune{
	'0': 0, 'a': '\a', 'b': '\b', 't': '\t', 'n': '\n', 'v': '\v', 'f': '\f', 'r': '\r', 'e': '\x1b',
	' ': ' ', '"': '"', '/': '/', '\\': '\\', 'N': '\u0085', '_': '\u00a0', 'L': '\u2028', 'P': '\u2029',
}

// escaped reads what stands behind a backslash; n is its length, 0 where it is
// no escape.
func escaped(s string) (r rune, n int) {
	if s == "" {
		return 0, 0
	}
	if r, ok := simple[s[0]]; ok {
		return r, 1
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[s[0]]
	if digits == 0 || len(s) <= digits {
		return 0, 0
	}
	code, err := strconv.ParseInt(s[1:1+digits], 16, 32)
	if err != nil || !utf8.ValidRune(rune(code)) {
		return 0, 0
	}
	return rune(code), 1 + digits
}
