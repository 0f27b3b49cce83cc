package exec

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ecscope/ecscope/aws"
)

const (
	// patience is how long a new connection waits for a session.
	patience = 15 * time.Second
	// idle is how long nothing has passed where the end of a session is taken for that of its 20 idle minutes: then
	// another one is opened by the next connection, not before.
	idle = 15 * time.Minute
	// settled is how long a session has to last for the next one to be opened at once.
	settled = time.Minute
	// tries is how long a session is tried to be opened again before it is left to the next connection.
	tries = 10 * time.Minute
	// pause is the first one between two tries; each is twice as long as the one before, up to pauseMost.
	pause, pauseMost = time.Second, 30 * time.Second
)

// forward is one port forward.
type forward struct {
	of    *Forwards
	id    int
	to    remote
	spec  Spec
	local *listener
	since time.Time
	ctx   context.Context
	end   context.CancelFunc
	work  sync.WaitGroup
	// wanted has something where a connection waits for a session.
	wanted chan struct{}

	in, out, used atomic.Int64 // used in nanoseconds since 1970
	open, total   atomic.Int64
	refusals      atomic.Int64 // how often the far side said that it cannot connect
	failures      atomic.Int64 // how often no session could be opened

	mu     sync.Mutex
	status Status
	err    error
	target aws.ExecTarget
	link   *link
	turned chan struct{} // closed and replaced when link or status changes
}

func newForward(of *Forwards, id int, to remote, s Spec, l *listener) *forward {
	w := &forward{of: of, id: id, to: to, spec: s, local: l, since: of.clock.now(), status: StatusOpening,
		wanted: make(chan struct{}, 1), turned: make(chan struct{})}
	w.ctx, w.end = context.WithCancel(of.ctx)
	context.AfterFunc(w.ctx, func() { _ = l.Close() })
	w.touch()
	return w
}

// stop begins the end of the forward.
func (w *forward) stop() {
	w.end()
	_ = w.local.Close()
}

// touch says that the forward is in use.
func (w *forward) touch() { w.used.Store(w.of.clock.now().UnixNano()) }

func (w *forward) state() State {
	w.mu.Lock()
	defer w.mu.Unlock()
	return State{ID: w.id, Name: w.spec.Name, Place: cmp.Or(w.spec.Place, w.target.Cluster), Local: w.local.Addr().String(), Wanted: w.local.wanted,
		Remote: net.JoinHostPort(cmp.Or(w.spec.Host, w.target.Container), strconv.Itoa(w.spec.Port)),
		Task:   w.target.Task, Container: w.target.Container, Status: w.status, Err: w.err,
		In: w.in.Load(), Out: w.out.Load(), Connections: int(w.open.Load()), Total: int(w.total.Load()),
		Since: w.since, Used: time.Unix(0, w.used.Load())}
}

// turn changes how the forward is.
func (w *forward) turn(s Status, err error, l *link) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.change(s, err, l)
}

// change is turn for who has the lock.
func (w *forward) change(s Status, err error, l *link) {
	if w.status == StatusEnded {
		return
	}
	w.status, w.err, w.link = s, err, l
	if l != nil {
		w.target = l.target
	}
	close(w.turned)
	w.turned = make(chan struct{})
	w.of.tell()
}

// attach makes a session the forward's.
func (w *forward) attach(l *link) {
	select {
	case <-w.wanted: // it has what it wanted
	default:
	}
	w.turn(StatusOpen, nil, l)
}

// blame tells of trouble that ends nothing; nil takes it back.
func (w *forward) blame(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.status != StatusOpen || err == nil && w.err == nil {
		return
	}
	w.err = err
	w.of.tell()
}

// connect finds the container and opens a session in it.
func (w *forward) connect(ctx context.Context) (*link, error) {
	stay, end := context.WithCancelCause(w.ctx)
	defer context.AfterFunc(ctx, func() { end(ctx.Err()) })()
	target, err := w.spec.Find(stay)
	if err == nil {
		var l *link
		if l, err = newLink(stay, end, w, target); err == nil {
			return l, nil
		}
	}
	end(err)
	return nil, err
}

