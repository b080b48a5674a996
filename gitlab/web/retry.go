package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// backoffs are the waits between the tries of a GET.
var backoffs = []time.Duration{300 * time.Millisecond, time.Second}

// worthRepeating reports whether the same GET may well succeed in a moment.
func (o outcome) worthRepeating() bool {
	if o.failure != nil {
		return o.failure.Kind == Cut
	}
	switch o.resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// pause waits before the next try of c and reports whether there is one. A wait
// that the server asked for is waited out only within Patience, if it is longer
// than ours. It does not count as time for the answer. That time begins anew
// after it, because what was left may be too short for any answer.
func (s *Stack) pause(ctx context.Context, c *call, try int, o outcome) bool {
	if try >= len(backoffs) {
		return false
	}
	wait := backoffs[try]
	told := o.toldWait(time.Now())
	if told <= backoffs[len(backoffs)-1] {
		wait = max(wait, told)
		if wait >= c.left {
			return false
		}
		c.left -= wait
		return sleep(ctx, wait)
	}
	if told > c.patience {
		return false
	}
	c.patience -= told
	c.left = s.options.Timeout
	if s.options.Waiting != nil {
		s.options.Waiting(o.host, time.Now().Add(told))
	}
	return sleep(ctx, told)
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// toldWait returns how long the server asks to wait, 0 if it does not.
func (o outcome) toldWait(now time.Time) time.Duration {
	if o.resp == nil {
		return 0
	}
	return max(retryAt(o.resp.StatusCode, o.resp.Header, now).Sub(now), 0)
}

// retryAt returns when a server that has had enough will answer again; the
// zero time if it does not say. Times of the server's clock are taken relative
// to its Date.
//
// GitLab docs: administration/settings/user_and_ip_rate_limits: Retry-After in
// seconds, RateLimit-Reset in Unix time, RateLimit-ResetTime as a date.
func retryAt(status int, h http.Header, now time.Time) time.Time {
	if at := afterHeader(h.Get("Retry-After"), h, now); !at.IsZero() {
		return at
	}
	if status != http.StatusTooManyRequests {
		return time.Time{}
	}
	if at := afterHeader(h.Get("RateLimit-Reset"), h, now); !at.IsZero() {
		return at
	}
	return afterHeader(h.Get("RateLimit-ResetTime"), h, now)
}

// longestTold is the longest wait that is believed. GitLab counts by the minute
// or hour, and bans for an hour. A moment further off is a mistake.
const longestTold = 24 * time.Hour

// afterHeader reads seconds, Unix time or a date.
func afterHeader(value string, h http.Header, now time.Time) time.Time {
	const (
		sinceEpoch = 100_000_000     // three years; no wait is this long
		lastSecond = 253_402_300_799 // the end of the year 9999
	)
	offset := time.Duration(0)
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		offset = now.Sub(date)
	}
	value = strings.TrimSpace(value)
	if n, err := strconv.ParseInt(value, 10, 64); err == nil && n >= 0 {
		if n >= sinceEpoch {
			return time.Unix(min(n, lastSecond), 0).Add(offset)
		}
		return now.Add(time.Duration(n) * time.Second)
	}
	if at, err := http.ParseTime(value); err == nil {
		return at.Add(offset)
	}
	return time.Time{}
}
