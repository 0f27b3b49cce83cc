// Package times reads times and lengths of time as people write them. It knows no clock: now is given, and what names no
// zone is in now's.
package times

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// longest is how long a length of time may be: more than CloudWatch keeps.
const longest = 20 * 365 * 24 * time.Hour

// Direction says on which side of now a length of time or a time of day lies.
type Direction bool

// The directions.
const (
	Past   Direction = false
	Future Direction = true
)

// Parse reads a time: 15m, 1d12h, "2h ago", 02:14, "yesterday 14:00", "2026-03-04 14:05", RFC 3339.
func Parse(text string, now time.Time, d Direction) (time.Time, error) {
	plain := strings.Join(strings.Fields(text), " ")
	if plain == "now" {
		return now, nil
	}
	ago, isAgo := strings.CutSuffix(plain, "ago")
	if length, ok := Length(strings.TrimSpace(ago)); ok {
		if d == Future && !isAgo {
			length = -length
		}
		return now.Add(-length), nil
	}
	if t, ok := clock(plain); ok {
		return near(t, now, d), nil
	}
	if t, ok := onDay(plain, now); ok {
		return t, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05Z07:00",
		"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, plain, now.Location()); err == nil {
			return t, nil
		}
	}
	if guess := nearest(plain); guess != "" {
		return time.Time{}, fmt.Errorf("%q is not a time: did you mean %s?", text, guess)
	}
	return time.Time{}, fmt.Errorf(`%q is not a time: write 15m, 1d12h, 14:05, "yesterday 14:05", "2026-03-04 14:05" or 2026-03-04T14:05:00Z`, text)
}

// Range reads a time, or two: 14:05 to 14:20, 2h ago..1h ago. Without a second one until is zero.
func Range(text string, now time.Time) (since, until time.Time, err error) {
	from, to, both := Cut(text)
	if since, err = Parse(from, now, Past); err != nil || !both {
		return since, until, err
	}
	if until, err = Parse(to, now, Past); err == nil && !since.Before(until) {
		err = fmt.Errorf("%s is not before %s", from, to)
	}
	return since, until, err
}

// Cut parts a range; both is false for a single time.
func Cut(text string) (from, to string, both bool) {
	for _, between := range []string{" to ", "..", " - "} {
		if from, to, both = strings.Cut(text, between); both {
			return strings.TrimSpace(from), strings.TrimSpace(to), true
		}
	}
	return strings.TrimSpace(text), "", false
}

// Length reads a length of time, as Go writes it or with weeks and days before: 15m, 1h30m, 3d, 1d12h, 2w.
func Length(text string) (time.Duration, bool) {
	var total time.Duration
	rest := text
	for _, unit := range []struct {
		name string
		is   time.Duration
	}{{"w", 7 * 24 * time.Hour}, {"d", 24 * time.Hour}} {
		count, after, found := strings.Cut(rest, unit.name)
		if !found {
			continue
		}
		n, err := strconv.ParseUint(count, 10, 16)
		if err != nil {
			return 0, false
		}
		total += time.Duration(n) * unit.is
		rest = after
	}
	if rest != "" || text == "" {
		d, err := time.ParseDuration(rest)
		if err != nil || d < 0 || rest[0] == '+' || rest[0] == '-' || d >= longest {
			return 0, false
		}
		total += d
	}
	return total, total < longest
}

// clock reads a time of day.
func clock(text string) (time.Time, bool) {
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// near is the last time that a clock showed t, or the next one.
func near(t, now time.Time, d Direction) time.Time {
	switch at := on(now, t, 0); {
	case d == Past && at.After(now):
		return on(now, t, -1)
	case d == Future && !at.After(now):
		return on(now, t, 1)
	default:
		return at
	}
}

// on is a time of day so many days from now.
func on(now, t time.Time, days int) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day()+days, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), now.Location())
}

// onDay reads a day in words, with a time of day or its beginning: today, yesterday 14:00.
func onDay(text string, now time.Time) (time.Time, bool) {
	day, rest, timed := strings.Cut(text, " ")
	days, known := map[string]int{"today": 0, "yesterday": -1, "tomorrow": 1}[strings.ToLower(day)]
	if !known {
		return time.Time{}, false
	}
	t, ok := clock(strings.TrimPrefix(rest, "at "))
	if timed && !ok {
		return time.Time{}, false
	}
	return on(now, t, days), true
}

// nearest is the time that a text may mean which is none: 15m for "15 min" and -15m, 9:05 for 9.05.
func nearest(text string) string {
	if m := regexp.MustCompile(`^([01]?\d|2[0-3])[.h ]([0-5]\d)$`).FindStringSubmatch(text); m != nil {
		return m[1] + ":" + m[2]
	}
	m := regexp.MustCompile(`^[-+]?(\d{1,6})(?:\.\d+)?\s*([smhdwSMHDW]?)[a-zA-Z]*( ago)?$`).FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	guess := m[1] + strings.ToLower(m[2])
	if m[2] == "" {
		guess += "m"
	}
	if _, ok := Length(guess); !ok {
		return ""
	}
	return guess
}
