package problem

// State is how a check stands.
type State string

// The states, in the words that people see.
const (
	OK   State = "ok"
	Info State = "note"
	Warn State = "warn"
	Stop State = "stop"
	Wait State = "wait"
	Skip State = "skip"
)

// StateOf returns the state that a severity is shown as.
func StateOf(s Severity) State {
	switch s {
	case Error:
		return Stop
	case Warning:
		return Warn
	case Note:
		return Info
	}
	return Info
}

// Finding is one line of a checklist: what was looked at, how it stands, and
// the problem behind it, if any. The same value is drawn by the wizard, read
// out in line mode and printed by the commands.
type Finding struct {
	// ID names the check, stable within its checklist. A later finding with
	// the same ID replaces the earlier one: that is how a list fills in.
	ID string
	// State is how it stands.
	State State
	// Label is a word or two: "certificate", "ends".
	Label string
	// Text says the result, without a full stop, and makes sense after Label:
	// "issued by Example Root CA, valid to 3 Mar 2027". Cleaned.
	Text string
	// Problem is set where the state is a note, a warning or a stop.
	Problem *Problem
}
