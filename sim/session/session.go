package session

import (
	"context"
	"sync"
	"time"

	"github.com/ecscope/ecscope/sim/world"
)

// purpose is what an agent is to do in a session.
type purpose struct {
	kind       string // session type of the handshake
	command    string // of a shell
	host, port string // of a port
	properties map[string]string
}

// session is one session and the agent's part in it.
type session struct {
	host   *Host
	id     string
	target world.ExecTarget
	what   purpose
	ctx    context.Context // ends with the session
	cancel context.CancelFunc
	*channel
	inbox chan frame    // what the agent has taken and not looked at
	turn  chan struct{} // closed when the agent serves the session

	state      sync.Mutex
	key        string // the token that opens a websocket
	connection *connection
	process    *process
	begun      bool // it was handed to the agent, which may have others to serve first
	agreed     bool // the handshake is over, or skipped
	ready      bool // there is somebody to take what the client sends
	done       bool
	said       string // the words of its end
	active     time.Time
}

func newSession(h *Host, id string, t world.ExecTarget, what purpose, now time.Time) *session {
	s := &session{host: h, id: id, target: t, what: what, key: random(64), active: now, inbox: make(chan frame, 4096),
		turn: make(chan struct{})}
	s.ctx, s.cancel = context.WithCancel(h.ctx)
	s.channel = newChannel(s.accept)
	return s
}

// url is where the session's websocket is.
func (s *session) url() string { return s.host.gateway + path + s.id + "?role=publish_subscribe" }

func (s *session) token() string {
	s.state.Lock()
	defer s.state.Unlock()
	return s.key
}

func (s *session) renew() {
	s.state.Lock()
	defer s.state.Unlock()
	s.key = random(64)
}

func (s *session) over() bool {
	s.state.Lock()
	defer s.state.Unlock()
	return s.done
}

// touch notes that something was typed or written.
func (s *session) touch() {
	now := s.host.clock.Now()
	s.state.Lock()
	defer s.state.Unlock()
	s.active = now
}

// idle is how long nothing was typed or written.
func (s *session) idle(now time.Time) time.Duration {
	s.state.Lock()
	defer s.state.Unlock()
	return now.Sub(s.active)
}

// accept takes a message of the client: those of the handshake at once, the
// others as soon as there is somebody to take them. What comes before the
// handshake is over, or skipped, is acknowledged and dropped, as the agent does.
func (s *session) accept(f frame) bool {
	s.state.Lock()
	agreed, ready := s.agreed, s.ready
	s.state.Unlock()
	if f.payload != handshakeResponse && f.payload != challengeResponse && !ready {
		return !agreed
	}
	select {
	case s.inbox <- f:
		return true
	default:
		return false
	}
}

// open makes the agent take what is not of the handshake.
func (s *session) open() {
	s.state.Lock()
	s.ready = true
	s.state.Unlock()
	s.wake()
}

// begin starts the agent, once.
func (s *session) begin() {
	s.state.Lock()
	defer s.state.Unlock()
	if s.begun || s.done {
		return
	}
	s.begun = true
	s.host.running.Go(func() {
		if !s.host.serve(s) {
			return
		}
		defer s.host.served(s)
		s.host.running.Go(func() { s.resend(s.ctx) })
		s.end(s.work())
	})
}

// connect makes a connection the session's, in place of the one it had.
func (s *session) connect(c *connection) bool {
	s.state.Lock()
	old, done := s.connection, s.done
	if !done {
		s.connection = c
	}
	s.state.Unlock()
	if done {
		return false
	}
	if old != nil {
		old.close()
	}
	s.attach(c.out)
	s.begin()
	return true
}

// disconnect forgets a connection that was lost.
func (s *session) disconnect(c *connection) {
	s.state.Lock()
	if s.connection == c {
		s.connection = nil
	}
	s.state.Unlock()
	s.detach(c.out)
}

func (s *session) connected() bool {
	s.state.Lock()
	defer s.state.Unlock()
	return s.connection != nil
}

// cut cuts the session's connection.
func (s *session) cut() {
	s.state.Lock()
	c := s.connection
	s.state.Unlock()
	if c != nil {
		c.cut()
		s.disconnect(c)
	}
}

// pause tells the client to pause or to start, and has the channel do so.
func (s *session) pause(on bool) {
	s.state.Lock()
	c := s.connection
	s.state.Unlock()
	if s.hold(on); c == nil {
		return
	}
	kind := starting
	if on {
		kind = pausing
	}
	c.send(newFrame(kind, 0, 3, 0, nil).encode())
}

func (s *session) killProcess() {
	s.state.Lock()
	p := s.process
	s.state.Unlock()
	if p != nil {
		p.kill()
	}
}

// end ends the session, once: nothing passes any more, its process is
// killed, and the client is told, in these words.
func (s *session) end(said string) {
	s.state.Lock()
	done, c := s.done, s.connection
	if !done {
		s.done, s.said = true, said
	}
	s.state.Unlock()
	if done {
		return
	}
	s.channel.end()
	s.cancel()
	s.killProcess()
	if c != nil {
		c.farewell(farewell{MessageID: newFrame("", 0, 0, 0, nil).uuid(), CreatedDate: time.Now().UTC().Format(time.RFC3339Nano),
			DestinationID: s.id, SessionID: s.id, MessageType: closing, SchemaVersion: 1, Output: said})
	}
}
