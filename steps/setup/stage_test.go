package setup

import "testing"

// The stages that there are, and what a flow that ends at each is called.
var (
	open          = stage{}
	openKept      = stage{decided: keepOld}
	openEnded     = stage{decided: endHere}
	openByHand    = stage{decided: doneByHand}
	perhapsOpen   = stage{acp: perhaps}
	perhapsKept   = stage{acp: perhaps, decided: keepOld}
	perhapsEnded  = stage{acp: perhaps, decided: endHere}
	perhapsByHand = stage{acp: perhaps, decided: doneByHand}
	shownOpen     = stage{acp: shown}
)

// TestStages goes through all stages and all events: what comes of each, or that
// it is not possible and changes nothing.
func TestStages(t *testing.T) {
	t.Parallel()
	type row struct {
		outcome Outcome
		mayHold bool
		// after Sent, Lost, Refused, Shown, Kept, Ended, ByHand, Reopened, Flow
		after [eventFlow + 1]stage
		not   []event
	}
	from := map[stage]row{
		open: {outcome: Unfinished, after: [...]stage{
			perhapsOpen, perhapsOpen, open, shownOpen, openKept, openEnded, openByHand, open, open,
		}},
		openKept: {outcome: KeptOld, after: [...]stage{
			perhapsOpen, perhapsOpen, open, shownOpen, openKept, openEnded, openByHand, open, open,
		}},
		openEnded: {outcome: NotConnected, after: [...]stage{
			perhapsOpen, perhapsOpen, open, shownOpen, openKept, openEnded, openByHand, open, open,
		}},
		openByHand: {outcome: InBrowser, mayHold: true, after: [...]stage{
			perhapsOpen, perhapsOpen, open, shownOpen, openKept, openEnded, openByHand, open, open,
		}},
		perhapsOpen: {outcome: Unfinished, mayHold: true, after: [...]stage{
			perhapsOpen, perhapsOpen, open, shownOpen, perhapsKept, perhapsEnded, perhapsByHand, perhapsOpen, perhapsOpen,
		}},
		perhapsKept: {outcome: KeptOld, mayHold: true, after: [...]stage{
			perhapsOpen, perhapsOpen, open, shownOpen, perhapsKept, perhapsEnded, perhapsByHand, perhapsOpen, perhapsOpen,
		}},
		perhapsEnded: {outcome: NotConfirmed, mayHold: true, after: [...]stage{
			perhapsOpen, perhapsOpen, open, shownOpen, perhapsKept, perhapsEnded, perhapsByHand, perhapsOpen, perhapsOpen,
		}},
		perhapsByHand: {outcome: InBrowser, mayHold: true, after: [...]stage{
			perhapsOpen, perhapsOpen, open, shownOpen, perhapsKept, perhapsEnded, perhapsByHand, perhapsOpen, perhapsOpen,
		}},
		shownOpen: {outcome: Connected, mayHold: true, not: []event{eventRefused, eventKept, eventEnded, eventByHand}, after: [...]stage{
			perhapsOpen, perhapsOpen, shownOpen, shownOpen, shownOpen, shownOpen, shownOpen, shownOpen, perhapsOpen,
		}},
	}
	for s, want := range from {
		if got := s.outcome(); got != want.outcome {
			t.Errorf("%+v is %d, want %d", s, got, want.outcome)
		}
		if got := s.mayHold(); got != want.mayHold {
			t.Errorf("%+v may hold: %v", s, got)
		}
		for e := range eventFlow + 1 {
			possible := true
			for _, n := range want.not {
				possible = possible && n != e
			}
			got, ok := s.after(e)
			if got != want.after[e] || ok != possible {
				t.Errorf("%+v, event %d: %+v, %v; want %+v, %v", s, e, got, ok, want.after[e], possible)
			}
			if _, known := from[got]; !known {
				t.Errorf("%+v, event %d leads to %+v, which is none of the stages", s, e, got)
			}
		}
	}
}
