package cli

import (
	"fmt"
	"time"

	"github.com/ecscope/ecscope/times"
)

// when reads a time for a flag.
func when(flag, text string, now time.Time, d times.Direction) (time.Time, error) {
	at, err := times.Parse(text, now, d)
	if err != nil {
		return at, misuse("%s %v", flag, err)
	}
	return at, nil
}

// bound reads --since and --until. --since may hold both: 14:05..14:20.
func (l *logRun) bound(now time.Time) (err error) {
	if from, to, both := times.Cut(l.since); both {
		if l.until != "" {
			return misuse("--since %s already has an end: drop --until %s", l.since, l.until)
		}
		l.since, l.until = from, to
	}
	if l.since != "" {
		if l.from, err = when("--since", l.since, now, times.Past); err != nil {
			return err
		}
	}
	if l.until != "" {
		if l.to, err = when("--until", l.until, now, times.Direction(l.follow)); err != nil {
			return err
		}
	}
	show := func(t time.Time) string { return t.In(now.Location()).Format("2006-01-02 15:04:05") }
	switch {
	case l.from.After(now):
		return &usage{fmt.Sprintf("--since %s is in the future", l.since), "it is " + show(now)}
	case l.follow && !l.to.IsZero() && !l.to.After(now):
		return &usage{fmt.Sprintf("--until %s is in the past, which --follow can't use: drop one of them", l.until), "it is " + show(now)}
	case !l.to.IsZero() && !l.from.IsZero() && !l.from.Before(l.to):
		return &usage{fmt.Sprintf("--since %s is not before --until %s", l.since, l.until), show(l.from) + " is not before " + show(l.to)}
	}
	return nil
}
