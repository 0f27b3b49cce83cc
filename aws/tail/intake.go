package tail

import "time"

// intake takes the lines that were fetched or that Live Tail brought: each once, and those within the bounds.
type intake struct {
	out    *outlet
	seen   *seen
	fringe *edge // nil where there is none
	again  *again
	pace   pace
}

// polled takes a line that was fetched.
func (k *intake) polled(s *logStream, id string, at, ingested time.Time, message string) {
	if k.out.bounds.covers(at) && k.fringe.isNew(k.seen, s, id, at, message) {
		k.line(s, id, at, ingested, message)
	}
}

// live takes a line that Live Tail brought.
func (k *intake) live(s *logStream, at, ingested time.Time, message string) {
	if k.out.bounds.covers(at) && k.seen.live(s, at, message) {
		k.line(s, "", at, ingested, message)
	}
}

// line adds a line.
func (k *intake) line(s *logStream, id string, at, ingested time.Time, message string) {
	if k.again.pass == nil {
		k.pace.came(at)
	}
	k.out.order.add(s.written(id, at, ingested, message))
	k.out.count.lines++
	k.pace.fresh++
}

// pace is how many lines come and how often is looked for them.
type pace struct {
	fresh    int           // lines in this round
	pause    time.Duration // between rounds
	rate     float64       // lines in a second
	before   time.Time     // when the round before this began
	late     time.Duration // how long before that a line of this round was written
	disorder time.Duration // the same lately
}

// came notes when a line was written.
func (p *pace) came(at time.Time) {
	if p.late < p.before.Sub(at) {
		p.late = min(10*time.Second, p.before.Sub(at))
	}
}

// overlap is how much is read again each time, for lines that come a little out of order. Where there are many lines, it
// is as much as they have been out of order lately.
func (p *pace) overlap() time.Duration {
	if p.rate < 500 {
		return 10 * time.Second
	}
	return min(10*time.Second, time.Second+2*p.disorder)
}

// measure learns how many lines come and how soon to look again, after a round that took so long.
func (p *pace) measure(begun time.Time, took time.Duration, waiting bool) {
	passed := max(p.pause, took).Seconds()
	p.disorder = max(p.late, p.disorder*9/10)
	p.late, p.before = 0, begun
	p.rate += (float64(p.fresh)/passed - p.rate) / 4
	switch {
	case p.rate > 2*plenty:
		p.pause = 2 * time.Second
	case p.fresh > 0 || waiting:
		p.pause = time.Second
	default:
		p.pause = min(4*time.Second, p.pause*3/2)
	}
}
