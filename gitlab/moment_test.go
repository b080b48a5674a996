package gitlab

import (
	"testing"
	"time"
)

func TestDescribeMoment(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 23, 59, 0, 0, time.UTC)
	for at, want := range map[time.Time]string{
		now.Add(30 * time.Second):                         "23:59:30 UTC",
		now.Add(time.Minute):                              "23 Nov 2026, 00:00:00 UTC",
		now.Add(24 * time.Hour):                           "23 Nov 2026, 23:59:00 UTC",
		now.Add(time.Second).In(time.FixedZone("", 3600)): "23:59:01 UTC",
	} {
		if got := describeMoment(at, now); got != want {
			t.Errorf("%v: got %q, want %q", at, got, want)
		}
	}
}
