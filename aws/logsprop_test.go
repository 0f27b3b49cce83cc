package aws

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/logs"
	"github.com/ecscope/ecscope/sim/wire"
)

// schedule draws what is written to a group within a minute, how late it is ingested, and what goes wrong meanwhile.
func schedule(r *rapid.T, s *theatre) {
	s.Logs().Write("/group", "c", "middle", s.start.Add(30*time.Second), s.start.Add(31*time.Second))
	for i := range rapid.IntRange(1, 80).Draw(r, "lines") {
		at := s.start.Add(time.Duration(rapid.IntRange(-5_000, 60_000).Draw(r, "at")) * time.Millisecond)
		delay := rapid.SampledFrom([]int{0, 1, 400, 1500, 1900, 2100, 9_000, 30_000, 100_000}).Draw(r, "delay")
		text := rapid.SampledFrom([]string{"same", fmt.Sprint("line ", i), "two\nlines\n"}).Draw(r, "text")
		stream := rapid.SampledFrom([]string{"a/b/1", "a/b/2", "c"}).Draw(r, "stream")
		s.Logs().Write("/group", stream, text, at, at.Add(time.Duration(delay)*time.Millisecond))
	}
	s.Logs().Write("/group", "c", "first", s.start.Add(-time.Hour), s.start.Add(-time.Hour))
	for range rapid.IntRange(0, 6).Draw(r, "faults") {
		from := s.start.Add(time.Duration(rapid.IntRange(0, 60).Draw(r, "from")) * time.Second)
		s.Faults().Add(wire.Fault{Service: "logs", From: from, Until: from.Add(20 * time.Second), Count: rapid.IntRange(1, 9).Draw(r, "count"),
			Kind: rapid.SampledFrom([]wire.Kind{wire.Throttle, wire.Fail, wire.Drop, wire.Garble, wire.Lose, wire.Expire}).Draw(r, "kind")})
	}
	s.Logs().Change(func(o *logs.Options) {
		o.Empty = rapid.IntRange(0, 4).Draw(r, "empty")
		if o.Empty == 1 {
			o.Empty = 0 // nothing but empty pages
		}
		o.Repeat = rapid.SampledFrom([]float64{0, 0.3}).Draw(r, "repeat")
	})
}

// Whatever comes late, twice, in another order, is refused or lost on the way: each line that was written comes once, and
// those that were not late come in order.
func TestTailIsWhatWasWritten(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many random schedules")
	rapid.Check(t, func(r *rapid.T) {
		s := stageOn(t, sim.Options{Account: "empty"})
		schedule(r, s)
		tail := Tail{Groups: []string{"/group"}, Follow: true, Since: s.start.Add(-5 * time.Second)}
		lines, _ := s.watch(t, tail, 4*time.Minute, nil)
		s.compare(t, lines, "/group", tail.Since, s.start.Add(time.Minute))
		ordered(t, s.punctual(lines))
		if t.Failed() {
			r.FailNow()
		}
	})
}

// punctual are the lines that were ingested soon enough to be put in order.
func (s *theatre) punctual(lines []LogEvent) []LogEvent {
	return slices.DeleteFunc(slices.Clone(lines), func(e LogEvent) bool { return e.Ingested.Sub(e.Time) > patience })
}

// The same for history, either way.
func TestHistoryIsWhatWasWritten(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many random schedules")
	rapid.Check(t, func(r *rapid.T) {
		s := stageOn(t, sim.Options{Account: "empty"})
		schedule(r, s)
		s.Faults().Clear()
		s.Faults().Add(wire.Fault{Service: "logs", Kind: rapid.SampledFrom([]wire.Kind{wire.Throttle, wire.Drop, wire.Lose}).Draw(r, "fault"), Count: 3})
		s.clock.Advance(10 * time.Minute)
		tail := Tail{Groups: []string{"/group"}, Since: s.start.Add(-5 * time.Second), Newest: rapid.Bool().Draw(r, "newest")}
		lines, _ := s.watch(t, tail, time.Hour, nil)
		s.compare(t, lines, "/group", tail.Since, s.start.Add(time.Minute))
		if tail.Newest {
			slices.Reverse(lines)
		}
		ordered(t, lines)
		if t.Failed() {
			r.FailNow()
		}
	})
}
