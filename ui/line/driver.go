package line

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
	"acp-gitlab/ui/typeset"
)

// driver is the line-by-line driver of a shell.
type driver struct {
	shell *ui.Shell
	con   Console

	messages chan delivery
	gone     chan struct{} // closed at the end: nobody listens any more
	running  int           // commands that have not come to their end

	screen ui.Screen
	view   view
	visit  int
	// said are the lines that need not be said again on this screen.
	said map[string]bool
	// replied are those that the last answer has brought about already.
	replied map[string]bool
	// fresh is set from an answer until the first screen after it is said.
	fresh bool
	// asked is the prompt that stands there now, "" while none does.
	asked string
	// later is what a typed text waits with until its search has come to rest.
	later func() tea.Cmd
	// narrowed is the text that the list on the screen answers.
	narrowed string
	head     string // what the screen that was said last begins with

	since    time.Time // of the last answer
	moved    time.Time // when a command brought something last
	waiting  time.Time // since when the present wait is on
	waitSaid int       // how many times it was said
}

// delivery is what a command has brought: a message, or that it has ended.
type delivery struct {
	msg   tea.Msg
	ended bool
}

// room is the room for screens that are said.
var room = ui.Room{Cols: 80, Rows: 24, Lines: true}

// begin says how this works and enters the step where the flow stands.
func (d *driver) begin() {
	d.since = ui.Now()
	if opt := d.shell.Options(); !opt.Explained {
		d.say(opt.Program + ", line by line. Type ? for help, b to go back, q to leave, then Enter.")
	}
	d.do(d.shell.Enter)
}

// step waits for the next thing to happen. It reports false when ctx is done.
func (d *driver) step(ctx context.Context) bool {
	var alarm <-chan time.Time
	if wait, ok := d.nextAlarm(ui.Now()); ok {
		t := time.NewTimer(wait)
		defer t.Stop()
		alarm = t.C
	}
	select {
	case <-ctx.Done():
		return false
	case m := <-d.messages:
		d.do(func() tea.Cmd { return d.took(m) })
	case h := <-d.con.Heard():
		d.do(func() tea.Cmd { return d.heard(h) })
	case <-alarm:
		d.do(func() tea.Cmd { d.stillWaiting(ui.Now()); return nil })
	}
	return true
}

// do runs f, which may call the step, and says what has changed by it.
func (d *driver) do(f func() tea.Cmd) {
	cmd := d.shell.Call(func() tea.Cmd {
		cmd := f()
		if d.shell.ReadsOut() { // that is where it is already
			cmd = tea.Batch(cmd, d.shell.Enter())
		}
		return cmd
	})
	if !d.shell.Running() {
		return
	}
	d.run(cmd)
	d.shell.Call(func() tea.Cmd { d.refresh(); return nil })
}

// run starts a command. Its messages come in through d.messages.
func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	d.running++
	ui.Spawn(func() {
		d.bring(cmd())
		d.deliver(delivery{ended: true})
	}, func(f *ui.Fault) { d.deliver(delivery{msg: f}) })
}

// bring hands over what a command returned; a sequence is run in its order.
func (d *driver) bring(msg tea.Msg) {
	if msg == nil {
		return
	}
	// The type of tea.Sequence's message is not exported.
	if _, batch := msg.(tea.BatchMsg); !batch {
		cmds := reflect.TypeFor[[]tea.Cmd]()
		if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.CanConvert(cmds) {
			seq, _ := v.Convert(cmds).Interface().([]tea.Cmd)
			for _, cmd := range seq {
				if cmd != nil {
					d.bring(cmd())
				}
			}
			return
		}
	}
	d.deliver(delivery{msg: msg})
}

func (d *driver) deliver(m delivery) {
	select {
	case d.messages <- m:
	case <-d.gone:
	}
}

// took handles what a command brought.
func (d *driver) took(m delivery) tea.Cmd {
	d.moved = ui.Now()
	if m.ended {
		d.running--
		return nil
	}
	switch msg := m.msg.(type) {
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.run(cmd)
		}
		return nil
	case ui.Copy:
		d.copied(msg.Text)
		return nil
	case ui.Print:
		d.say(slices.DeleteFunc(slices.Clone(msg.Lines), func(l string) bool { return l == "" })...)
		return nil
	case tea.QuitMsg, tea.KeyMsg:
		return nil
	}
	return d.shell.Update(m.msg)
}

