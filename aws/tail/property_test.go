package tail

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
func (s *theatre) punctual(lines []Event) []Event {
	return slices.DeleteFunc(slices.Clone(lines), func(e Event) bool { return e.Ingested.Sub(e.Time) > patience })
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

// A tail that begins with now: what is written next comes first and in order, what is older behind it, and each line once.
func TestATailThatBeginsWithNow(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many random schedules")
	rapid.Check(t, func(r *rapid.T) {
		s := stageOn(t, sim.Options{Account: "empty"})
		schedule(r, s)
		for i := range rapid.IntRange(1, 400).Draw(r, "older") {
			at := s.start.Add(-time.Duration(rapid.IntRange(0, 600_000).Draw(r, "ago")) * time.Millisecond)
			delay := rapid.SampledFrom([]int{0, 300, 1900, 9_000, 60_000}).Draw(r, "lateness")
			s.Logs().Write("/group", rapid.SampledFrom([]string{"a/b/1", "c"}).Draw(r, "of"), fmt.Sprint("older ", i), at, at.Add(time.Duration(delay)*time.Millisecond))
		}
		tail := Tail{Groups: []string{"/group"}, Follow: true, NowFirst: true, Since: s.start.Add(-10 * time.Minute)}
		lines, notes := s.watch(t, tail, 4*time.Minute, nil)
		s.compare(t, lines, "/group", tail.Since, s.start.Add(time.Minute))
		if len(ofKind(notes, NoteProgress)) == 0 {
			t.Errorf("the end of the past is not said: %+v", notes)
		}
		fresh := slices.DeleteFunc(s.punctual(lines), func(e Event) bool { return e.Time.Before(s.start) })
		ordered(t, fresh)
		if t.Failed() {
			r.FailNow()
		}
	})
}

// A busy service: the newest lines are there before what is older, which nobody has to wait for, and which can be stopped.
func TestNowComesFirst(t *testing.T) {
	t.Parallel()
	needs.Time(t, "1.8 million lines")
	s := stageOn(t, oneService(2, logs.Options{Rate: map[string]float64{"cluster-1/service-0001": 1000}}))
	stopped := false
	tail := Tail{Cluster: "cluster-1", Service: "service-0001", Follow: true, NowFirst: true, Since: s.start.Add(-15 * time.Minute),
		Enough: func() bool { return stopped }}
	lines, notes := s.watch(t, tail, 20*time.Second, func(passed time.Duration) { stopped = passed > 5*time.Second })
	if first := lines[0].Time; s.start.Sub(first) > 10*time.Second {
		t.Errorf("begins %v before", s.start.Sub(first))
	}
	missed := ofKind(notes, NoteMissed)
	if len(missed) != 1 || missed[0].Gap < time.Minute {
		t.Fatalf("%+v", missed)
	}
	s.compare(t, lines, group1, missed[0].Time.Add(time.Millisecond), s.clock.Now().Add(-10*time.Second))
}

// The newest lines first, and more of them than are remembered.
func TestMoreLinesThanAreRemembered(t *testing.T) {
	t.Parallel()
	s := stageOn(t, sim.Options{Account: "empty"})
	for i := range 500 {
		at := s.start.Add(-time.Duration(i) * time.Second)
		s.Logs().Write("/group", "c", fmt.Sprint(i), at, at)
	}
	s.clock.Advance(time.Minute)
	for _, newest := range []bool{false, true} {
		r, err := s.lines.newReading(Tail{Groups: []string{"/group"}, Since: s.start.Add(-time.Hour), Newest: newest})
		if err != nil {
			t.Fatal(err)
		}
		r.intake.seen.most = 50
		n := 0
		if err := r.run(t.Context(), func(page []Event, _ error) bool { n += len(page) - len(ofKind(page, NoteProgress)); return true }); err != nil || n != 500 {
			t.Errorf("newest %v: %d lines, %v", newest, n, err)
		}
	}
}
