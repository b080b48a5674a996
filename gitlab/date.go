package gitlab

import (
	"encoding/json"
	"errors"
	"time"

	gl "gitlab.com/gitlab-org/api/client-go/v2"
)

// isoDate is how GitLab writes a day.
const isoDate = "2006-01-02"

// Date is a day in UTC. A token that ends on a date stops at 00:00 UTC of it.
// GitLab docs: "Personal access tokens", expiry.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

var errNoDate = errors.New("not a date like 2027-02-20")

// ParseDate reads "2027-02-20".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(isoDate, s)
	if err != nil {
		return Date{}, errNoDate
	}
	return dateOf(t), nil
}

// DateOf returns the day of t in UTC.
func DateOf(t time.Time) Date { return dateOf(t.UTC()) }

func dateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// EndDate returns the UTC date that is days after today.
func EndDate(now time.Time, days int) Date { return DateOf(now).AddDays(days) }

// LongestLife returns how many days a token may live at most on a GitLab of that
// version, "" for one that is not known; its administrator may allow less.
// GitLab docs: 365 days; 400 with buffered_token_expiration_limit, from 17.6 on.
func LongestLife(version string) int {
	if major, minor, ok := majorMinor(version); ok && (major > 17 || major == 17 && minor >= 6) {
		return 400
	}
	return 365
}

// AddDays returns the date n days later.
func (d Date) AddDays(n int) Date { return dateOf(d.Time().AddDate(0, 0, n)) }

// Time returns 00:00 UTC of the day.
func (d Date) Time() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String returns "2027-02-20".
func (d Date) String() string { return d.Time().Format(isoDate) }

// Describe returns "20 Feb 2027".
func (d Date) Describe() string { return d.Time().Format("2 Jan 2006") }

// DaysFrom returns the days from today's UTC date to d; negative when d is
// past.
func (d Date) DaysFrom(now time.Time) int {
	return int(d.Time().Sub(DateOf(now).Time()) / (24 * time.Hour))
}

// MarshalText implements encoding.TextMarshaler.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Date) UnmarshalText(b []byte) error {
	parsed, err := ParseDate(string(b))
	if err == nil {
		*d = parsed
	}
	return err
}

// graphDay is a day as GraphQL writes it. GitLab calls some of them a time, so that
// a day and a moment both occur; one that cannot be read is the zero day, since what
// it stands for is true all the same.
type graphDay time.Time

// UnmarshalJSON implements json.Unmarshaler.
func (d *graphDay) UnmarshalJSON(b []byte) error {
	var text string
	_ = json.Unmarshal(b, &text)
	for _, layout := range []string{isoDate, time.RFC3339, "2006-01-02 15:04:05 MST"} {
		if t, err := time.Parse(layout, text); err == nil {
			*d = graphDay(t.UTC())
			return nil
		}
	}
	*d = graphDay{}
	return nil
}

// isoTime is the day as REST tells it, nil without one.
func (d *graphDay) isoTime() *gl.ISOTime {
	if d == nil {
		return nil
	}
	t := gl.ISOTime(*d)
	return &t
}
