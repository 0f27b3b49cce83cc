package world

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"time"
)

// load is how much of what its tasks reserve a service uses over one minute, in percent.
type load struct {
	least, average, most float64
	tasks                int
}

// gauge tells how much of their CPU and memory services use.
type gauge struct {
	*timeline
	seed  uint64
	began time.Time // of the world
}

// fraction is a number from 0 up to 1 that a service, a moment and a purpose decide, and nothing that happens.
func (g *gauge) fraction(s *service, at time.Time, purpose string) float64 {
	h := fnv.New64a()
	fmt.Fprint(h, g.seed, s.cluster.name(), "/", s.name, at.Unix(), purpose)
	x := h.Sum64() // its low bits hardly depend on the last bytes
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return float64(x>>11) / (1 << 53)
}

// wave goes up and down once in a period, from -1 to 1, each service at its own time.
func (g *gauge) wave(s *service, at time.Time, period time.Duration) float64 {
	phase := g.fraction(s, time.Time{}, period.String())
	return math.Sin(2 * math.Pi * (phase + float64(at.Unix()%int64(period/time.Second))/period.Seconds()))
}

// over is the load of a service over the minute that begins at a moment, false where it had no task then. metric is
// CPUUtilization or MemoryUtilization.
func (g *gauge) over(s *service, metric string, minute time.Time) (load, bool) {
	if s.created.After(minute) {
		return load{}, false
	}
	end, l := minute.Add(time.Minute), load{least: 100}
	add := func(x, y float64) {
		low, high := min(max(min(x, y), 0.1), 100), min(max(x, y, 0.1), 100)
		l.least, l.most = min(l.least, low), max(l.most, high)
		l.average += (low + high) / 2
		l.tasks++
	}
	alive := slices.DeleteFunc(slices.Clone(s.lives), func(t *task) bool {
		return t.started.IsZero() || !t.started.Before(end) || !t.ended().IsZero() && !t.ended().After(minute)
	})
	demand := g.demand(s, minute, len(alive))
	for _, t := range alive {
		if metric == "MemoryUtilization" {
			add(g.memory(t, later(minute, t.started)), g.memory(t, t.until(end)))
			continue
		}
		burst := 0.0
		if !t.started.Before(minute) {
			burst = 25 // whoever starts works hard
		}
		spread := 1 + 0.2*g.fraction(s, minute, t.id)
		add(demand/spread+burst/2, demand*spread+burst)
	}
	if len(alive) == 0 && minute.Before(g.began) { // tasks that were there before the account was made up
		for range s.usual {
			if metric == "MemoryUtilization" {
				add(g.resident(s, minute)-0.5, g.resident(s, minute)+0.5)
			} else {
				add(demand*0.9, demand*1.1)
			}
		}
	}
	l.average /= float64(max(l.tasks, 1))
	return l, l.tasks > 0
}

func later(x, y time.Time) time.Time {
	if x.After(y) {
		return x
	}
	return y
}

// demand is the CPU that each of n tasks has to use, in percent: the same work, spread over more or fewer tasks.
func (g *gauge) demand(s *service, at time.Time, n int) float64 {
	base := either(s.cpu, 14+20*g.fraction(s, time.Time{}, "cpu"))
	base *= 1 + 0.06*g.wave(s, at, 24*time.Hour) + 0.03*g.wave(s, at, 37*time.Minute)
	base += 3*g.fraction(s, at, "cpu") - 1.5
	if n > 0 && s.usual > 0 {
		base *= float64(s.usual) / float64(n)
	}
	return base
}

// resident is the memory that a task of a service uses when nothing leaks.
func (g *gauge) resident(s *service, at time.Time) float64 {
	return either(s.memory, 34+26*g.fraction(s, time.Time{}, "memory")) + 1.5*g.wave(s, at, 53*time.Minute) + g.fraction(s, at, "memory") - 0.5
}

// filled is how long memory takes to fill at most: until then a leak does not show.
const filled = 20 * time.Minute

// memory is what a task uses at a moment: it climbs to 99 % where that is what kills it.
func (g *gauge) memory(t *task, at time.Time) float64 {
	warm := 1 - 0.3*math.Exp(-at.Sub(t.started).Minutes()/3)
	usual := g.resident(t.service, at.Truncate(time.Minute)) * warm
	end := t.killed()
	begin := later(either(t.filling, t.started), end.Add(-filled))
	if !end.After(begin) || !at.After(begin) {
		return usual
	}
	return usual + (99-usual)*min(1, at.Sub(begin).Seconds()/end.Sub(begin).Seconds())
}

// killed is when a task runs out of memory, or did; zero where it does not.
func (t *task) killed() time.Time {
	for _, c := range t.containers {
		if strings.Contains(c.reason, "OutOfMemory") {
			return t.ended()
		}
	}
	if e := t.fate.Exit; !t.filling.IsZero() || e != nil && strings.Contains(e.ContainerReason, "OutOfMemory") {
		return t.fated
	}
	return time.Time{}
}

// ended is when a task's containers stopped; zero while they run.
func (t *task) ended() time.Time { return either(t.executionStopped, t.stoppedAt) }

// until is the end of a task, or a moment before.
func (t *task) until(at time.Time) time.Time {
	if e := t.ended(); !e.IsZero() && e.Before(at) {
		return e
	}
	return at
}

// above reports whether the three minutes before a moment were above the target of a service's scaling policy.
func (g *gauge) above(r *scaler, s *service, at time.Time) bool {
	target := r.cpu()
	for n := range 3 {
		l, ok := g.over(s, "CPUUtilization", at.Truncate(time.Minute).Add(-time.Duration(n+1)*time.Minute))
		if !ok || l.average <= target {
			return false
		}
	}
	return true
}
