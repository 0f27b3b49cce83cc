// Package cron reads the schedule expressions of Amazon EventBridge and EventBridge Scheduler: rate(…), cron(…) and at(…).
// It says them in words, and when they come next.
// Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
package cron

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Expression is a schedule expression. One of Every, At and the fields of cron is set.
type Expression struct {
	// Every is the period of rate(…); zero for the others.
	Every time.Duration
	// At is the time of at(…) on the clock of whatever zone the schedule is in, written in UTC; zero for the others.
	At time.Time

	minute, hour, month, year set
	day                       days
	week                      weekdays
}

// Parse reads an expression.
func Parse(text string) (Expression, error) {
	kind, rest, ok := strings.Cut(strings.TrimSpace(text), "(")
	inside, end := strings.CutSuffix(rest, ")")
	if !ok || !end {
		return Expression{}, fmt.Errorf("%q is not rate(…), cron(…) or at(…)", text)
	}
	switch kind {
	case "rate":
		return parseRate(inside)
	case "at":
		t, err := time.Parse("2006-01-02T15:04:05", strings.TrimSpace(inside))
		if err != nil {
			return Expression{}, fmt.Errorf("%q is not a time such as 2030-01-31T18:00:00", inside)
		}
		return Expression{At: t}, nil
	case "cron":
		return parseCron(strings.Fields(inside))
	}
	return Expression{}, fmt.Errorf("%q is not rate(…), cron(…) or at(…)", text)
}

func parseRate(text string) (Expression, error) {
	words := strings.Fields(text)
	if len(words) != 2 {
		return Expression{}, fmt.Errorf("%q is not a number and a unit", text)
	}
	n, err := strconv.Atoi(words[0])
	if err != nil || n < 1 || n > 1_000_000 {
		return Expression{}, fmt.Errorf("%q is not a number of minutes, hours or days", words[0])
	}
	unit := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[strings.TrimSuffix(words[1], "s")]
	if unit == 0 {
		return Expression{}, fmt.Errorf("%q is not minutes, hours or days", words[1])
	}
	return Expression{Every: time.Duration(n) * unit}, nil
}

func parseCron(fields []string) (e Expression, err error) {
	if len(fields) != 6 {
		return e, fmt.Errorf("cron(…) has 6 fields, not %d", len(fields))
	}
	var errs [6]error
	e.minute, errs[0] = minutes().parse(fields[0])
	e.hour, errs[1] = hours().parse(fields[1])
	e.day, errs[2] = parseDays(fields[2])
	e.month, errs[3] = month().parse(fields[3])
	e.week, errs[4] = parseWeekdays(fields[4])
	e.year, errs[5] = years().parse(fields[5])
	if err := errors.Join(errs[:]...); err != nil {
		return e, err
	}
	if fields[2] != "?" && fields[4] != "?" {
		return e, errors.New("either the day of the month or the day of the week must be ?")
	}
	return e, nil
}

// Next is the first time after a moment at which the expression comes, on the clock of a zone; false where it never does, or
// where only AWS knows, as with rate(…), whose beginning is not in it. A time that a zone's clock leaves out is left out, and
// one that it shows twice comes once.
// Source: https://repost.aws/knowledge-center/eventbridge-scheduler-adjust-dst
func (e Expression) Next(after time.Time, zone *time.Location) (time.Time, bool) {
	switch {
	case e.Every > 0:
		return time.Time{}, false
	case !e.At.IsZero():
		t, ok := clock(e.At.Year(), e.At.Month(), e.At.Day(), e.At.Hour(), e.At.Minute(), zone)
		t = t.Add(time.Duration(e.At.Second()) * time.Second)
		return t, ok && t.After(after)
	}
	at := after.In(zone)
	for y := at.Year(); y <= years().most; y++ {
		if !e.year.has(y) {
			continue
		}
		for m := time.January; m <= time.December; m++ {
			if !e.month.has(int(m)) || y == at.Year() && m < at.Month() {
				continue
			}
			if t, ok := e.inMonth(y, m, after, zone); ok {
				return t, true
			}
		}
	}
	return time.Time{}, false
}

// inMonth is the first time after a moment in a month.
func (e Expression) inMonth(y int, m time.Month, after time.Time, zone *time.Location) (time.Time, bool) {
	at := after.In(zone)
	for d := 1; d <= last(y, m); d++ {
		if y == at.Year() && m == at.Month() && d < at.Day() || !e.day.has(y, m, d) || !e.week.has(y, m, d) {
			continue
		}
		for h := range 24 {
			for n := range 60 {
				if !e.hour.has(h) || !e.minute.has(n) {
					continue
				}
				if t, ok := clock(y, m, d, h, n, zone); ok && t.After(after) {
					return t, true
				}
			}
		}
	}
	return time.Time{}, false
}

// clock is when a zone's clock shows a time first; false where it never does.
func clock(y int, m time.Month, d, h, n int, zone *time.Location) (time.Time, bool) {
	t := time.Date(y, m, d, h, n, 0, 0, zone)
	shows := func(t time.Time) bool {
		return t.Day() == d && t.Hour() == h && t.Minute() == n
	}
	if !shows(t) {
		return t, false
	}
	_, offset := t.Zone()
	_, before := t.Add(-24 * time.Hour).Zone()
	if earlier := t.Add(time.Duration(offset-before) * time.Second); earlier.Before(t) && shows(earlier) {
		return earlier, true
	}
	return t, true
}

// last is how many days a month has.
func last(y int, m time.Month) int { return time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day() }
