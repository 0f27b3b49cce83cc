package tail

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/logs"
	"github.com/ecscope/ecscope/sim/wire"
)

// A storm is a tail of a service and of a log group of its own while everything goes wrong at once that may: neighbours write to the service's
// group with its prefix, tasks are replaced and forgotten, calls are throttled, lost and refused, lines come late, and the other
// group may not be read for a while. All of it follows from a seed.
type storm struct {
	*theatre
	r      *rand.Rand
	tail   Tail
	denied bool // for a minute, the other group
	lines  []Event
	notes  []Event
}

// otherGroup is read beside the service; who writes to it does not matter.
const otherGroup = "/other"

// stormy is how long the storm lasts; another time later all that it kept back is there.
const stormy = 2 * time.Minute

// Whatever goes wrong at once: each line of what is read comes once and is said to be of whom it is, those of one group that were not late
// come in order, those of neighbours do not come but are counted, and what could not be read for a while is said, and that it can be again.
func TestATailInAStorm(t *testing.T) {
	t.Parallel()
	seeds := uint64(16)
	if testing.Short() {
		seeds = 3
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			s := newStorm(t, seed)
			s.past(t)
			s.weather()
			s.follow(t)
			s.judgeOthers(t)
			s.judgeService(t)
			s.judgeSaid(t)
		})
	}
}

func newStorm(t *testing.T, seed uint64) *storm {
	rates := map[string]float64{"prod/checkout": 0.1, "staging/checkout": 0.1, "staging/": 0.1}
	s := &storm{theatre: Neighbours(t, sim.Options{Seed: seed, Logs: logs.Options{Rate: rates}}, "prod/checkout", "staging/checkout"),
		r: rand.New(rand.NewPCG(seed, 1))}
	s.tail = Tail{Cluster: "staging", Service: "checkout", Groups: []string{otherGroup}, Follow: true, NowFirst: s.r.IntN(2) == 0}
	return s
}

// acts are what happens to tasks.
func (s *storm) act(t *testing.T) {
	switch s.r.IntN(4) {
	case 0:
		s.oneOff(t, "staging")
	case 1:
		s.renew(t, "prod", "checkout")
	default:
		s.renew(t, "staging", "checkout")
	}
}

// past lets tasks come and go, of which ECS may have forgotten some by the time the tail begins, which reads back to when they wrote.
func (s *storm) past(t *testing.T) {
	for range 1 + s.r.IntN(3) {
		s.clock.Advance(time.Duration(5+s.r.IntN(30)) * time.Minute)
		s.act(t)
	}
	s.clock.Advance(5 * time.Minute)
	if s.r.IntN(2) == 0 {
		s.clock.Advance(90 * time.Minute)
	}
	s.start = s.clock.Now()
	s.tail.Since = s.start.Add(-time.Duration(1+s.r.IntN(120)) * time.Minute)
}

// weather draws what goes wrong from now on, and what is written to the other group: a line in a second or so, some of which come late.
func (s *storm) weather() {
	for i := range int(stormy / time.Second) {
		at := s.start.Add(time.Duration(i)*time.Second + time.Duration(s.r.IntN(900))*time.Millisecond)
		late := []time.Duration{0, 0, 400 * time.Millisecond, 1500 * time.Millisecond, 9 * time.Second, 25 * time.Second}[s.r.IntN(6)]
		s.Logs().Write(otherGroup, fmt.Sprint("x/", s.r.IntN(3)), fmt.Sprint("other ", i), at, at.Add(late))
	}
	kinds := []wire.Kind{wire.Throttle, wire.Fail, wire.Drop, wire.Lose}
	for range s.r.IntN(6) {
		from := s.start.Add(time.Duration(s.r.IntN(90)) * time.Second)
		s.Faults().Add(wire.Fault{Service: []string{"logs", "logs", "ecs"}[s.r.IntN(3)], Kind: kinds[s.r.IntN(len(kinds))], Count: 1 + s.r.IntN(4),
			From: from, Until: from.Add(20 * time.Second)})
	}
	if s.r.IntN(2) == 0 {
		s.Faults().Limit(wire.Bucket{Service: "logs", Actions: []string{"FilterLogEvents"}, Burst: 3, Refill: 3})
	}
	if s.denied = s.r.IntN(3) > 0; s.denied {
		from := s.start.Add(time.Duration(s.r.IntN(60)) * time.Second)
		s.Faults().Add(wire.Fault{Service: "logs", Action: "FilterLogEvents", Kind: wire.Deny, Holding: `"` + otherGroup + `"`, From: from, Until: from.Add(time.Minute)})
	}
}

