package cli

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// when reads a time as people write it: 15m, "2h ago", 14:05, "2026-03-04 14:05", RFC 3339. A length of time and a time of
// day lie behind now or, where ahead says so, before it; what has no zone is in now's.
func when(flag, text string, now time.Time, ahead bool) (time.Time, error) {
	plain := strings.TrimSpace(text)
	if plain == "now" {
		return now, nil
	}
	if d, ok := length(strings.TrimSpace(strings.TrimSuffix(plain, "ago"))); ok {
		if ahead && !strings.HasSuffix(plain, "ago") {
			d = -d
		}
		return now.Add(-d), nil
	}
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, plain); err == nil {
			return clocked(t, now, ahead), nil
		}
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, plain, now.Location()); err == nil {
			return t, nil
		}
	}
	if near := nearestTime(plain); near != "" {
		return time.Time{}, misuse("%s %q is no time: nearest is %s", flag, text, near)
	}
	return time.Time{}, misuse(`%s %q is no time: there are 15m, 14:05, "2026-03-04 14:05" and 2026-03-04T14:05:00Z`, flag, text)
}

// clocked is the last time that a clock showed t, or the next one.
func clocked(t, now time.Time, ahead bool) time.Time {
	at := time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), now.Location())
	switch {
	case !ahead && at.After(now):
		return at.AddDate(0, 0, -1)
	case ahead && !at.After(now):
		return at.AddDate(0, 0, 1)
	}
	return at
}

// longest is how long a length of time may be: more than CloudWatch keeps.
const longest = 20 * 365 * 24 * time.Hour

// length reads a length of time, as Go writes it or with days before: 15m, 1h30m, 3d, 1d12h.
func length(text string) (time.Duration, bool) {
	days, rest, found := strings.Cut(text, "d")
	if !found {
		d, err := time.ParseDuration(text)
		return d, err == nil && d >= 0 && d < longest
	}
	n, err := strconv.ParseUint(days, 10, 16)
	if err != nil {
		return 0, false
	}
	var d time.Duration
	if rest != "" {
		if d, err = time.ParseDuration(rest); err != nil || d < 0 {
			return 0, false
		}
	}
	d += time.Duration(n) * 24 * time.Hour
	return d, d < longest
}

// nearestTime is the time that a text may mean which is none: 15m for "15 min" and -15m, 9:05 for 9.05.
func nearestTime(text string) string {
	if m := regexp.MustCompile(`^([01]?\d|2[0-3])[.h ]([0-5]\d)$`).FindStringSubmatch(text); m != nil {
		return m[1] + ":" + m[2]
	}
	m := regexp.MustCompile(`^[-+]?(\d{1,6})(?:\.\d+)?\s*([smhdSMHD]?)[a-zA-Z]*( ago)?$`).FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	near := m[1] + strings.ToLower(m[2])
	if m[2] == "" {
		near += "m"
	}
	if _, ok := length(near); !ok {
		return ""
	}
	return near
}

// bound reads --since and --until.
func (l *logRun) bound(now time.Time) (err error) {
	if l.since != "" {
		if l.from, err = when("--since", l.since, now, false); err != nil {
			return err
		}
	}
	if l.until != "" {
		if l.to, err = when("--until", l.until, now, l.follow); err != nil {
			return err
		}
	}
	show := func(t time.Time) string { return t.In(now.Location()).Format("2006-01-02 15:04:05") }
	switch {
	case l.from.After(now):
		return &usage{fmt.Sprintf("--since %s lies ahead", l.since), "it is " + show(now)}
	case l.follow && !l.to.IsZero() && !l.to.After(now):
		return &usage{fmt.Sprintf("--until %s is over, and --follow goes on: leave one of them out", l.until), "it is " + show(now)}
	case !l.to.IsZero() && !l.from.IsZero() && !l.from.Before(l.to):
		return &usage{fmt.Sprintf("--since %s is not before --until %s", l.since, l.until), show(l.from) + " is not before " + show(l.to)}
	}
	return nil
}