// keep holds a session open, each as long as it lasts, until the forward ends.
func (w *forward) keep(l *link) {
	var wait time.Duration
	for l != nil {
		born := w.of.clock.now()
		<-l.ctx.Done()
		why, now := context.Cause(l.ctx), w.of.clock.now()
		lazy := w.open.Load() == 0 && now.Sub(time.Unix(0, w.used.Load())) >= idle
		if lazy {
			why = nil // it has ended because nobody used it
		}
		w.turn(StatusReconnecting, why, nil)
		l.close()
		if wait = next(wait); now.Sub(born) >= settled {
			wait = 0
		}
		l = w.renew(why, lazy, &wait)
	}
}

func next(wait time.Duration) time.Duration { return min(max(2*wait, pause), pauseMost) }

// renew opens another session: after wait, and if need be again and again; a lazy one when a connection wants it. It is
// nil where the forward has ended.
func (w *forward) renew(why error, lazy bool, wait *time.Duration) *link {
	began := w.of.clock.now()
	for {
		if lazy {
			w.turn(StatusIdle, why, nil)
			select {
			case <-w.wanted:
			case <-w.ctx.Done():
			}
			began = w.of.clock.now()
			w.turn(StatusReconnecting, why, nil)
		}
		if w.rest(*wait); w.ctx.Err() != nil {
			return nil
		}
		l, err := w.connect(w.ctx)
		if err == nil {
			w.attach(l)
			return l
		}
		why = err
		w.failures.Add(1)
		if errors.Is(err, ErrStopped) {
			_ = w.local.Close()
			w.turn(StatusEnded, why, nil)
			return nil
		}
		w.turn(StatusReconnecting, why, nil)
		lazy = hopeless(err) || w.of.clock.now().Sub(began) >= tries
		*wait = next(*wait)
	}
}

// rest waits before the next try, but not for long where a connection waits.
func (w *forward) rest(d time.Duration) {
	if d <= 0 || w.of.clock.sleep(w.ctx, min(d, pause)) != nil || d <= pause {
		return
	}
	ctx, cancel := w.of.clock.within(w.ctx, d-pause)
	defer cancel()
	select {
	case <-w.wanted:
	case <-ctx.Done():
	}
}

// hopeless says whether trying again is useless until somebody does something about it.
func hopeless(err error) bool {
	switch aws.KindOf(err) {
	case aws.Denied, aws.Expired, aws.Unsigned, aws.Invalid, aws.Unsupported:
		return true
	}
	return false
}

// accept takes connections until the forward ends, and returns when the last has.
func (w *forward) accept() {
	var connections sync.WaitGroup
	defer connections.Wait()
	for {
		conn, err := w.local.Accept()
		switch {
		case err == nil:
			connections.Go(w.guarded(func() { w.serve(conn) }))
		case w.ctx.Err() != nil, errors.Is(err, net.ErrClosed):
			return
		default: // as where there are no more descriptors
			w.blame(fmt.Errorf("accept a connection: %w", err))
			_ = w.of.clock.sleep(w.ctx, pause)
		}
	}
}

// serve carries one connection.
func (w *forward) serve(conn net.Conn) {
	c := &connection{Conn: conn, of: w}
	w.total.Add(1)
	w.open.Add(1)
	w.touch()
	w.of.tell()
	defer func() {
		_ = conn.Close()
		w.open.Add(-1)
		w.touch()
		w.of.tell()
	}()
	if l := w.reach(); l != nil {
		l.carry(c)
	} else {
		c.reset()
	}
}

// reach is the forward's session; where there is none it waits for one, for a while. It is nil where none comes.
func (w *forward) reach() *link {
	ctx, cancel := w.of.clock.within(w.ctx, patience)
	defer cancel()
	failures := w.failures.Load()
	for {
		w.mu.Lock()
		l, status, turned := w.link, w.status, w.turned
		w.mu.Unlock()
		if l != nil || status == StatusEnded || status == StatusIdle && w.failures.Load() > failures {
			return l
		}
		select {
		case w.wanted <- struct{}{}:
		default:
		}
		select {
		case <-turned:
		case <-ctx.Done():
			return nil
		}
	}
}
