// Package pages_test walks the demo's web pages in a real browser, as somebody
// without a mouse, on a phone, in the dark, or with a screen reader would. It
// is a module of its own: the program's own tests need nothing but Go.
package pages_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience ends a walk that hangs; no test measures time.
const patience = 1 * time.Minute

// required says whether a missing browser fails the tests instead of skipping
// them.
func required() bool { return os.Getenv("BROWSER_REQUIRED") != "" }

// missing skips, or fails where the browser is required.
func missing(t *testing.T, what string) {
	t.Helper()
	if required() {
		t.Fatal(what)
	}
	t.Skip("SKIPPED: " + what)
}

// chromium finds the browser: $CHROMIUM, or one of its usual names.
func chromium(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing(t, "no Chromium on PATH (Debian: apt-get install chromium), and $CHROMIUM is not set")
	return ""
}

// look is how the page is shown.
type look struct {
	name  string
	width int64
	dark  bool
}

var looks = []look{
	{"light", 1280, false},
	{"dark", 1280, true},
	{"phone", 320, false},
	{"phone, dark", 320, true},
}

// tab is one page of the browser.
type tab struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // the tab is its context
}

// open starts a browser of its own with one empty page.
func open(t *testing.T, l look) *tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()))
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	p := &tab{t, ctx}
	p.do(chromedp.EmulateViewport(l.width, 800), chromedp.Func(func(ctx context.Context, to *chromedp.Target) error {
		_, err := cdp.Call(ctx, to, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	}))
	return p
}

func (p *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// at opens an address and waits until it is drawn.
func (p *tab) at(address string) {
	p.t.Helper()
	p.do(chromedp.Navigate(address), chromedp.WaitReady(chromedp.CSS("body")))
	p.settle()
}

// ask evaluates a script in the page; a promise is awaited.
func ask[T any](p *tab, script string) T {
	p.t.Helper()
	out, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// press sends keys as they would be typed.
func (p *tab) press(keys string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys))
}

// all selects what a field holds.
func (p *tab) all() {
	p.t.Helper()
	p.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
}

// enter presses Enter on what has the focus and waits for the page behind it.
func (p *tab) enter() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience/4)
	defer cancel()
	at := ask[stop](p, whatHasFocus)
	if _, err := chromedp.Run(ctx, chromedp.WaitEvent(page.LoadEventFired, nil, chromedp.KeyEvent(kb.Enter))); err != nil {
		p.t.Fatalf("after Enter at %+v: %v; the page says\n%s", at, err, p.text())
	}
	p.settle()
}

// settle waits until the page has been drawn twice: with the first time Chromium goes
// to the place that the address names (#gitlab), and takes the focus from where it
// was.
func (p *tab) settle() {
	p.t.Helper()
	ask[bool](p, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
}

// stop is what has the focus.
type stop struct {
	// ID, Name and Text tell it.
	ID, Name, Text string
	// Visible reports whether a person sees that it has the focus.
	Visible bool
}

const whatHasFocus = `(() => {
  const e = document.activeElement, s = getComputedStyle(e);
  return {
    id: e.id, name: e.getAttribute("name") || "", text: e === document.body ? "" : (e.innerText || e.value || "").trim(),
    visible: e !== document.body && ((s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none"),
  };
})()`

// tabTo presses Tab until the focus is at what matches; every stop on the way
// must be visible.
func (p *tab) tabTo(what string, matches func(stop) bool) {
	p.t.Helper()
	const most = 60
	var passed []string
	for range most {
		p.press(kb.Tab)
		at := ask[stop](p, whatHasFocus)
		passed = append(passed, at.ID+at.Text)
		if (at.ID != "" || at.Text != "" || at.Name != "") && !at.Visible {
			p.t.Errorf("the focus cannot be seen at %+v", at)
		}
		if matches(at) {
			return
		}
	}
	p.t.Fatalf("Tab never reaches %s; it passes %q", what, passed)
}

func withText(text string) func(stop) bool { return func(s stop) bool { return s.Text == text } }
func withID(id string) func(stop) bool     { return func(s stop) bool { return s.ID == id } }

// text is what the page says.
func (p *tab) text() string {
	p.t.Helper()
	return ask[string](p, `document.body.innerText`)
}

// fits holds that nothing has to be scrolled sideways.
func (p *tab) fits(name string) {
	p.t.Helper()
	widths := ask[struct{ Content, Window float64 }](p, `({content: document.documentElement.scrollWidth, window: document.documentElement.clientWidth})`)
	if widths.Content > widths.Window {
		p.t.Errorf("%s: %v wide in a window of %v", name, widths.Content, widths.Window)
	}
}

// finding is one of axe's.
type finding struct {
	ID, Help string
	Nodes    []struct{ HTML, FailureSummary string }
}

// accessible holds that axe finds nothing. $AXE is the file axe.min.js of the
// npm package axe-core.
func (p *tab) accessible(name string) {
	p.t.Helper()
	path := os.Getenv("AXE")
	if path == "" {
		missing(p.t, "$AXE does not name axe-core's axe.min.js")
		return
	}
	script, err := os.ReadFile(path)
	if err != nil {
		p.t.Fatal(err)
	}
	ask[string](p, string(script)+"\n;typeof axe")
	for _, f := range ask[[]finding](p, `axe.run(document).then(r => r.violations)`) {
		nodes, _ := json.MarshalIndent(f.Nodes, "  ", " ")
		p.t.Errorf("%s: %s: %s\n  %s", name, f.ID, f.Help, nodes)
	}
}

// holds runs the checks that every page passes.
func (p *tab) holds(name string) {
	p.t.Helper()
	p.fits(name)
	p.accessible(name)
}

// says fails unless the page contains text.
func (p *tab) says(text string) {
	p.t.Helper()
	if got := p.text(); !strings.Contains(got, text) {
		p.t.Fatalf("the page does not say %q:\n%s", text, got)
	}
}
