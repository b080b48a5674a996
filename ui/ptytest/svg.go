//go:build unix

package ptytest

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// The measures of a drawn screen, in SVG units.
const (
	cellWidth  = 9
	cellHeight = 19
	margin     = 14
	fontSize   = 15
)

// palette are the sixteen colours of a usual dark terminal.
var palette = [16]string{
	"#1d1f21", "#f0716b", "#9ccc65", "#f0c674", "#81a2be", "#b294bb", "#8abeb7", "#c5c8c6",
	"#7a7c7e", "#ff8f88", "#b9ca4a", "#e7c547", "#7aa6da", "#c397d8", "#70c0b1", "#eaeaea",
}

const ink, paper = "#d7d9da", "#1d1f21"

// SVG draws the screen as it is now, for documentation.
func (t *Term) SVG(cols, rows int) string {
	var b strings.Builder
	w, h := cols*cellWidth+2*margin, rows*cellHeight+2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="%d">`+"\n", w, h, fontSize)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="%s"/>`+"\n", w, h, paper)
	for y := range rows {
		t.svgRow(&b, y, cols)
	}
	return b.String() + "</svg>\n"
}

// svgRow draws the runs of a row that look alike, each as one text.
func (t *Term) svgRow(b *strings.Builder, y, cols int) {
	for x := 0; x < cols; {
		first := t.Cell(x, y)
		var run strings.Builder
		start := x
		for ; x < cols; x++ {
			c := t.Cell(x, y)
			if c.Bold != first.Bold || c.FG != first.FG {
				break
			}
			run.WriteRune(c.Char)
		}
		text := strings.TrimRight(run.String(), " \x00")
		if text == "" {
			continue
		}
		b.WriteString(svgText(text, start, y, first))
	}
}

func svgText(text string, x, y int, look Cell) string {
	fill, weight := ink, ""
	if look.FG >= 0 && look.FG < len(palette) {
		fill = palette[look.FG]
	}
	if look.Bold {
		weight = ` font-weight="bold"`
	}
	var escaped strings.Builder
	_ = xml.EscapeText(&escaped, []byte(text))
	return fmt.Sprintf(`<text xml:space="preserve" x="%d" y="%d" textLength="%d" fill="%s"%s>%s</text>`+"\n",
		margin+x*cellWidth, margin+y*cellHeight+fontSize, len([]rune(text))*cellWidth, fill, weight, escaped.String())
}
