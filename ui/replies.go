package ui

import "time"

const (
	escape = 0x1b
	bell   = 0x07
)

const (
	// replyWait is how long the beginning of a sequence waits for its rest before
	// it counts as keys: esc alone is one.
	replyWait = 50 * time.Millisecond
	// replySilence is how long nothing may come inside a reply before what comes
	// next is typing again.
	replySilence = time.Second
	// longestReply bounds a reply, in bytes.
	longestReply = 8 << 10
	// longestControl bounds a control sequence, in bytes. No key has one so long.
	longestControl = 64
)

// replyState is how far a sequence has come.
type replyState int

const (
	outside       replyState = iota
	afterEscape              // ESC
	insideControl            // ESC [ and parameters
	afterOpening             // ESC and what opens a control string
	insideString             // in a control string
	stringEscape             // and ESC in it, which may begin its end
)

// replies takes out of what a terminal sends its answers to questions that it was
// asked, by whatever ran before: control strings (OSC, DCS, APC, PM and SOS of
// ECMA-48). No key sends one, and Bubble Tea would take them for typing. Control
// sequences (CSI), which keys send too, are only kept whole, for they may come in
// pieces: Bubble Tea passes over those that are no key.
type replies struct {
	state replyState
	held  []byte // the beginning of a sequence, not handed on yet
	count int    // bytes of the string
	last  time.Time
}

// holding reports whether something waits for its rest.
func (r *replies) holding() bool { return len(r.held) > 0 }

// release hands on what was held: nothing followed, so these were keys.
func (r *replies) release() []byte {
	out := r.held
	r.held, r.state = nil, outside
	return out
}

// begin is called before what was read is taken.
func (r *replies) begin(now time.Time) {
	if r.inString() && now.Sub(r.last) > replySilence {
		r.state = outside
	}
	r.last = now
}

func (r *replies) inString() bool { return r.state == insideString || r.state == stringEscape }

// byte takes one byte and returns what is handed on.
func (r *replies) byte(b byte) []byte {
	switch r.state {
	case afterEscape:
		return r.opened(b)
	case insideControl:
		return r.control(b)
	case afterOpening:
		if opensReply(r.held[1], b) {
			r.held, r.state, r.count = nil, insideString, 0
			return nil
		}
		return append(r.release(), r.byte(b)...)
	case insideString:
		return r.string(b)
	case stringEscape:
		if b == '\\' {
			r.state = outside
			return nil
		}
		r.held, r.state = []byte{escape}, afterEscape // a new sequence ends the string
		return r.byte(b)
	}
	if b == escape {
		r.held, r.state = []byte{b}, afterEscape
		return nil
	}
	return []byte{b}
}

// opened takes the byte after ESC.
func (r *replies) opened(b byte) []byte {
	switch b {
	case '[':
		r.state = insideControl
	case ']', 'P', '_', '^', 'X':
		r.state = afterOpening
	case escape:
		out := r.release()
		r.held, r.state = []byte{b}, afterEscape
		return out
	default:
		return append(r.release(), b)
	}
	r.held = append(r.held, b)
	return nil
}

// control takes a byte of a control sequence.
func (r *replies) control(b byte) []byte {
	switch {
	case b >= ' ' && b <= '?' && len(r.held) < longestControl:
		r.held = append(r.held, b)
		return nil
	case b >= '@' && b <= '~':
		return append(r.release(), b)
	}
	return append(r.release(), r.byte(b)...)
}

// string takes a byte of a control string, which is dropped. One that breaks off
// ends with a line or with ctrl+c, which the person has typed.
func (r *replies) string(b byte) []byte {
	r.count++
	switch {
	case b == bell, r.count > longestReply:
		r.state = outside
	case b == escape:
		r.state = stringEscape
	case b == ctrlC, b == '\r', b == '\n':
		r.state = outside
		return []byte{b}
	}
	return nil
}

// opensReply reports whether a control string that kind opens goes on so in the
// answer of a terminal. Else alt and a key were typed: alt+], alt+P.
func opensReply(kind, b byte) bool {
	digit := b >= '0' && b <= '9'
	switch kind {
	case ']': // a number of a setting; l and L of a title
		return digit || b == 'l' || b == 'L'
	case 'P': // DECRPSS, XTGETTCAP, XTVERSION, DECRPTUI
		return digit || b == '>' || b == '!' || b == '$' || b == '+' || b == '='
	case '_': // the graphics of kitty
		return b == 'G'
	}
	return b >= ' ' && b <= '~'
}
