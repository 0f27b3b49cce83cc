package words

import (
	"strconv"
	"time"
)

// Age is a duration in its largest unit: 4s, 12m, 5h, 3d; hours up to two days. A negative duration, from a clock that
// is ahead of ours, is 0s.
func Age(d time.Duration) string {
	d = max(d, 0)
	switch {
	case d < time.Minute:
		return strconv.Itoa(int(d/time.Second)) + "s"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	}
	return strconv.Itoa(int(d/(24*time.Hour))) + "d"
}

// Brief is a duration in its two largest units and at most six characters: 4s, 12m05s, 5h09m, 3d. A negative
// duration is 0s.
func Brief(d time.Duration) string {
	s := max(int64(d/time.Second), 0)
	const minute, hour, day = 60, 3600, 86400
	pair := func(a int64, unit string, b int64, small string) string {
		return strconv.FormatInt(a, 10) + unit + strconv.FormatInt(b/10, 10) + strconv.FormatInt(b%10, 10) + small
	}
	switch {
	case s < minute:
		return strconv.FormatInt(s, 10) + "s"
	case s < hour:
		return pair(s/minute, "m", s%minute, "s")
	case s < day:
		return pair(s/hour, "h", s%hour/minute, "m")
	}
	return strconv.FormatInt(min(s/day, 99999), 10) + "d"
}

// Span is a duration in words: "40 seconds", "6 minutes", "3 days".
func Span(d time.Duration) string {
	switch {
	case d < 0:
		return Span(-d)
	case d < 2*time.Minute:
		return Count(int(d.Seconds()), "second")
	case d < 2*time.Hour:
		return Count(int(d.Minutes()), "minute")
	case d < 48*time.Hour:
		return Count(int(d.Hours()), "hour")
	}
	return Count(int(d.Hours()/24), "day")
}

// Ago is how long something is over: "just now", "4 minutes ago".
func Ago(d time.Duration) string {
	if d < 2*time.Minute {
		return "just now"
	}
	return Span(d) + " ago"
}

// Within is a stretch of time in which things happened: "at once", "in 6 minutes".
func Within(d time.Duration) string {
	if d < 2*time.Second {
		return "at once"
	}
	return "in " + Span(d)
}
