package session

import (
	"container/heap"
	"sync"
	"time"
)

// lane carries the messages of one direction of one connection, with what
// troubles there are on the way.
type lane struct {
	faults   *Faults
	toClient bool
	deliver  func([]byte) // one call at a time

	mu      sync.Mutex
	cut     func() // cuts the connection; nil once it did, and what follows is lost
	queue   arrivals
	count   int // messages that entered
	order   int
	closed  bool
	changed chan struct{} // has room for one: the queue's head may be another
	done    chan struct{} // run has returned
}

// arrival is a message on its way.
type arrival struct {
	at    time.Time
	order int // of those that arrive at the same time
	raw   []byte
}

// arrivals is a heap: the next to arrive is the first.
type arrivals []arrival

func (a arrivals) Len() int { return len(a) }
func (a arrivals) Less(i, j int) bool {
	if !a[i].at.Equal(a[j].at) {
		return a[i].at.Before(a[j].at)
	}
	return a[i].order < a[j].order
}
func (a arrivals) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *arrivals) Push(x any)   { *a = append(*a, x.(arrival)) }
func (a *arrivals) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// newLane opens a lane; close it. A cut may happen while deliver runs.
func newLane(f *Faults, toClient bool, deliver func([]byte), cut func()) *lane {
	l := &lane{faults: f, toClient: toClient, deliver: deliver, cut: cut, changed: make(chan struct{}, 1), done: make(chan struct{})}
	go l.run()
	return l
}

// send puts a message on its way. It does not wait.
func (l *lane) send(raw []byte) {
	l.mu.Lock()
	if l.closed || l.cut == nil {
		l.mu.Unlock()
		return
	}
	l.count++
	v, now := l.faults.judge(l.toClient, l.count), time.Now()
	cut := l.cut
	if v.cut {
		l.cut = nil
	}
	for _, after := range v.after {
		l.order++
		heap.Push(&l.queue, arrival{now.Add(after), l.order, raw})
	}
	l.mu.Unlock()
	l.signal()
	if v.cut {
		cut()
	}
}

func (l *lane) signal() {
	select {
	case l.changed <- struct{}{}:
	default:
	}
}

// close forgets what is still on its way and waits for the last delivery.
func (l *lane) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.signal()
	<-l.done
}

// run delivers messages when they are due, until the lane is closed.
func (l *lane) run() {
	defer close(l.done)
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		raw, wait, closed := l.next()
		switch {
		case closed:
			return
		case raw != nil:
			l.deliver(raw)
			continue
		}
		timer.Reset(wait)
		select {
		case <-timer.C:
		case <-l.changed:
		}
	}
}

// next takes the message that is due, or says how long there is none.
func (l *lane) next() (raw []byte, wait time.Duration, closed bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil, 0, true
	}
	if len(l.queue) == 0 {
		return nil, time.Hour, false
	}
	if wait = time.Until(l.queue[0].at); wait > 0 {
		return nil, wait, false
	}
	return heap.Pop(&l.queue).(arrival).raw, 0, false
}