// follow reads the tail through the storm and as long again after it.
func (s *storm) follow(t *testing.T) {
	acts := s.r.IntN(4)
	next := 20 * time.Second
	s.lines, s.notes = s.watch(t, s.tail, 2*stormy, func(passed time.Duration) {
		if acts > 0 && passed > next {
			acts--
			next += 25 * time.Second
			s.act(t)
		}
	})
}

// comes is how often each line came, by stream and id; none came twice.
func (s *storm) comes(t *testing.T, group string) map[string]bool {
	came := map[string]bool{}
	var fresh []Event
	for _, e := range s.lines {
		if e.Group != group {
			continue
		}
		key := e.Stream + " " + e.ID
		if came[key] {
			t.Errorf("comes twice: %+v", e)
		}
		came[key] = true
		if !s.tail.NowFirst || !e.Time.Before(s.start) {
			fresh = append(fresh, e)
		}
	}
	ordered(t, slices.DeleteFunc(s.punctual(fresh), s.cutOff))
	return came
}

// cutOff says that a line was written just before its group could not be read any more: one before it may have come in time, and be read later.
func (s *storm) cutOff(e Event) bool {
	return slices.ContainsFunc(ofKind(s.notes, NoteUnread), func(n Event) bool {
		return n.Group == e.Group && e.Time.Before(n.Time) && n.Time.Sub(e.Time) < 2*patience
	})
}

func (s *storm) judgeOthers(t *testing.T) {
	came := s.comes(t, otherGroup)
	for _, w := range s.Logs().Written(otherGroup, s.tail.Since, s.clock.Now()) {
		if !came[w.Stream+" "+w.ID] {
			t.Fatalf("missing: %+v; %s", w, s.said())
		}
	}
}

// judgeService compares the lines of the shared group with what was written. Those of a task that ECS has forgotten are the service's if an
// event names it.
func (s *storm) judgeService(t *testing.T) {
	owned, came := s.owned("staging", "checkout"), s.comes(t, sharedGroup)
	for _, e := range s.lines {
		if e.Group == sharedGroup && (!owned[e.Stream] || e.Service != "checkout" || e.Cluster != "staging" || e.Task != plain.Short(e.Stream)) {
			t.Errorf("is another's: %+v", e)
		}
	}
	service, err := s.client.Service(t.Context(), "staging", "checkout")
	if err != nil {
		t.Fatal(err)
	}
	named, neighbours := fmt.Sprint(service.Events), 0
	for _, w := range s.Logs().Written(sharedGroup, s.tail.Since.Truncate(time.Millisecond).Add(time.Millisecond), s.start.Add(stormy)) {
		switch {
		case !owned[w.Stream]:
			neighbours++
		case !came[w.Stream+" "+w.ID] && strings.Contains(named, plain.Short(w.Stream)):
			t.Fatalf("missing: %+v; %s", w, s.said())
		}
	}
	if n := leftOutLines(t, s.notes); n == 0 && neighbours > 0 {
		t.Errorf("%d lines of neighbours, and none is said to be left out", neighbours)
	}
}

// judgeSaid holds that what could not be read is said when that begins and when it ends.
func (s *storm) judgeSaid(t *testing.T) {
	of := func(n Note) []Event {
		return slices.DeleteFunc(ofKind(s.notes, n), func(e Event) bool { return !strings.Contains(e.ID, otherGroup) })
	}
	unread, read := of(NoteUnread), of(NoteRead)
	if len(unread) < len(read) || s.denied && len(read) == 0 {
		t.Errorf("denied %v: %s", s.denied, s.said())
	}
}

// said are the notes, a line each.
func (s *storm) said() string {
	var b strings.Builder
	fmt.Fprintf(&b, "began at %v, since %v", s.start, s.tail.Since)
	for _, n := range s.notes {
		if n.Note != NoteProgress {
			fmt.Fprintf(&b, "\n%v %s %s %v", n.Time, n.Note, n.Message, n.Gap)
		}
	}
	return b.String()
}
