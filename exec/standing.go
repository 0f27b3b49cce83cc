package exec

import (
	"cmp"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// traffic counts what goes through a forward.
type traffic struct {
	clock         Clock
	in, out, used atomic.Int64 // used in nanoseconds since 1970
	open, total   atomic.Int64
	refusals      atomic.Int64 // how often the far side said that it cannot connect
	failures      atomic.Int64 // how often no session could be opened
}

// touch says that the forward is in use.
func (t *traffic) touch() { t.used.Store(t.clock.now().UnixNano()) }

// unused is how long the forward has not been in use; 0 while a connection is open.
func (t *traffic) unused() time.Duration {
	if t.open.Load() > 0 {
		return 0
	}
	return t.clock.now().Sub(time.Unix(0, t.used.Load()))
}

func (t *traffic) count(s *State) {
	s.In, s.Out, s.Connections, s.Total = t.in.Load(), t.out.Load(), int(t.open.Load()), int(t.total.Load())
	s.Used = time.Unix(0, t.used.Load())
}

// standing is how a forward is, and the session that it goes over.
type standing struct {
	tell func() // that something has changed

	mu     sync.Mutex
	status Status
	err    error
	target aws.ExecTarget
	link   *link
	turned chan struct{} // closed and replaced when link or status changes
}

// describe says how the forward is, and returns the cluster that it goes into.
func (s *standing) describe(state *State) (cluster string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state.Task, state.Container, state.Status, state.Err = s.target.Task, s.target.Container, s.status, s.err
	return s.target.Cluster
}

// session is the session to go over; nil while there is none. turned is closed when that changes.
func (s *standing) session() (l *link, is Status, turned <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.link, s.status, s.turned
}

// turn changes how the forward is, and returns the session that it went over. A forward that has ended stays so.
func (s *standing) turn(is Status, err error, l *link) (before *link) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before = s.link
	s.change(is, err, l)
	return before
}

// change is turn for who has the lock.
func (s *standing) change(is Status, err error, l *link) {
	if s.status == StatusEnded {
		return
	}
	s.status, s.err, s.link = is, err, l
	if l != nil {
		s.target = l.target
	}
	close(s.turned)
	s.turned = make(chan struct{})
	s.tell()
}

// blame tells of trouble that ends nothing; nil takes it back.
func (s *standing) blame(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.status != StatusOpen || err == nil && s.err == nil {
		return
	}
	s.err = err
	s.tell()
}

// noticed notes that a link's connection was lost, or is back, or that something is waited for.
func (s *standing) noticed(l *link, n Notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case n.Waiting != "":
		if s.err = errors.New(n.Waiting); n.Over {
			s.err = nil
		}
		s.tell()
	case s.link != l:
	case n.Lost:
		s.change(StatusReconnecting, errors.New("connection lost: "+cmp.Or(n.Why, "the network gives no reason")), l)
	default:
		s.change(StatusOpen, nil, l)
	}
}
