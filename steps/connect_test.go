package steps_test

import "testing"

// TestTheChosenWayToACPStandsOnTheWayBack goes from the browser way back to the
// address and on again: the session at hand must not take over by Enter.
func TestTheChosenWayToACPStandsOnTheWayBack(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *theatre) {
		th.to(7)
		th.see("Enter hands the token to ACP")
		th.keys("esc", "down", "enter")
		th.see("Five small things in ACP.")
		th.keys("esc", "esc")
		th.see("Where do you open ACP?")
		th.keys("enter")
		th.see("How shall the token get to ACP?", "> In the browser")
		th.keys("enter")
		th.see("Five small things in ACP.")
	})
}
