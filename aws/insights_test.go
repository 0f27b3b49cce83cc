package aws

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/ecscope/ecscope/sim"
)

// A query that nobody wants any more is stopped, and so is one whose context ends.
func TestQueryIsStopped(t *testing.T) {
	t.Parallel()
	s := stageOn(t, sim.Options{Account: "empty"})
	s.Logs().Write("/g", "app/a/1", `{"status":503}`, s.start, s.start)
	s.clock.Advance(time.Minute)
	q := LogQuery{Groups: []string{"/g"}, Text: "stats count() as n by status", Since: s.start.Add(-time.Hour), Until: s.clock.Now()}
	var last LogAnswer
	for page, err := range s.client.Query(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		last = page[0]
	}
	if last.Status != "Complete" || last.Looked != 1 || len(last.Rows) != 1 || *last.Rows[0][0] != "503" || *last.Rows[0][1] != "1" {
		t.Errorf("%+v", last)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	for _, err := range s.client.Query(ctx, q) {
		if err == nil {
			t.Error("it goes on although its context has ended")
		}
	}
}

// What a query will scan is the share of the group's size that its time has in the time that lines are kept.
func TestVolume(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	g := LogGroup{Described: true, Stored: 3000, Retention: 30, Created: now.AddDate(-1, 0, 0)}
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
	if v := scanOf(LogGroup{}, day(1), now, now); v.Known {
		t.Errorf("%+v", v)
	}
}
