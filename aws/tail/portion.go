package tail

import (
	"time"

	"github.com/ecscope/ecscope/aws/plain"
)

// portion is the part of its time that a search asks for at once, where others wait for how far it is: one that finds nothing tells no
// more than that it has come to its end. It is as long as a few pages take.
type portion struct {
	width    time.Duration // zero for all of the time at once
	from, to time.Time
	pages    int  // that it took so far
	open     bool // the last of them has no end
}

// How long a portion is at first, and how many pages make it too long.
const (
	firstPortion = 10 * time.Minute
	mostPortion  = 8
)

// divide has the queries of a search ask for their time portion by portion, where there are several: each waits for how far the others
// are.
func (p *pass) divide() {
	if len(p.queries) > 1 && p.pattern != "" {
		for _, q := range p.queries {
			q.divide(p.newest, p.begun)
		}
	}
}

// divide has a query ask for its time portion by portion. The last portion of a time without end has none either.
func (q *query) divide(newest bool, now time.Time) {
	open := q.to.IsZero()
	if !open {
		now = q.to
	}
	if !q.from.Before(now) {
		return
	}
	q.to = now
	q.portion = portion{width: firstPortion, from: q.from, to: q.from, open: open}
	if newest {
		q.portion.from, q.portion.to = q.to, q.to
	}
	q.onward(newest)
}

// onward goes on to the next portion, and says whether there is one.
func (q *query) onward(newest bool) bool {
	x := &q.portion
	switch {
	case x.width == 0:
		return false
	case x.pages > mostPortion:
		x.width = max(firstPortion, x.width/2)
	case x.pages == 1:
		x.width *= 2
	}
	x.pages = 0
	if newest {
		if !x.from.Equal(x.to) {
			q.pos = x.from.Add(-time.Millisecond)
		}
		x.to = x.from
		x.from = plain.Later(q.from, x.to.Add(-x.width))
		return x.to.After(q.from)
	}
	if !x.from.Equal(x.to) {
		q.pos = x.to
	}
	x.from = x.to
	if x.to = x.from.Add(x.width); x.to.After(q.to) {
		x.to = q.to
	}
	return x.from.Before(q.to)
}
