package gitlab

import (
	"encoding/json"
	"testing"
	"time"
)

// TestDeletionIsReadAsDayAndAsMoment: GitLab calls the field a time, its REST API a
// date; what cannot be read is marked for deletion all the same.
func TestDeletionIsReadAsDayAndAsMoment(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`"2026-12-01"`: "2026-12-01", `"2026-12-01T00:00:00Z"`: "2026-12-01", `"2026-12-01T01:30:00+02:00"`: "2026-11-30",
		`"2026-12-01 00:00:00 UTC"`: "2026-12-01", `"soon"`: "0001-01-01", `1796083200`: "0001-01-01", `null`: "",
	} {
		var p graphProject
		if err := json.Unmarshal([]byte(`{"fullPath":"team/app","markedForDeletionOn":`+text+`}`), &p); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		got := ""
		if d := p.MarkedForDeletionOn.isoTime(); d != nil {
			got = time.Time(*d).UTC().Format(isoDate)
		}
		if got != want || p.FullPath != "team/app" {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}
