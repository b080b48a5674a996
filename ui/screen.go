package ui

import (
	"slices"
	"time"
)

// Room is the space that a screen is made for.
type Room struct {
	// Cols and Rows are the size of the body.
	Cols, Rows int
	// Lines is set in line mode: no columns, whole sentences, no keys.
	Lines bool
	// Ticking is set while the lines of a paced checklist are still ticking in:
	// the screen has the question, not the answer yet.
	Ticking bool
}

// Narrow reports whether the short words are wanted.
func (r Room) Narrow() bool { return !r.Lines && r.Cols < 60 }

// Pick returns short where the room is narrow, else long.
func (r Room) Pick(long, short string) string {
	if r.Narrow() {
		return short
	}
	return long
}

// Screen is what a step shows: blocks from top to bottom, then the keys that
// work now. At most one Field and one Choices.
type Screen struct {
	Blocks []Block
	// Keys are the keys that work now, the most useful first. The shell adds
	// esc, ? and ctrl+c. A step that lists "esc" gets it as [Pressed]; on all
	// others it goes back one step. Letters act only without a Field.
	Keys []Key
	// Help is the Markdown page that ? shows under the list of keys.
	Help string
	// Busy drops every key but esc and ctrl+c.
	Busy bool
	// Quiet hides the header's step count: for screens beside the flow.
	Quiet bool
	// Paced lets the lines of the checklist appear one after the other, as fast
	// as the eye follows. Enter shows the rest at once.
	Paced bool
}

// Field is the screen's field.
func (s Screen) Field() (Field, bool) { return blockOf[Field](s) }

// Choices are the screen's choices.
func (s Screen) Choices() (Choices, bool) { return blockOf[Choices](s) }

// Problem is the screen's first problem.
func (s Screen) Problem() (Problem, bool) { return blockOf[Problem](s) }

func blockOf[B Block](s Screen) (B, bool) {
	for _, b := range s.Blocks {
		if b, ok := b.(B); ok {
			return b, true
		}
	}
	var none B
	return none, false
}

// Lists reports whether the screen says that a key works.
func (s Screen) Lists(key string) bool {
	if slices.ContainsFunc(s.Keys, func(k Key) bool { return k.Key == key }) {
		return true
	}
	return slices.ContainsFunc(s.Blocks, func(b Block) bool {
		p, ok := b.(Problem)
		return ok && p.offers(key)
	})
}

// Key is a key and what it does, in the fewest words: {"o", "open"}.
type Key struct {
	Key, Does string
	// Hidden keys work, and stand in the help, but not in the footer.
	Hidden bool
	// Again keys do once more what has just been done, where nothing new is to be
	// found: line mode names them in the help only.
	Again bool
	// Word is what is typed in line mode in place of a key that must not be
	// pressed by mistake. For `y` it is the first word of Does.
	Word string
	// Once is what must have been done elsewhere before this key is pressed:
	// "copied the token". Line mode asks for the key with it.
	Once string
}

// Block is a part of a screen's body.
type Block interface{ isBlock() }

// Text is a paragraph, wrapped to the room.
type Text struct {
	S string
	// Strong marks the one sentence that matters most on the screen. At the top
	// it is the question, or its answer, with the lines under it up to the next
	// gap and the field or the choices behind that gap.
	Strong bool
	// State puts a sign before a Strong sentence that is an answer; "" for none.
	State State
	// Bold are words in S that must not be overlooked: a date, a key.
	Bold []string
	// Indent is the number of columns that the paragraph stands in.
	Indent int
	// Item marks one of several things: a dash stands before it where it is drawn.
	Item bool
	// Drawn texts are about the full screen itself, its keys or the mouse: line
	// mode leaves them out.
	Drawn bool
	// Reply marks what answers the key that was pressed last: where the body
	// would have to be scrolled, it stands right above the footer.
	Reply bool
}

// Gap is an empty line. The shell leaves gaps out, from the bottom up, where
// the body would not fit otherwise.
type Gap struct{}

// Address is an address to open or to copy: it starts in column 1, uses the
// full width, is wrapped without a mark, and every piece is a hyperlink.
type Address struct{ URL string }

// Fact is a label and a text: "ACP   https://...".
type Fact struct{ Label, Text string }

// Facts are drawn with their texts in one column.
type Facts []Fact

// Numbered are things to do, one after the other.
type Numbered struct {
	// From is the number of the first; 0 counts as 1.
	From int
	// Label is the width of the labels, 0 for what they need.
	Label int
	Items []Item
}

