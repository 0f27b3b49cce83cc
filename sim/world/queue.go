package world

import (
	"container/heap"
	"time"
)

// queue holds what is still to happen, soonest first; what is due at the same moment keeps the order of its entry.
type queue struct {
	due  dues
	last uint64
}

type due struct {
	at  time.Time
	seq uint64
	act func()
}

// at plans act for t. What is planned for the past happens at the next play, without turning the clock back.
func (a *account) at(t time.Time, act func()) {
	heap.Push(&a.queue.due, due{t, a.seq(), act})
}

// seq numbers what is made and planned, in order.
func (a *account) seq() uint64 {
	a.queue.last++
	return a.queue.last
}

// after plans act for d from now.
func (a *account) after(d time.Duration, act func()) { a.at(a.now.Add(d), act) }

func (a *account) play(to time.Time) {
	for len(a.queue.due) > 0 && !a.queue.due[0].at.After(to) {
		next := heap.Pop(&a.queue.due).(due)
		if next.at.After(a.now) {
			a.now = next.at
		}
		next.act()
	}
	if to.After(a.now) {
		a.now = to
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
