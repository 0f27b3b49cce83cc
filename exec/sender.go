package exec

import (
	"sync"
	"time"

	"github.com/aws/session-manager-plugin/src/config"

	"github.com/ecscope/ecscope/exec/message"
)

// sender sends input, each byte once and in order: what is not acknowledged is kept, and sent again in time and on every
// new connection.
type sender struct {
	clock clock
	wake  chan struct{} // there may be something to do

	writing sync.Mutex // of one writer at a time
	mutex   sync.Mutex
	room    *sync.Cond // there is more room, or the agent has begun
	outbox  outbox
	way     way
	gate    gate
	sealer  *sealer // nil where the session is not encrypted
	err     error
}

// way is where input goes.
type way struct {
	socket *socket // nil while there is no connection
	paused bool    // the gateway wants no data now
}

// gate holds input back until the agent takes it.
type gate struct {
	open bool
	size []byte        // of the terminal, which goes first; nil for none
	over chan struct{} // closed when it is open
}

func newSender(k clock) *sender {
	s := &sender{clock: k, wake: make(chan struct{}, 1), gate: gate{over: make(chan struct{})}}
	s.room = sync.NewCond(&s.mutex)
	return s
}

// opened is closed when the agent takes input.
func (s *sender) opened() <-chan struct{} { return s.gate.over }

// write sends input, of any length. It waits while the agent takes none or too much is under way.
func (s *sender) write(p []byte) (n int, err error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	for n < len(p) {
		s.mutex.Lock()
		for (!s.gate.open || s.outbox.full()) && s.err == nil {
			s.room.Wait()
		}
		most := config.StreamDataPayloadSize
		if s.sealer != nil {
			most -= sealed
		}
		piece := p[n:min(n+most, len(p))]
		if err := s.dispatch(message.Output, piece); err != nil {
			return n, err
		}
		n += len(piece)
	}
	return n, nil
}

// send sends data that does not wait for anything: there is little of it.
func (s *sender) send(t message.PayloadType, payload []byte) error {
	s.mutex.Lock()
	return s.dispatch(t, payload)
}

// dispatch sends data with the next sequence number. It has the lock, and gives it back.
func (s *sender) dispatch(t message.PayloadType, payload []byte) error {
	if s.err != nil {
		defer s.mutex.Unlock()
		return s.err
	}
	if t == message.Output && s.sealer != nil {
		payload = s.sealer.seal(payload)
	}
	now := s.clock.now()
	b := dataFrame(message.InputStreamMessage, s.outbox.next, millis(now), t, payload).encode()
	first := len(s.outbox.pending) == 0
	s.outbox.add(b, now)
	k := s.way.socket
	if s.way.paused {
		k = nil
	}
	s.mutex.Unlock()
	if k != nil {
		_ = k.frame(b) // where it fails, it is sent again on the next connection
	}
	if first {
		s.signal()
	}
	return nil
}

// signal makes who sends again look what there is to do.
func (s *sender) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// resize sends the size of the terminal as soon as the agent takes input.
func (s *sender) resize(size []byte) error {
	s.mutex.Lock()
	if s.gate.open {
		return s.dispatch(message.Size, size)
	}
	s.gate.size = size
	s.mutex.Unlock()
	return nil
}

// begin lets input go out, that of the terminal's size first.
func (s *sender) begin() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.gate.open {
		return
	}
	for s.gate.size != nil {
		size := s.gate.size
		s.gate.size = nil
		_ = s.dispatch(message.Size, size) // a session that has ended says so to whoever reads it
		s.mutex.Lock()
	}
	s.gate.open = true
	s.room.Broadcast()
	close(s.gate.over)
}

// encrypt encrypts input from now on.
func (s *sender) encrypt(k *sealer) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.sealer = k
}

// acknowledged notes that a frame has come to the agent.
func (s *sender) acknowledged(sequence int64) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.outbox.acknowledged(sequence, s.clock.now())
	s.room.Broadcast()
}

// again sends everything again that was not acknowledged.
func (s *sender) again() {
	s.mutex.Lock()
	s.outbox.again(s.clock.now())
	s.mutex.Unlock()
	s.signal()
}

// pause stops sending, or goes on.
func (s *sender) pause(on bool) {
	s.mutex.Lock()
	if s.way.paused = on; !on {
		s.outbox.again(s.clock.now())
	}
	s.mutex.Unlock()
	s.signal()
}

// attach makes a connection the way to the agent. What was not acknowledged is due on it.
func (s *sender) attach(k *socket) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.way = way{socket: k}
	s.outbox.again(s.clock.now())
	if s.err != nil {
		k.close()
	}
}

// detach leaves no way to the agent, and returns the one that there was.
func (s *sender) detach() *socket {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	k := s.way.socket
	s.way = way{}
	return k
}

// duty is what is due now.
type duty struct {
	socket  *socket // nil where there is no connection
	frames  [][]byte
	next    time.Time     // when there will be something to send again; zero for never
	waiting time.Duration // how long the oldest frame has not been acknowledged
	paused  bool
}

// due is what to send again now.
func (s *sender) due(now time.Time) duty {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	d := duty{socket: s.way.socket, paused: s.way.paused}
	if d.socket == nil {
		return d
	}
	if !d.paused {
		d.frames, d.next = s.outbox.due(now)
	}
	d.waiting = s.outbox.waiting(now)
	return d
}

// end says why nothing more is sent, and returns the connection that there was.
func (s *sender) end(why error) *socket {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.err = why
	s.room.Broadcast()
	return s.way.socket
}