// Item is one thing to do: what it is about, and what it takes.
type Item struct {
	Label, Text string
	// Bold are words in Text that must not be overlooked.
	Bold []string
}

// Success says that everything worked, in the only box there is.
type Success struct {
	Title string
	// Next is what to do now.
	Next string
}

// State is the status word of a line.
type State string

// The status words.
const (
	OK   State = "ok"
	Note State = "note"
	Warn State = "warn"
	Stop State = "stop"
	Wait State = "wait"
	Skip State = "skip"
)

// Line is one line of a checklist.
type Line struct {
	State State
	Label string
	Text  string
	// Found marks what people look for: it is drawn bold.
	Found bool
	// Code is the name of the problem behind it, shown where there is room.
	Code string
	// Since is when the waiting began: the shell counts the seconds from 2 s
	// on. Limit is when it gives up; 0 if it does not.
	Since time.Time
	Limit time.Duration
	// Until is when the waiting is over: the seconds are counted down to it.
	Until time.Time
}

// Checklist is lines of checks, labels and texts in columns where it is wide.
type Checklist []Line

// Act is an action offered with a problem: a key and what it does.
type Act struct{ Key, Does string }

// Problem is a thing that stops or warns, in the order in which it is read:
// what happened, what to do (Enter first), why, the fact, the code.
type Problem struct {
	State   State
	Title   string
	Acts    []Act
	Why     string
	Fact    string
	Code    string
	Support string
	// Checks are what was looked at until it stopped.
	Checks Checklist
	// Until is when the other side will answer again: drawn as a countdown.
	Until time.Time
}

// Because are the lines under the actions, with their labels.
func (p Problem) Because() (lines []Fact) {
	for _, f := range []Fact{{"Ask", p.Support}, {"Why", p.Why}, {"Fact", p.Fact}, {"Code", p.Code}} {
		if f.Text != "" {
			lines = append(lines, f)
		}
	}
	return lines
}

func (p Problem) offers(key string) bool {
	return slices.ContainsFunc(p.Acts, func(a Act) bool { return a.Key == key })
}

// Field is the one text field of a screen. The shell keeps what was typed by
// ID as long as the flow runs; Value is what it holds when it is first shown.
type Field struct {
	ID, Label, Value string
	// Secret fields show dots, at most 20, and a count is the step's to say.
	Secret bool
	// Clean is what a paste goes through before the field sees it; the notes
	// say what was changed. Typed characters do not pass through it.
	Clean func(pasted string) (cleaned string, notes []string)
	// Below are the lines right under the field: what was understood, or the
	// one clear line that says what is wrong.
	Below []string
	// Beside stands on the line of the field, behind the text: "26 characters".
	Beside string
	// Hint stands in the empty field.
	Hint string
}

// Choice is one thing to choose.
type Choice struct {
	Value, Label, Note string
	// Key is the key that does the same at once; it is drawn behind the label, and
	// one of the screen's keys.
	Key string
}

func (c Choice) drawn() string {
	if c.Key == "" {
		return c.Label
	}
	return c.Label + " (" + c.Key + ")"
}

// Choices is a list to choose from. With Multi, space selects, and the values in
// [Choices.Ticked] are selected at first; else Chosen is highlighted at first.
// The shell keeps the state by ID as long as the flow runs; a new ID starts
// afresh.
type Choices struct {
	ID      string
	Options []Choice
	Multi   bool
	Chosen  string
	Ticked  []string
	// Indent is the number of columns that the list stands in, where there is
	// room.
	Indent int
	// Marks are the places in the labels, counted in bytes, that fit what was
	// typed, by the choices' values. They are drawn underlined.
	Marks map[string][]int
	// Several is how many of the first options a person may name together by their
	// numbers in line mode, beside a field; their values are the field's text then.
	Several int
}

// Index is the place of the choice with a value, -1 without one.
func (c Choices) Index(value string) int {
	return slices.IndexFunc(c.Options, func(o Choice) bool { return o.Value == value })
}

// Page is a text of several paragraphs to read: a topic of the guide, the page
// of a problem. A screen that is too small scrolls it.
type Page struct{ Markdown string }

func (Text) isBlock()      {}
func (Gap) isBlock()       {}
func (Address) isBlock()   {}
func (Facts) isBlock()     {}
func (Checklist) isBlock() {}
func (Problem) isBlock()   {}
func (Field) isBlock()     {}
func (Choices) isBlock()   {}
func (Page) isBlock()      {}
func (Numbered) isBlock()  {}
func (Success) isBlock()   {}
