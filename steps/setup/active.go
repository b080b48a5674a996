package setup

import (
	"strings"
	"time"

	"acp-gitlab/gitlab"
)

// ActiveToken is what ACP may hold: one of these where it is certain, several where
// ACP did not tell.
type ActiveToken uint8

// What ACP may hold.
const (
	// ActiveOld is what it held before the rotation.
	ActiveOld ActiveToken = 1 << iota
	// ActiveNew is the new token.
	ActiveNew
	// ActiveNone is no connection at all.
	ActiveNone
)

// May reports whether ACP may hold what.
func (l ActiveToken) May(what ActiveToken) bool { return l&what != 0 }

// String names it for --json: "old", "new", "none", or several, "old-or-new".
func (l ActiveToken) String() string {
	var names []string
	for _, x := range []struct {
		what ActiveToken
		name string
	}{{ActiveOld, "old"}, {ActiveNew, "new"}, {ActiveNone, "none"}} {
		if l.May(x.what) {
			names = append(names, x.name)
		}
	}
	return strings.Join(names, "-or-")
}

// OldKind says what the old token is, as far as that is known.
type OldKind int

const (
	// OldKnown means that it is the token that the rotation replaces.
	OldKnown OldKind = iota
	// OldUnsure means that ACP may hold another one than the last setup left.
	OldUnsure
	// OldOfThisRun means that it was connected in this run, by an earlier handover.
	OldOfThisRun
	// OldElsewhere means that ACP holds a connection to another GitLab.
	OldElsewhere
)

// ActiveFacts are what is known of the token that ACP holds.
type ActiveFacts struct {
	Active ActiveToken
	Old    OldKind
	// Elsewhere is the address of the other GitLab, for OldElsewhere.
	Elsewhere string
	// SavedAt is when ACP saved what it held before; zero where it did not say.
	SavedAt time.Time
	// OldEnds and NewEnds are the days at whose 00:00 UTC the tokens stop; zero
	// for never or unknown.
	OldEnds, NewEnds gitlab.Date
}

// ActiveFacts are what is known of the token that ACP holds now.
func (r *Rotation) ActiveFacts() ActiveFacts {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := ActiveFacts{
		Active: r.state.Active, Elsewhere: r.state.Elsewhere, SavedAt: r.shows.UpdatedAt,
		OldEnds: r.from.Ends, NewEnds: r.to.Ends,
	}
	switch {
	case f.Elsewhere != "":
		f.Old = OldElsewhere
	case r.Unsure:
		f.Old = OldUnsure
	case r.from.ID != r.Old.ID:
		f.Old = OldOfThisRun
	}
	return f
}

// setActive notes what ACP holds from now on, and says it.
func (r *rotationRun) setActive(l ActiveToken) {
	r.change(func(s *RotationState) {
		if s.Active = l; l != ActiveNew {
			s.ReadBack = time.Time{}
		}
	})
	facts := r.ActiveFacts()
	r.emit(HandoverEvent{Active: &facts})
}

// elsewhere notes that what ACP holds is a connection to another GitLab; ""
// takes that back.
func (r *rotationRun) elsewhere(url string) {
	r.change(func(s *RotationState) { s.Elsewhere = url })
	r.setActive(ActiveOld)
}
