package ui

import (
	"bytes"
	"os"
	"time"
)

// PasteSilence is how long nothing may come between the marks of a paste before
// the second one is no longer waited for.
const PasteSilence = 2 * time.Second

// The marks that a terminal puts around a paste where bracketed paste is on
// (xterm: "Bracketed Paste Mode").
const (
	PasteBegins = "\x1b[200~"
	PasteEnds   = "\x1b[201~"
)

const ctrlC = 0x03

// maxPaste is how much of one paste is handed on, in bytes: enough to tell that
// it is too long for any field. Bubble Tea keeps a paste until its end mark
// comes, and copies and searches all of it again with every 256 bytes.
const maxPaste = MaxText + 4096

// maxDropped is how much of a paste is dropped before a ctrl+c in the midst of
// it is one that the person has typed, in bytes. Before it has to stand alone:
// terminals take such signs out of what is pasted, but not all of them.
const maxDropped = 1 << 20

// pastes is the keyboard as Bubble Tea reads it: it stays a file for raw mode
// and for being waited for. A paste whose end mark does not come gets one after
// [PasteSilence], so that keys are keys again; of one that is far too long the
// rest is dropped. What the terminal says of itself outside a paste is no typing.
type pastes struct {
	*os.File
	// ready waits until something can be read, and reports false where nothing
	// came for so long.
	ready func(time.Duration) bool
	// gone is told that nothing more will come: the terminal is no longer there.
	gone func()
	// broke is told of a fault.
	broke func(*Fault)

	replies replies

	at    int  // how much of the next mark has been seen
	open  bool // between the marks of a paste that is handed on
	drop  bool // in the rest of a paste that was too long
	count int  // bytes of the paste
	until time.Time
}

// Read implements io.Reader. It returns no part of an open paste before it has
// seen that more comes: whoever calls it waits for the file, not for the time.
func (r *pastes) Read(p []byte) (n int, err error) {
	defer func() { // in a goroutine of Bubble Tea
		if v := recover(); v != nil {
			r.broke(NewFault(v))
			n, err = 0, os.ErrClosed
		}
	}()
	var out []byte
	for {
		room := len(p) - len(out) - len(r.replies.held)
		if (r.open || r.drop) && room > 2*len(PasteEnds) {
			room -= len(PasteEnds) // for a mark that is put in
		}
		n, err := r.File.Read(p[:room])
		if err != nil {
			r.gone()
			return copy(p, append(out, r.replies.release()...)), err
		}
		out = append(out, r.take(p[:n])...)
		if r.replies.holding() {
			if len(out) < len(p)/2 && r.ready(replyWait) {
				continue
			}
			out = r.marks(out, r.replies.release())
		}
		if (r.open || r.drop) && !r.ready(time.Until(r.until)) {
			out = r.close(out, len(p))
			return copy(p, out), nil
		}
		if len(out) > 0 || !r.drop {
			return copy(p, out), nil // nothing, where the terminal answered: the caller waits
		}
	}
}

// take follows the marks in what was read, and returns what of it is handed on.
func (r *pastes) take(in []byte) []byte {
	keys := onlyInterrupts(in)
	if (r.open || r.drop) && !keys {
		r.until = Now().Add(PasteSilence)
	}
	if r.drop && keys {
		return in
	}
	var out []byte
	r.replies.begin(Now())
	for _, b := range in {
		if r.open || r.drop {
			out = r.byte(out, b)
		} else {
			out = r.marks(out, r.replies.byte(b))
		}
	}
	return out
}

// marks follows the marks in keys.
func (r *pastes) marks(out, keys []byte) []byte {
	for _, b := range keys {
		out = r.byte(out, b)
	}
	return out
}

// byte takes one byte.
func (r *pastes) byte(out []byte, b byte) []byte {
	ended := r.marked(b)
	switch {
	case r.drop:
		r.drop, r.count = !ended, r.count+1
		if b == ctrlC && r.count > maxDropped {
			return append(out, b)
		}
		return out
	case r.open:
		r.open, r.count = !ended, r.count+1
		if r.open && r.count > maxPaste {
			r.open, r.drop = false, true
			return append(out, PasteEnds...)
		}
	case ended:
		r.open, r.count = true, 0
		r.until = Now().Add(PasteSilence)
	}
	return append(out, b)
}

// marked reports whether b completes the mark that comes next.
func (r *pastes) marked(b byte) bool {
	mark := PasteBegins
	if r.open || r.drop {
		mark = PasteEnds
	}
	switch b {
	case mark[r.at]:
		r.at++
	case mark[0]:
		r.at = 1
	default:
		r.at = 0
	}
	if r.at < len(mark) {
		return false
	}
	r.at = 0
	return true
}

// close ends a paste that goes no further, before the ctrl+c that came last.
// Where there is no room for the mark it stays open until the next key.
func (r *pastes) close(out []byte, room int) []byte {
	text := bytes.TrimRight(out, string(rune(ctrlC)))
	if r.open && len(out)+len(PasteEnds) > room {
		return out
	}
	if r.open {
		out = append(append(bytes.Clone(text), PasteEnds...), out[len(text):]...)
	}
	r.open, r.drop, r.at = false, false, 0
	return out
}

// onlyInterrupts reports whether b is nothing but ctrl+c.
func onlyInterrupts(b []byte) bool { return len(bytes.Trim(b, string(rune(ctrlC)))) == 0 }
