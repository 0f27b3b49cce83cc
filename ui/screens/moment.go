package screens

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// rangeOf reads a time, or two: 14:05 to 14:20, 2h ago..1h ago. Without a second one until is zero.
func rangeOf(text string, now time.Time) (since, until time.Time, err error) {
	for _, between := range []string{" to ", "..", " - "} {
		from, to, both := strings.Cut(text, between)
		if !both {
			continue
		}
		if since, err = momentOf(from, now); err != nil {
			return since, until, err
		}
		if until, err = momentOf(to, now); err == nil && !since.Before(until) {
			err = fmt.Errorf("%s is not before %s", strings.TrimSpace(from), strings.TrimSpace(to))
		}
		return since, until, err
	}
	since, err = momentOf(text, now)
	return since, until, err
}

// momentOf reads a time as an operator writes it: 14:05, 14:05:30, 2h ago, 15m, 2026-03-04 14:05, RFC 3339. A time of day
// is the last one that there was.
func momentOf(text string, now time.Time) (time.Time, error) {
	text = strings.TrimSpace(text)
	if text == "now" {
		return now, nil
	}
	if d, ok := lengthOf(strings.TrimSpace(strings.TrimSuffix(text, "ago"))); ok {
		return now.Add(-d), nil
	}
	for _, layout := range []string{"15:04", "15:04:05"} {
		t, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		at := time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), 0, now.Location())
		if at.After(now) {
			at = at.AddDate(0, 0, -1)
		}
		return at, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time: 14:05, 2h ago, 2026-03-04 14:05, or two with to between", text)
}

// lengthOf reads a length of time: 90s, 15m, 2h, 3d.
func lengthOf(text string) (time.Duration, bool) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 12)
		return time.Duration(n) * 24 * time.Hour, err == nil
	}
	d, err := time.ParseDuration(text)
	return d, err == nil && d >= 0
}
