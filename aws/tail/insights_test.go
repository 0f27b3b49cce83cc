package tail

import (
	"testing"
	"time"
)

// What a query will scan is the share of the group's size that its time has in the time that lines are kept.
func TestVolume(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	g := Group{Described: true, Stored: 3000, Retention: 30, Created: now.AddDate(-1, 0, 0)}
	day := func(n int) time.Time { return now.AddDate(0, 0, -n) }
	for _, c := range []struct {
		since, until time.Time
		want         int64
		before       bool
	}{{day(1), now, 100, false}, {day(3), day(1), 200, false}, {day(60), now, 3000, true}, {day(60), day(40), 0, true}} {
		if v := scanOf(g, c.since, c.until, now); v.Bytes != c.want || v.Before != c.before {
			t.Errorf("%v to %v: %+v", c.since, c.until, v)
		}
	}
	if v := scanOf(Group{}, day(1), now, now); v.Known {
		t.Errorf("%+v", v)
	}
}
