package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// counter is "step 3 of 8", in another flow "check · 2 of 4".
func (w *Wizard) counter() string {
	n, total, _ := w.Step()
	switch flow := w.opt.Flow; {
	case flow == "":
		return fmt.Sprintf("step %d of %d", n, total)
	case strings.HasSuffix(flow, " step"):
		return fmt.Sprintf("%s %d of %d", flow, n, total)
	default:
		return fmt.Sprintf("%s · %d of %d", flow, n, total)
	}
}

// header is the first line: where the person is. It is never cut inside a
// host: a cut host can deceive. The program's name falls first, then the host.
func (w *Wizard) header(cols int) string {
	_, _, title := w.Step()
	core := []string{w.theme.Strong.Render(w.theme.text(title))}
	if !w.quiet {
		core = append([]string{w.theme.text(w.counter())}, core...)
	}
	if w.opt.Demo {
		core = append([]string{w.theme.Strong.Render("DEMO")}, core...)
	}
	host := ""
	if w.opt.Place != nil {
		host = w.theme.text(w.opt.Place())
	}
	for _, line := range w.headers(core, host, cols) {
		if width(line) < cols {
			return line
		}
	}
	return ansi.Truncate(w.join(core), cols, "")
}

// headers are the header's forms, the fullest first.
func (w *Wizard) headers(core []string, host string, cols int) []string {
	named := core
	if cols >= narrowCols {
		at := 0
		if w.opt.Demo {
			at = 1
		}
		named = append(append([]string{}, core[:at]...), w.theme.text(w.opt.Program))
		named = append(named, core[at:]...)
	}
	if host == "" {
		return []string{w.join(named), w.join(core)}
	}
	return []string{w.join(append(named[:len(named):len(named)], host)), w.join(append(core[:len(core):len(core)], host)), w.join(named), w.join(core)}
}

func (w *Wizard) join(parts []string) string {
	return strings.Join(parts, w.theme.text(" · "))
}
