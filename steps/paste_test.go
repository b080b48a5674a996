package steps_test

import (
	"strings"
	"testing"

	"acp-gitlab/steps/setup"
)

// TestATokenThatWasTurnedAwayIsGone: the usual way out of a token that lacks a
// scope is to make another one and to paste it.
func TestATokenThatWasTurnedAwayIsGone(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"enter", "a"} {
		play(t, plot{}, func(th *harness) {
			th.to(4)
			th.paste(th.gitlab.Mint("too small", []string{"api"}, "2027-02-20"))
			th.keys("enter")
			th.see("scope-missing")
			th.keys(way)
			if way == "enter" {
				th.see(atStep(setup.IDTokenPage))
				th.keys("enter", "enter")
			}
			th.see(atStep(setup.IDPaste))
			if strings.Contains(th.view(), "26 characters") {
				t.Errorf("the refused token is still in the field:\n%s", th.view())
			}
			th.keys("enter")
			th.see(atStep(setup.IDPaste), "Nothing pasted yet.")
			th.paste(th.gitlab.Token())
			th.see("26 characters")
			th.keys("enter")
			th.see(atStep(setup.IDValidation), "This token works.")
		})
	}
}

// TestAPasteTakesThePlaceOfThePasteBefore: behind dots nobody sees that there
// are two.
func TestAPasteTakesThePlaceOfThePasteBefore(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.to(4)
		th.paste(th.gitlab.Token())
		th.paste(th.gitlab.Token() + " ")
		th.see("26 characters", "removed: the paste before")
		th.keys("enter")
		th.see("This token works.")
		th.keys("esc")
		th.see("26 characters") // kept, until another one comes
		th.keys("enter")
		th.see("This token works.")
	})
}
