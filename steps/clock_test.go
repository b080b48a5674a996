package steps_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

var zones = map[string]*time.Location{
	"UTC": time.UTC, "UTC-11": time.FixedZone("west", -11*3600), "UTC+14": time.FixedZone("east", 14*3600),
}

// TestDaysAreCountedByGitLabsClock sets a token up a few minutes before and
// after midnight UTC, at the ends of the world, with a clock that is wrong: the
// days that are left are the same on every screen, and a clock that is off is
// said.
func TestDaysAreCountedByGitLabsClock(t *testing.T) {
	t.Parallel()
	for name, zone := range zones {
		for _, off := range []time.Duration{0, -10 * time.Minute, 10 * time.Minute, -75 * time.Hour} {
			for at, days := range map[string]int{"23:55": 90, "00:05": 89} {
				t.Run(fmt.Sprintf("%s_at_%s_off_by_%v", name, at, off), func(t *testing.T) {
					t.Parallel()
					wrong := func(th *harness, _ *setup.Answers) {
						th.env.Now = func() time.Time { return time.Now().Add(off).In(zone) }
						th.env.Folder = t.TempDir()
					}
					play(t, plot{given: wrong}, func(th *harness) {
						th.waitUntil(at)
						th.to(1)
						th.keys("enter")
						if said := strings.Contains(th.view(), "this computer's clock is"); said != (off != 0) {
							t.Errorf("the clock is said to be off: %v\n%s", said, th.view())
						}
						th.keys("esc")
						left := fmt.Sprintf("in %d days", days)
						th.to(5)
						th.see("20 Feb 2027 at 00:00 UTC, " + left)
						th.keys("enter", "team/app", "enter", "enter", "enter", "enter")
						th.see(atStep(setup.IDDone), "20 Feb 2027, 00:00 UTC, "+left, "reminder for 13 Feb")
						th.keys("enter")
						if got := th.lastWords(); !strings.Contains(got, "expires 20 Feb 2027, "+left) {
							t.Errorf("it says:\n%s", got)
						}
					})
				})
			}
		}
	}
}

// waitUntil lets time pass until the next time of day at, in UTC.
func (th *harness) waitUntil(at string) {
	th.t.Helper()
	clock, err := time.Parse("15:04", at)
	if err != nil {
		th.t.Fatal(err)
	}
	next := today.Truncate(24 * time.Hour).Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
	if next.Before(today) {
		next = next.AddDate(0, 0, 1)
	}
	th.wait(time.Until(next))
}

// TestWhatIsRememberedCountsInUTC: the end that memory knows of, by the same
// moment in every zone, over changes of summer time, on the day itself and
// where one calendar day is over in UTC and not here.
func TestWhatIsRememberedCountsInUTC(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		now, zone string
		ends      string
		days      int
	}{
		{"2026-11-22T13:00:00Z", "UTC", "2026-11-29", 7},
		{"2026-11-21T23:59:59Z", "Pacific/Kiritimati", "2026-11-29", 8}, // the 22nd there
		{"2026-11-22T00:00:00Z", "Pacific/Pago_Pago", "2026-11-29", 7},  // the 21st there
		{"2026-03-29T00:30:00Z", "Europe/Berlin", "2026-04-05", 7},      // a day of 23 hours
		{"2026-10-25T00:30:00Z", "Europe/Berlin", "2026-11-01", 7},      // a day of 25 hours
		{"2026-11-01T05:30:00Z", "America/New_York", "2026-11-08", 7},
		{"2026-11-22T10:00:00Z", "Pacific/Pago_Pago", "2026-11-22", 0},  // ended at 13:00 of the 21st there
		{"2026-11-22T00:30:00Z", "Pacific/Pago_Pago", "2026-11-21", -1}, // ended yesterday in UTC, today there
		{"2026-11-21T23:30:00Z", "Pacific/Kiritimati", "2026-11-22", 1}, // the date has begun there, and it lives
	} {
		zone, err := time.LoadLocation(tc.zone)
		if err != nil {
			t.Fatal(err)
		}
		at, _ := time.Parse(time.RFC3339, tc.now)
		ends, _ := gitlab.ParseDate(tc.ends)
		m := memory.Memory{Token: memory.Token{Ends: ends}}
		if got, known := m.DaysLeft(at.In(zone)); !known || got != tc.days {
			t.Errorf("%s in %s, ends %s: %d days, want %d", tc.now, tc.zone, tc.ends, got, tc.days)
		}
	}
}
