// Package words makes text from values, and is the only package that does: the
// summary that stays in the terminal, what those who leave are told, the report,
// the calendar file, the page of a problem. It takes what setup knows and returns
// sentences, rows or blocks, for screens and commands alike. It calls no server
// and changes nothing. Its language is plain American English, and a test lists
// the phrases that are never right.
package words

import (
	"fmt"
	"strconv"
	"strings"

	"acp-gitlab/gitlab"
)

// Bare is an address as people say it, without its scheme.
func Bare(address string) string { return strings.TrimPrefix(address, "https://") }

// Number is the number of a token.
func Number(id int64) string { return strconv.FormatInt(id, 10) }

// All joins names as a sentence does: "a, b and c".
func All(names []string) string { return joined(names, "and") }

// Any lists names of which one is meant: "a, b or c".
func Any(names []string) string { return joined(names, "or") }

func joined(names []string, last string) string {
	n := len(names) - 1
	if n < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:n], ", ") + " " + last + " " + names[n]
}

// Count says how many of a thing: "1 character", "26 characters".
func Count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// InDays says a distance in days: "today", "in 1 day", "5 days ago".
func InDays(n int) string {
	switch {
	case n == 0:
		return "today"
	case n < 0:
		return Count(-n, "day") + " ago"
	}
	return "in " + Count(n, "day")
}

// Capital begins a sentence with s; names of variables are capitals already.
func Capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// DayMonth is "13 Feb".
func DayMonth(d gitlab.Date) string { return d.Time().Format("2 Jan") }
