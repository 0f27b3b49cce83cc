package exec

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xtaci/smux"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/sim"
)

// agents are containers in this process: their sessions are pipes, with an agent at the far end that does what the one of
// Systems Manager does.
type agents struct {
	t       *testing.T
	version string
	port    string // host:port that every container connects to
	clock   *sim.ManualClock

	mu       sync.Mutex
	refuse   error // instead of a session
	stopped  map[string]bool
	sessions []*strand
	dials    atomic.Int32
}

func newAgents(t *testing.T, port string) *agents {
	a := &agents{t: t, version: "3.3.1611.0", port: port, stopped: map[string]bool{},
		clock: sim.NewManualClock(time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC))}
	return a
}

func (a *agents) connects() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.port
}

// listens makes every container connect to another port.
func (a *agents) listens(port string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.port = port
}

// forwards are those of a test, which end with it.
func (a *agents) forwards() *Forwards {
	f := NewForwards(a.t.Context(), Clock{a.clock.Now, a.clock.Sleep})
	a.t.Cleanup(f.Close)
	return f
}

// spec forwards a port of the container of the given tasks, one after the other.
func (a *agents) spec(tasks ...string) Spec {
	return Spec{Place: "prod/checkout", Port: 80, Find: func(context.Context) (aws.ExecTarget, error) {
		a.mu.Lock()
		defer a.mu.Unlock()
		for _, task := range tasks {
			if !a.stopped[task] {
				return aws.ExecTarget{Cluster: "prod", Task: task, Container: "app", Runtime: task + "-1"}, nil
			}
		}
		return aws.ExecTarget{}, ErrStopped
	}}
}

func (a *agents) dial(_ context.Context, t aws.ExecTarget, _ Spec, notice func(Notice)) (line, error) {
	a.dials.Add(1)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.refuse != nil {
		return nil, a.refuse
	}
	s := newStrand(a, t.Task, notice)
	a.sessions = append(a.sessions, s)
	return s, nil
}

func (a *agents) gone(_ context.Context, t aws.ExecTarget) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.stopped[t.Task]
}

// stop stops a task; its sessions end where they notice.
func (a *agents) stop(task string, notice bool) {
	a.mu.Lock()
	a.stopped[task] = true
	all := a.sessions
	a.mu.Unlock()
	for _, s := range all {
		if s.task == task && notice {
			s.over("the task stops")
		}
	}
}

// last is the session that was opened last.
func (a *agents) last() *strand {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.sessions[len(a.sessions)-1]
}

// await waits until something holds, while the clock goes on.
func (a *agents) await(what string, holds func() bool) {
	a.t.Helper()
	soon(a.t, what, passing(a.clock.Advance, time.Second, holds))
}

// passing is a condition while the clock goes on: it moves after each look in vain.
func passing(move func(time.Duration), by time.Duration, holds func() bool) func() bool {
	return func() bool {
		if holds() {
			return true
		}
		move(by)
		return false
	}
}

// strand is a session: the client's end of a pipe.
type strand struct {
	net.Conn
	of         *agents
	task       string
	notice     func(Notice)
	far        net.Conn
	flags      chan Flag
	told       chan Flag // by the client
	done       chan struct{}
	ended      sync.Once
	terminated atomic.Bool
	said       string
	err        error
	work       sync.WaitGroup
}

func newStrand(of *agents, task string, notice func(Notice)) *strand {
	near, far := net.Pipe()
	s := &strand{Conn: near, of: of, task: task, notice: notice, far: far, flags: make(chan Flag, 8), told: make(chan Flag, 8), done: make(chan struct{})}
	s.work.Go(s.multiplex)
	return s
}

// over ends the session from the far side.
func (s *strand) over(said string) {
	s.end(said, io.EOF)
}

func (s *strand) end(said string, err error) {
	s.ended.Do(func() {
		s.said, s.err = said, err
		close(s.done)
		_ = s.far.Close()
	})
}

func (s *strand) SendFlag(f Flag) error {
	select {
	case <-s.done:
		return s.err
	case s.told <- f:
		if f == TerminateSession {
			s.over("")
		}
		return nil
	}
}

func (s *strand) Flags() <-chan Flag    { return s.flags }
func (s *strand) Agent() string         { return s.of.version }
func (s *strand) Said() string          { return s.said }
func (s *strand) Done() <-chan struct{} { return s.done }

func (s *strand) Err() error {
	select {
	case <-s.done:
		return s.err
	default:
		return nil
	}
}

func (s *strand) Close() error {
	s.end("", ErrClosed)
	_ = s.Conn.Close()
	s.work.Wait()
	s.terminated.Store(true)
	return nil
}

func (s *strand) multiplex() {
	c := smux.DefaultConfig()
	c.KeepAliveDisabled = true
	session, err := smux.Server(s.far, c)
	if err != nil {
		s.of.t.Error(err)
		return
	}
	defer session.Close()
	var work sync.WaitGroup
	defer work.Wait()
	defer session.Close()
	for {
		stream, err := session.AcceptStream()
		if err != nil {
			return
		}
		conn, err := net.Dial("tcp", s.of.connects())
		if err != nil {
			s.flags <- ConnectToPortError
			_ = stream.Close()
			continue
		}
		work.Go(func() { relay(stream, conn) })
	}
}

// relay passes bytes both ways, as the agent does: the end of one way is the end of both.
func relay(a, b io.ReadWriteCloser) {
	var work sync.WaitGroup
	for _, way := range [][2]io.ReadWriteCloser{{a, b}, {b, a}} {
		work.Go(func() {
			_, _ = io.Copy(way[0], way[1])
			_ = way[0].Close()
		})
	}
	work.Wait()
}
