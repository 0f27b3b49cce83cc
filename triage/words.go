package triage

import (
	"fmt"
	"strings"
	"time"
)

// span is a duration in words: "40 seconds", "6 minutes", "3 days".
func span(d time.Duration) string {
	switch {
	case d < 0:
		return span(-d)
	case d < 2*time.Minute:
		return count(int(d.Seconds()), "second")
	case d < 2*time.Hour:
		return count(int(d.Minutes()), "minute")
	case d < 48*time.Hour:
		return count(int(d.Hours()), "hour")
	}
	return count(int(d.Hours()/24), "day")
}

// ago is how long something is over: "just now", "4 minutes ago".
func ago(d time.Duration) string {
	if d < 2*time.Minute {
		return "just now"
	}
	return span(d) + " ago"
}

// within is a stretch of time in which things happened: "at once", "in 6 minutes".
func within(d time.Duration) string {
	if d < 2*time.Second {
		return "at once"
	}
	return "in " + span(d)
}

// count is a number of things: "1 task", "2 tasks".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// list joins words: "a, b and c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
