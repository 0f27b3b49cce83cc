package exec

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// ErrStopped is what Spec.Find answers where the task has stopped and no other will take its place: the forward ends.
var ErrStopped = errors.New("the task has stopped and no other takes its place")

// Spec is a port forward that is wanted.
type Spec struct {
	// Name is what the forward is called, and Place how its place is told of, such as prod/checkout. Both may be empty.
	Name, Place string
	// Find finds the container to go through: at first, and again whenever the session has ended. It is called from
	// another goroutine.
	Find func(context.Context) (aws.ExecTarget, error)
	// Notice is told of the connection, and of a session that takes long to begin, until the forward is open: from then on
	// its state says so. It may be nil.
	Notice func(Notice)
	// Listen is the address to listen on; empty for 127.0.0.1, which no other computer reaches.
	Listen string
	// Local is the port to listen on; where it is taken, another one is. 0 is any.
	Local int
	// Port is the port to connect to: of the container or, through it, of Host, which is a name or an address.
	Port int
	Host string
}

// Status is how a forward is.
type Status string

// The states of a forward. An idle one listens, without a session: the next connection opens one.
const (
	StatusOpening      Status = "opening"
	StatusOpen         Status = "open"
	StatusReconnecting Status = "reconnecting"
	StatusIdle         Status = "idle"
	StatusEnded        Status = "ended"
)

// State is a forward at one moment.
type State struct {
	ID          int
	Name, Place string
	// Local is the address it listens on. Wanted is the port that was wanted but is taken; 0 where it was to be had.
	Local  string
	Wanted int
	// Remote is what it connects to: host:port, or the container's name and the port.
	Remote string
	// Task and Container are those it goes through, or went through last.
	Task, Container string
	Status          Status
	// Err is the last trouble, as long as it matters: why it reconnects or has ended, or that nothing listens on the port.
	Err error
	// In counts the bytes that came from the container, Out those that went there.
	In, Out int64
	// Connections are open now, Total were since the beginning.
	Connections, Total int
	// Since is when it was opened, Used when its last byte passed or a connection began or ended.
	Since, Used time.Time
}

// Forwards are the port forwards of a program. Each lives until it is stopped; all end with Close. Its methods may be
// called by several goroutines, and only Open and Close wait for anything.
type Forwards struct {
	ctx     context.Context
	end     context.CancelFunc
	clock   Clock
	changed chan struct{}
	work    sync.WaitGroup

	mu     sync.Mutex
	all    []*forward // by id
	last   int
	closed bool
}

// NewForwards are none yet. When ctx ends they end too, but call Close to wait for it.
func NewForwards(ctx context.Context, k Clock) *Forwards {
	ctx, end := context.WithCancel(ctx)
	return &Forwards{ctx: ctx, end: end, clock: k, changed: make(chan struct{}, 1)}
}

// Open listens, finds the container and opens the session, within ctx; from then on the forward lives by itself. Where
// that fails nothing is left of it.
func (f *Forwards) Open(ctx context.Context, c *aws.Client, s Spec) (State, error) {
	return f.open(ctx, account{c}, s)
}

func (f *Forwards) open(ctx context.Context, to remote, s Spec) (State, error) {
	local, err := listen(ctx, s)
	if err != nil {
		return State{}, err
	}
	w, err := f.add(to, s, local)
	if err != nil {
		_ = local.Close()
		return State{}, err
	}
	l, err := w.connect(ctx)
	if err != nil {
		f.remove(w.id)
		w.stop()
		w.work.Done()
		return State{}, err
	}
	w.attach(l)
	w.work.Go(w.guarded(w.accept))
	w.work.Go(w.guarded(func() { w.keep(l) }))
	w.work.Done()
	return w.state(), nil
}

// add makes a forward one of these, which wait for its work from then on: one piece of it has begun.
func (f *Forwards) add(to remote, s Spec, l *listener) (*forward, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, fmt.Errorf("forward a port: %w", ErrClosed)
	}
	f.last++
	w := newForward(f, f.last, to, s, l)
	f.all = append(f.all, w)
	w.work.Add(1)
	f.work.Go(w.work.Wait)
	f.notify()
	return w, nil
}

func (f *Forwards) remove(id int) *forward {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.all, func(w *forward) bool { return w.id == id })
	if i < 0 {
		return nil
	}
	w := f.all[i]
	f.all = slices.Delete(f.all, i, i+1)
	f.notify()
	return w
}

// List is how the forwards are now, the oldest first.
func (f *Forwards) List() []State {
	f.mu.Lock()
	all := slices.Clone(f.all)
	f.mu.Unlock()
	states := make([]State, len(all))
	for i, w := range all {
		states[i] = w.state()
	}
	return states
}

// Stop ends a forward and its connections. It is no longer listed; its session is ended in the background.
func (f *Forwards) Stop(id int) {
	if w := f.remove(id); w != nil {
		w.stop()
	}
}

// Changed has something whenever a forward's state has changed, beside its counters. Changes that follow each other
// closely come as one.
func (f *Forwards) Changed() <-chan struct{} { return f.changed }

func (f *Forwards) notify() {
	select {
	case f.changed <- struct{}{}:
	default:
	}
}

// Close ends all forwards and returns when their sessions are ended.
func (f *Forwards) Close() {
	f.mu.Lock()
	f.closed = true
	all := f.all
	f.all = nil
	f.mu.Unlock()
	for _, w := range all {
		w.stop()
	}
	f.end()
	f.work.Wait()
	f.notify()
}
