package commands

import "strings"

// roff writes the man macros (groff_man(7)) that every man program knows.
type roff struct{ b strings.Builder }

// macro writes a macro and its arguments, each quoted.
func (r *roff) macro(name string, args ...string) {
	r.b.WriteString("." + name)
	for _, a := range args {
		r.b.WriteString(` "` + strings.ReplaceAll(escapeRoff(a), `"`, `\(dq`) + `"`)
	}
	r.b.WriteString("\n")
}

// raw writes a line that is roff already.
func (r *roff) raw(line string) { r.b.WriteString(line + "\n") }

// text writes a line of text. A full stop or an apostrophe at its beginning
// would make it a macro.
func (r *roff) text(line string) {
	line = escapeRoff(line)
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		line = `\&` + line
	}
	r.raw(line)
}

// paragraphs writes a text that empty lines part; what is indented keeps its
// lines.
func (r *roff) paragraphs(s string) {
	for i, p := range strings.Split(strings.TrimSpace(s), "\n\n") {
		if i > 0 {
			r.macro("PP")
		}
		inside := false
		for line := range strings.SplitSeq(p, "\n") {
			if code := strings.HasPrefix(line, "  "); code != inside {
				r.macro(map[bool]string{true: "nf", false: "fi"}[code])
				inside = code
			}
			r.text(line)
		}
		if inside {
			r.macro("fi")
		}
	}
}

// asItIs keeps lines and blanks.
func (r *roff) asItIs(s string) {
	r.macro("nf")
	for line := range strings.SplitSeq(strings.Trim(s, "\n"), "\n") {
		r.text(line)
	}
	r.macro("fi")
}

// list writes a section of names, each with what it means; none without names.
func (r *roff) list(section string, entries [][2]string) {
	if len(entries) == 0 {
		return
	}
	r.macro("SH", section)
	for _, e := range entries {
		r.macro("TP")
		r.raw(bold(e[0]))
		r.text(e[1])
	}
}

func bold(s string) string { return `\fB` + escapeRoff(s) + `\fR` }

var roffSigns = strings.NewReplacer(`\`, `\(rs`, "-", `\-`)

// escapeRoff keeps backslashes, and hyphens that are to be copied.
func escapeRoff(s string) string { return roffSigns.Replace(s) }
