// Package picture draws screens as SVG pictures for the documentation: stills
// and films, in the colours of a light or of a dark page, whichever the reader
// has. It is for tests; the program itself draws no pictures.
package picture

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// The measures of a drawn screen, in SVG units.
const (
	cellWidth  = 9
	cellHeight = 20
	margin     = 18
	bar        = 26 // above the screen, with the three dots of a window
	fontSize   = 15
	baseline   = 15 // of a row, from its top
)

// Size is how many columns and rows a screen has.
type Size struct{ Cols, Rows int }

// Frame is a screen as the program writes it, and how long a film shows it.
type Frame struct {
	View string
	For  time.Duration
}

// style has the sixteen colours of a terminal on dark and on light paper. Those
// the program uses have a contrast of at least 4.5 to 1 with their paper.
const style = `<style>
text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:15px;fill:#d7d9da;white-space:pre}
.p{fill:#1d1f21;stroke:#3a3d40}.d{fill:#4a4d50}.b{font-weight:bold}.f{opacity:.55}.u{text-decoration:underline}
.c1{fill:#f0716b}.c2{fill:#9ccc65}.c3{fill:#f0c674}.c4{fill:#81a2be}.c5{fill:#d59be0}.c6{fill:#8abeb7}
@media (prefers-color-scheme:light){text{fill:#24292f}.p{fill:#fff;stroke:#d0d7de}.d{fill:#d0d7de}
.c1{fill:#b3261e}.c2{fill:#1a7f37}.c3{fill:#7d5700}.c4{fill:#0550ae}.c5{fill:#8250df}.c6{fill:#0f6b6b}}
`

// Still draws one screen. about is what it shows, in a sentence, for those who
// do not see it.
func Still(size Size, about, view string) string {
	var b strings.Builder
	open(&b, size, about, "")
	draw(&b, size, view)
	b.WriteString("</svg>\n")
	return b.String()
}

// Film draws frames one after the other, and begins anew. Who wants less
// movement sees the last frame alone.
func Film(size Size, about string, frames []Frame) string {
	var whole time.Duration
	for _, f := range frames {
		whole += f.For
	}
	var css strings.Builder
	fmt.Fprintf(&css, "g{opacity:0;animation:%ss step-end infinite}\n", seconds(whole))
	var passed time.Duration
	for i, f := range frames {
		from, to := percent(passed, whole), percent(passed+f.For, whole)
		fmt.Fprintf(&css, "#s%d{animation-name:k%d}@keyframes k%d{0%%{opacity:%d}%s%%{opacity:1}%s%%{opacity:0}}\n", i, i, i, btoi(i == 0), from, to)
		passed += f.For
	}
	fmt.Fprintf(&css, "@media (prefers-reduced-motion:reduce){g{animation:none}#s%d{opacity:1}}\n", len(frames)-1)
	var b strings.Builder
	open(&b, size, about, css.String())
	for i, f := range frames {
		fmt.Fprintf(&b, `<g id="s%d">`+"\n", i)
		draw(&b, size, f.View)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func open(b *strings.Builder, size Size, about, css string) {
	w, h := size.Cols*cellWidth+2*margin, size.Rows*cellHeight+margin+bar
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s">`+"\n", w, h, escape(about))
	fmt.Fprintf(b, "%s%s</style>\n", style, css)
	fmt.Fprintf(b, `<rect class="p" x=".5" y=".5" width="%d" height="%d" rx="10"/>`+"\n", w-1, h-1)
	for i := range 3 {
		fmt.Fprintf(b, `<circle class="d" cx="%d" cy="14" r="5"/>`, margin+4+i*16)
	}
	b.WriteString("\n")
}

// look is how a run of characters looks, as class names of [style].
type look struct {
	fg                     int
	bold, faint, underline bool
}

func (l look) classes() string {
	var names []string
	for _, c := range []struct {
		name string
		has  bool
	}{{"b", l.bold}, {"f", l.faint}, {"u", l.underline}} {
		if c.has {
			names = append(names, c.name)
		}
	}
	if l.fg > 0 {
		names = append(names, "c"+strconv.Itoa(l.fg))
	}
	if len(names) == 0 {
		return ""
	}
	return ` class="` + strings.Join(names, " ") + `"`
}

// draw writes a view, each run of characters that look alike as one text.
func draw(b *strings.Builder, size Size, view string) {
	var now look
	var run strings.Builder
	x, y, start := 0, 0, 0
	flush := func() {
		text := strings.TrimRight(run.String(), " ")
		led := len(text) - len(strings.TrimLeft(text, " "))
		if text = text[led:]; text != "" {
			fmt.Fprintf(b, `<text x="%d" y="%d" textLength="%d"%s>%s</text>`+"\n", margin+(start+led)*cellWidth,
				bar+y*cellHeight+baseline, ansi.StringWidth(text)*cellWidth, now.classes(), escape(text))
		}
		run.Reset()
		start = x
	}
	var state byte
	for p := ansi.NewParser(); view != "" && y < size.Rows; {
		seq, width, n, next := ansi.DecodeSequence(view, state, p)
		state, view = next, view[n:]
		switch {
		case seq == "\n":
			flush()
			x, start, y = 0, 0, y+1
		case width > 0:
			run.WriteString(seq)
			x += width
		case strings.HasSuffix(seq, "m") && strings.HasPrefix(seq, "\x1b["):
			flush()
			now = now.after(p.Params())
		}
	}
	flush()
}

// after is the look behind an SGR sequence.
func (l look) after(params ansi.Params) look {
	if len(params) == 0 {
		return look{}
	}
	for i := range params {
		switch n, _, _ := params.Param(i, 0); {
		case n == 0:
			l = look{}
		case n == 1:
			l.bold = true
		case n == 2:
			l.faint = true
		case n == 4:
			l.underline = true
		case n == 22:
			l.bold, l.faint = false, false
		case n == 24:
			l.underline = false
		case n >= 30 && n <= 36:
			l.fg = n - 30
		case n == 37, n == 39:
			l.fg = 0
		}
	}
	return l
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) }

func percent(part, whole time.Duration) string {
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 2, 64)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
