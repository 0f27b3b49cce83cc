package exec

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/ecscope/ecscope/aws/call"
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
	life
	// wanted has something where a connection waits for a session.
	wanted chan struct{}
	traffic
	standing
}

// life is how long a forward lives, and what it does meanwhile.
type life struct {
	ctx  context.Context
	end  context.CancelFunc
	work sync.WaitGroup
}

func newForward(of *Forwards, id int, to remote, s Spec, l *listener) *forward {
	w := &forward{of: of, id: id, to: to, spec: s, local: l, since: of.clock.now(), wanted: make(chan struct{}, 1),
		traffic: traffic{clock: of.clock}, standing: standing{tell: of.notify, status: StatusOpening, turned: make(chan struct{})}}
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

func (w *forward) state() State {
	s := State{ID: w.id, Name: w.spec.Name, Local: w.local.Addr().String(), Wanted: w.local.wanted, Since: w.since}
	w.count(&s)
	cluster := w.describe(&s)
	s.Place = cmp.Or(w.spec.Place, cluster)
	s.Remote = net.JoinHostPort(cmp.Or(w.spec.Host, s.Container), strconv.Itoa(w.spec.Port))
	return s
}

// attach makes a session the forward's.
func (w *forward) attach(l *link) {
	select {
	case <-w.wanted: // it has what it wanted
	default:
	}
	w.turn(StatusOpen, nil, l)
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
		born := w.clock.now()
		<-l.ctx.Done()
		why, now := context.Cause(l.ctx), w.clock.now()
		lazy := w.unused() >= idle
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
	began := w.clock.now()
	for {
		if lazy {
			w.turn(StatusIdle, why, nil)
			select {
			case <-w.wanted:
			case <-w.ctx.Done():
			}
			began = w.clock.now()
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
		lazy = hopeless(err) || w.clock.now().Sub(began) >= tries
		*wait = next(*wait)
	}
}

// rest waits before the next try, but not for long where a connection waits.
func (w *forward) rest(d time.Duration) {
	if d <= 0 || w.clock.sleep(w.ctx, min(d, pause)) != nil || d <= pause {
		return
	}
	ctx, cancel := w.clock.within(w.ctx, d-pause)
	defer cancel()
	select {
	case <-w.wanted:
	case <-ctx.Done():
	}
}

// hopeless says whether trying again is useless until somebody does something about it.
func hopeless(err error) bool {
	switch call.KindOf(err) {
	case call.Denied, call.Expired, call.Unsigned, call.Invalid, call.Unsupported:
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
			_ = w.clock.sleep(w.ctx, pause)
		}
	}
}

// serve carries one connection.
func (w *forward) serve(conn net.Conn) {
	c := &connection{Conn: conn, of: w}
	w.total.Add(1)
	w.open.Add(1)
	w.touch()
	w.of.notify()
	defer func() {
		_ = conn.Close()
		w.open.Add(-1)
		w.touch()
		w.of.notify()
	}()
	if l := w.reach(); l != nil {
		l.carry(c)
	} else {
		c.reset()
	}
}

// reach is the forward's session; where there is none it waits for one, for a while. It is nil where none comes.
func (w *forward) reach() *link {
	ctx, cancel := w.clock.within(w.ctx, patience)
	defer cancel()
	failures := w.failures.Load()
	for {
		l, status, turned := w.session()
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
