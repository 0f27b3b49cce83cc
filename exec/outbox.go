package exec

import (
	"slices"
	"time"

	"github.com/aws/session-manager-plugin/src/config"
)

// How much may be under way without an acknowledgement. Frames begin at windowFirst: each that is acknowledged at once
// allows one more, and one that has to be sent again halves them, so that input goes no faster than it is taken.
const (
	windowFirst  = 64
	windowLeast  = 8
	windowFrames = 256
	windowBytes  = 256 << 10
)

// burst is how many frames are sent again at once.
const burst = 64

// outbox keeps what was sent until it is acknowledged, and says when to send it again: after a time that follows the
// round trips (as TCP's does, RFC 6298), between 200 ms and 1 s.
type outbox struct {
	next    int64
	pending []sending // in order
	bytes   int
	trip    time.Duration // smoothed; 0 before the first
	varies  time.Duration
	window  int       // frames; 0 for windowFirst
	slowed  time.Time // when it was halved
}

// sending is a frame under way.
type sending struct {
	sequence    int64
	frame       []byte
	first, last time.Time // when it was sent; last is zero where it is to be sent again at once
	tries       int
}

// add takes a frame with the next sequence number, about to be sent.
func (o *outbox) add(frame []byte, now time.Time) {
	o.pending = append(o.pending, sending{sequence: o.next, frame: frame, first: now, last: now, tries: 1})
	o.bytes += len(frame) - prefix
	o.next++
}

// full says whether what is under way is all that may be.
func (o *outbox) full() bool { return len(o.pending) >= o.allowed() || o.bytes >= windowBytes }

func (o *outbox) allowed() int {
	if o.window == 0 {
		return windowFirst
	}
	return o.window
}

// slow halves what may be under way, once for what was lost together.
func (o *outbox) slow(now time.Time) {
	if now.Sub(o.slowed) >= config.DefaultTransmissionTimeout {
		o.window, o.slowed = max(windowLeast, o.allowed()/2), now
	}
}

// acknowledged forgets a frame.
func (o *outbox) acknowledged(sequence int64, now time.Time) {
	i, ok := slices.BinarySearchFunc(o.pending, sequence, func(s sending, n int64) int { return int(s.sequence - n) })
	if !ok {
		return
	}
	s := o.pending[i]
	if s.tries == 1 { // else nobody knows which of them is acknowledged
		o.measure(now.Sub(s.first))
		o.window = min(windowFrames, o.allowed()+1)
	}
	o.bytes -= len(s.frame) - prefix
	o.pending = slices.Delete(o.pending, i, i+1)
}

func (o *outbox) measure(trip time.Duration) {
	if o.trip == 0 {
		o.trip, o.varies = trip, trip/2
		return
	}
	o.varies += time.Duration(config.RTTVConstant * float64((o.trip-trip).Abs()-o.varies))
	o.trip += time.Duration(config.RTTConstant * float64(trip-o.trip))
}

// timeout is how long to wait for the acknowledgement of a frame that was sent so often.
func (o *outbox) timeout(tries int) time.Duration {
	t := max(o.trip+max(config.ClockGranularity, 4*o.varies), config.DefaultTransmissionTimeout)
	return min(t<<min(tries-1, 3), config.MaxTransmissionTimeout)
}

// again makes all frames due, as on a new connection.
func (o *outbox) again(now time.Time) {
	for i := range o.pending {
		o.pending[i].first, o.pending[i].last, o.pending[i].tries = now, time.Time{}, 1
	}
}

// due are the frames to send again now, and when the next will be; later is zero where nothing is under way.
func (o *outbox) due(now time.Time) (frames [][]byte, later time.Time) {
	for i := range o.pending {
		s := &o.pending[i]
		at := now
		if !s.last.IsZero() {
			at = s.last.Add(o.timeout(s.tries))
		}
		if !at.After(now) && len(frames) < burst {
			frames = append(frames, s.frame)
			if !s.last.IsZero() {
				o.slow(now)
			}
			s.last = now
			s.tries++
			at = now.Add(o.timeout(s.tries))
		}
		if later.IsZero() || at.Before(later) {
			later = at
		}
	}
	return frames, later
}

// waiting is how long the oldest frame has not been acknowledged.
func (o *outbox) waiting(now time.Time) time.Duration {
	if len(o.pending) == 0 {
		return 0
	}
	return now.Sub(o.pending[0].first)
}
