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

func newFault(value any) *Fault {
	if err, ok := value.(error); ok {
		if f, ok := errors.AsType[*Fault](err); ok {
			return f
		}
	}
	return &Fault{Value: value, Stack: debug.Stack()}
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
				msg = newFault(v)
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
	case Next, Back, GoTo, Finish, ReadOut:
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
