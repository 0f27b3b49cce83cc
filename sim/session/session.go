package session

import (
	"errors"
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

// session is one session: what it is for, its channel to the client, and how far it has come.
type session struct {
	host   *Host
	id     string
	target world.ExecTarget
	what   purpose
	*channel
	*intake
	*ticket
	*pulse
	*life
}

func newSession(h *Host, id string, t world.ExecTarget, what purpose) *session {
	s := &session{host: h, id: id, target: t, what: what, intake: &intake{inbox: make(chan frame, 4096)}, ticket: &ticket{key: random(64)},
		pulse: &pulse{clock: h.clock, active: h.clock.Now()}, life: newLife(h.ctx)}
	s.channel = newChannel(s.intake.accept)
	return s
}

// url is where the session's websocket is.
func (s *session) url() string { return s.host.gateway + path + s.id + "?role=publish_subscribe" }

// encrypts reports whether the session is encrypted: those of ports are not.
func (s *session) encrypts() bool { return s.target.Key != "" && s.what.kind != port }

// open makes the agent take what is not of the handshake.
func (s *session) open() {
	s.intake.open()
	s.wake()
}

// begin starts the agent, once.
func (s *session) begin() {
	if !s.life.begin() {
		return
	}
	s.host.running.Go(func() {
		if !s.host.agents.serve(s) {
			return
		}
		defer s.host.agents.served(s)
		s.host.running.Go(func() { s.resend(s.ctx) })
		s.end(s.work())
	})
}

// connect makes a connection the session's, in place of the one it had.
func (s *session) connect(c *connection) bool {
	old, ok := s.life.connect(c)
	if !ok {
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
	s.life.disconnect(c)
	s.detach(c.out)
}

// cut cuts the session's connection.
func (s *session) cut() {
	if c := s.current(); c != nil {
		c.cut()
		s.disconnect(c)
	}
}

// pause tells the client to pause or to start, and has the channel do so.
func (s *session) pause(on bool) {
	c := s.current()
	if s.hold(on); c == nil {
		return
	}
	kind := starting
	if on {
		kind = pausing
	}
	c.send(newFrame(kind, 0, 3, 0, nil).encode())
}

// end ends the session, once: nothing passes any more, its process is
// killed, and the client is told, in these words.
func (s *session) end(text string) {
	c, ok := s.life.end()
	if !ok {
		return
	}
	s.channel.end()
	s.cancel()
	s.killProcess()
	if c != nil {
		c.farewell(farewell{MessageID: newFrame("", 0, 0, 0, nil).uuid(), CreatedDate: time.Now().UTC().Format(time.RFC3339Nano),
			DestinationID: s.id, SessionID: s.id, MessageType: closing, SchemaVersion: 1, Output: text})
	}
}

// work is what the agent does in a session. It returns the words that the
// session ends with.
func (s *session) work() string {
	s.rest(opening, fastOpening)
	if s.what.kind == interactive && !s.encrypts() {
		s.agree() // the agent skips the handshake
		return shell{s}.run()
	}
	client, err := handshake{s}.run()
	switch {
	case errors.Is(err, errEnded):
		return ""
	case err != nil:
		return err.Error()
	case s.what.kind == port:
		return forwarder{s}.run(client)
	}
	return shell{s}.run()
}

// rest waits: for so long, or for another time where agents are fast.
func (s *session) rest(d, fast time.Duration) {
	if s.host.options.Fast {
		d = fast
	}
	if d <= 0 {
		return
	}
	select {
	case <-time.After(d):
	case <-s.ctx.Done():
	}
}
