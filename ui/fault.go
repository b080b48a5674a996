package ui

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"runtime/debug"

	tea "github.com/charmbracelet/bubbletea"
)

// Fault is a panic of the program itself, caught so that the terminal could be
// restored first.
type Fault struct {
	// Value is what the panic was raised with. It may hold anything: scrub it
	// before it is shown.
	Value any
	// Stack is the call stack of the panic.
	Stack []byte
}

// Error names the fault without its value, unless Go itself raised it.
func (f *Fault) Error() string {
	if err, ok := f.Value.(runtime.Error); ok {
		return "unexpected fault: " + err.Error()
	}
	return fmt.Sprintf("unexpected fault (%T)", f.Value)
}

// Unwrap returns the error that the panic was raised with, if it was one.
func (f *Fault) Unwrap() error {
	err, _ := f.Value.(error)
	return err
}

// raised is a panic that another goroutine has met and handed on.
type raised interface {
	error
	Raised() (value any, stack []byte)
}

// NewFault returns the fault of what recover has returned. One that was raised
// in another goroutine first keeps its value and its stack.
func NewFault(value any) *Fault {
	if err, ok := value.(error); ok {
		if f, ok := errors.AsType[*Fault](err); ok {
			return f
		}
		if r, ok := errors.AsType[raised](err); ok {
			value, stack := r.Raised()
			if f, ok := value.(*Fault); ok {
				return f
			}
			return &Fault{Value: value, Stack: stack}
		}
	}
	return &Fault{Value: value, Stack: debug.Stack()}
}

// Spawn runs f in a goroutine of its own. A panic goes to broke there, which
// hands it to whoever can give the terminal back.
func Spawn(f func(), broke func(*Fault)) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				broke(NewFault(v))
			}
		}()
		f()
	}()
}

// guard makes a command recover itself, and marks the ways it asks for with
// the visit it was started in.
func guard(visit int, cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if v := recover(); v != nil {
				msg = NewFault(v)
			}
		}()
		return guarded(visit, cmd())
	}
}

func guarded(visit int, msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case nil:
		return nil
	case tea.BatchMsg:
		return tea.BatchMsg(guardAll(visit, msg))
	case Next, Back, GoTo, Finish, LineByLine:
		return late{visit, msg}
	}
	// The type of tea.Sequence's message is not exported.
	cmds := reflect.TypeFor[[]tea.Cmd]()
	if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.CanConvert(cmds) {
		seq, _ := v.Convert(cmds).Interface().([]tea.Cmd)
		return tea.Sequence(guardAll(visit, seq)...)()
	}
	return msg
}

func guardAll(visit int, cmds []tea.Cmd) []tea.Cmd {
	out := make([]tea.Cmd, len(cmds))
	for i, cmd := range cmds {
		out[i] = guard(visit, cmd)
	}
	return out
}
