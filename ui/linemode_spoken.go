package ui

import (
	"regexp"
	"strings"
	"time"
)

var (
	shortDate    = regexp.MustCompile(`\b(\d{1,2}) (Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b`)
	shortSeconds = regexp.MustCompile(`\b(\d+) s\b`)
	escInWords   = regexp.MustCompile(`\besc\b`)

	// keysInWords are the keys of the full screen that are typed as words here.
	keysInWords = strings.NewReplacer("ctrl+c leaves", "q leaves", "ctrl+r shows", "the word report shows", " -> ", ", then ", " > ", ", then ")
)

// spoken writes out what is short for the eye only: "20 Feb 2027", "38 s", and
// the way through a menu. Addresses are not for it.
func spoken(s string) string {
	s = shortDate.ReplaceAllStringFunc(s, func(date string) string {
		day, month, _ := strings.Cut(date, " ")
		t, err := time.Parse("Jan", month)
		if err != nil {
			return date
		}
		return day + " " + t.Month().String()
	})
	s = shortSeconds.ReplaceAllString(s, "$1 seconds")
	return keysInWords.Replace(escInWords.ReplaceAllString(s, "b"))
}
