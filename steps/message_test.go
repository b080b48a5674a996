package steps_test

import (
	"strings"
	"testing"
)

// TestAMessageToSendIsReadOutOnce: line mode says it alone on a line, to be
// copied; the screen need not repeat it.
func TestAMessageToSendIsReadOutOnce(t *testing.T) {
	t.Parallel()
	con := newConsole()
	play(t, plot{acp: "acp-cannot-reach-gitlab", lines: con}, func(th *harness) {
		th.types(con, "", "", "", "", th.gitlab.Token(), "", "team/app", "", "")
		if !strings.Contains(con.all(), "Code: acp-cannot-reach-gitlab.") {
			t.Fatalf("not there yet:\n%s", con.all())
		}
		before := len(con.all())
		th.types(con, "", "q", "") // copy the message, and stay
		said := con.all()[before:]
		if n := strings.Count(said, "Could you give ACP's servers"); n != 1 {
			t.Errorf("the message was said %d times:\n%s", n, said)
		}
	})
}