// copied says a text that would go to the clipboard, unless the screen has just
// said it: terminals take it only with signs that must not be read out.
func (d *driver) copied(text string) {
	if said := sentence(text); said == "" || d.said[said] {
		return
	}
	d.say("The text to copy is on the next line.")
	d.say(text)
}

// refresh looks at the screen anew, says what has come, and asks where an
// answer is wanted.
func (d *driver) refresh() {
	before := d.view
	d.look()
	d.view = d.viewOf(d.screen)
	if f := d.view.field; f != nil {
		text := d.shell.Text(*f)
		d.view.held = text != ""
		if !f.Secret {
			d.view.value = text
		}
	}
	d.header()
	if d.later != nil {
		d.goOn()
		return
	}
	if d.onTheWay() {
		return
	}
	d.sayNew()
	if d.rests() && (d.asked == "" || !d.view.sameAnswers(before)) {
		d.endPrompt()
		d.asked = d.view.prompt()
		d.con.Ask(d.asked, d.view.secret())
	}
}

// look asks for the screen. The shell's own are said as they stand: nothing in
// them needs to be copied or scrolled.
func (d *driver) look() {
	d.screen = d.shell.Look(room)
	if d.shell.Overlay() {
		d.screen.Keys = slices.DeleteFunc(slices.Clone(d.screen.Keys), func(k ui.Key) bool { return k.Key == "c" || k.Key == "↑↓" })
	}
}

// goOn does what a typed text waited with, once there is rest. Nothing is said
// before: what the list has become may not matter.
func (d *driver) goOn() {
	if d.rests() {
		later := d.later
		d.later = nil
		d.do(later)
	}
}

// header says which step begins.
func (d *driver) header() {
	if d.visit == d.shell.Visits() {
		return
	}
	d.visit, d.narrowed, d.later = d.shell.Visits(), "", nil
	d.forget()
	d.say(d.position())
}

// position is where the flow stands: "Step 2 of 4. Token page.", for example.
func (d *driver) position() string {
	_, _, title := d.shell.Step()
	parts := []string{strings.ReplaceAll(d.shell.Counter(), " · ", ", "), title}
	if d.screen.Quiet {
		parts = parts[1:]
	}
	if d.shell.Options().Demo {
		parts = append([]string{"DEMO"}, parts...)
	}
	for i := range parts {
		parts[i] = sentence(capital(parts[i]))
	}
	return strings.Join(parts, " ")
}

// sayNew says the lines that are new: on the first screen after an answer
// compared with the screen before it, if the two begin alike, and from then on
// with everything said since.
func (d *driver) sayNew() {
	now := d.view
	if d.fresh {
		d.fresh = false
		old := d.said
		d.said = map[string]bool{}
		if now.head() == d.head {
			for _, u := range now.lines {
				d.said[u.text] = old[u.text] && !u.reply || d.replied[u.text]
			}
		}
	}
	d.head = now.head()
	numbers := false
	for _, u := range now.lines {
		numbers = numbers || u.numbered && !d.said[u.text]
	}
	rests := d.rests()
	for _, u := range now.lines {
		if u.numbered && !rests {
			return // what can be answered is said when it is asked
		}
		if d.said[u.text] && (!u.numbered || !numbers) || u.reply && !rests {
			continue
		}
		d.said[u.text] = true
		d.say(u.text)
	}
}

// forget makes everything on the screen be said again.
func (d *driver) forget() {
	clear(d.said)
	d.fresh = false
}

// say writes lines as they are, without anything that is no text.
func (d *driver) say(lines ...string) {
	if len(lines) == 0 {
		return
	}
	d.endPrompt()
	for _, l := range lines {
		for part := range strings.SplitSeq(typeset.Printable(l), "\n") {
			d.con.Say(part)
		}
	}
}

// endPrompt ends the line of a prompt that nothing was typed at.
func (d *driver) endPrompt() {
	if d.asked != "" {
		d.asked = ""
		d.con.Say("")
	}
}
