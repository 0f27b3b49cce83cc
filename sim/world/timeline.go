package world

import (
	"container/heap"
	"time"
)

// timeline is what is still to happen, soonest first; what is due at the same moment keeps the order of its entry. It also
// numbers whatever is made, so that lists have an order.
type timeline struct {
	now  time.Time // up to which everything has happened
	due  dues
	last uint64
}

type due struct {
	at  time.Time
	seq uint64
	act func()
}

// at plans act for a moment. What is planned for the past happens at the next play, without turning the clock back.
func (t *timeline) at(when time.Time, act func()) {
	heap.Push(&t.due, due{when, t.seq(), act})
}

// seq numbers what is made and planned, in order.
func (t *timeline) seq() uint64 {
	t.last++
	return t.last
}

// after plans act for d from now.
func (t *timeline) after(d time.Duration, act func()) { t.at(t.now.Add(d), act) }

func (t *timeline) play(to time.Time) {
	for len(t.due) > 0 && !t.due[0].at.After(to) {
		next := heap.Pop(&t.due).(due)
		if next.at.After(t.now) {
			t.now = next.at
		}
		next.act()
	}
	if to.After(t.now) {
		t.now = to
	}
}

// dues implements heap.Interface.
type dues []due

func (d dues) Len() int { return len(d) }
func (d dues) Less(i, j int) bool {
	if !d[i].at.Equal(d[j].at) {
		return d[i].at.Before(d[j].at)
	}
	return d[i].seq < d[j].seq
}
func (d dues) Swap(i, j int) { d[i], d[j] = d[j], d[i] }
func (d *dues) Push(x any)   { *d = append(*d, x.(due)) }
func (d *dues) Pop() any {
	last := len(*d) - 1
	x := (*d)[last]
	(*d)[last] = due{}
	*d = (*d)[:last]
	return x
}
